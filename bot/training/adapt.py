"""Trains the encoder further on labelled examples, so that what is labelled alike comes to lie together.

Needs the extra `train` (docs/model.md) and minutes: every weight is trained, then the result is quantised like the
packaged encoder. The loss is margin softmax (Wang et al. 2018, "CosFace"): the cosine with the right label's direction
must beat every other by a margin.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bot.nlu.artefact import MANIFEST
from bot.nlu.encoder import PACKAGED_ENCODER, Encoder, Vectors
from bot.nlu.errors import ModelError

EPOCHS = 8
BATCH = 32
LEARNING_RATE = 1e-4
HEAD_LEARNING_RATE = 1e-2
WARM_UP_SHARE = 0.1
SCALE = 20.0
MARGIN = 0.15
SEED = 0

Progress = Callable[[str], None]


class PairedEncoder(Encoder):
    """Both vectors of a sentence side by side, the packaged encoder's and the trained one's: better than either."""

    def __init__(self, packaged: Encoder, trained: Encoder) -> None:
        self._pair = (packaged, trained)
        self.fingerprint = packaged.fingerprint + trained.fingerprint

    def encode(self, texts: Sequence[str], *, workers: int | None = None) -> Vectors:
        """float32 (len(texts), 2 * DIMENSIONS), rows of length 1."""
        vectors = [encoder.encode(texts, workers=workers) for encoder in self._pair]
        joined: Vectors = np.hstack(vectors) / np.float32(math.sqrt(2))
        return joined


def adapt(texts: Sequence[str], labels: Sequence[str], progress: Progress, *, epochs: int = EPOCHS) -> Encoder:
    """The packaged encoder paired with one trained on `texts` and `labels`; ModelError without PyTorch."""
    try:
        import torch

        from bot.training.export_encoder import load_original, write_manifest, write_model
    except ImportError as error:
        raise ModelError(
            "Training the encoder needs PyTorch, which is not installed: docs/model.md says how to add it."
        ) from error
    torch.manual_seed(SEED)
    original, source = load_original()
    tokenizer = Tokenizer.from_file(str(PACKAGED_ENCODER / "tokenizer.json"))
    tokens = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
    _, numbers = np.unique(np.asarray(labels), return_inverse=True)
    train(torch, original, tokens, numbers, progress, epochs=epochs)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        weights = {key: value.numpy() for key, value in original.eval().state_dict().items()}
        write_model(weights, original.config, folder / "model.onnx")
        (folder / "tokenizer.json").write_bytes((PACKAGED_ENCODER / "tokenizer.json").read_bytes())
        write_manifest(folder, np.ones(1, np.float32), source=f"{source}, trained on {len(texts)} examples")
        assert (folder / MANIFEST).is_file()  # noqa: S101 - what Encoder.load is about to check
        return PairedEncoder(Encoder.load(), Encoder.load(folder))


def train(
    torch: Any,
    model: Any,
    tokens: list[list[int]],
    numbers: NDArray[np.intp],
    progress: Progress,
    *,
    epochs: int,
    learning_rate: float = LEARNING_RATE,
) -> None:
    """Train `model`, in place, on sentences as `tokens` with their labels' `numbers`."""
    directions = torch.nn.Parameter(_mean_directions(torch, model, tokens, numbers))
    optimiser = torch.optim.AdamW(
        [
            {"params": model.parameters(), "lr": learning_rate},
            {"params": [directions], "lr": HEAD_LEARNING_RATE, "weight_decay": 0.0},
        ],
        weight_decay=0.01,
        fused=True,  # a fifth of the time: one pass over eleven million weights of words, of which a batch uses few
    )
    chance = np.random.default_rng(SEED)
    steps = epochs * math.ceil(len(tokens) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _warmth(step, steps))
    model.train()
    for epoch in range(epochs):
        order = _batches(tokens, chance)
        for at, batch in enumerate(order):
            if at % 20 == 0:
                progress(f"training the encoder, {100 * (epoch * len(order) + at) // steps} %")
            loss = _loss(torch, model, directions, [tokens[i] for i in batch], numbers[batch])
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()


def _loss(torch: Any, model: Any, directions: Any, tokens: list[list[int]], numbers: NDArray[np.intp]) -> Any:
    target = torch.as_tensor(numbers)
    cosines = _vectors(torch, model, tokens) @ torch.nn.functional.normalize(directions, dim=1).T
    margin = MARGIN * torch.nn.functional.one_hot(target, len(directions))
    return torch.nn.functional.cross_entropy(SCALE * (cosines - margin), target)


def _vectors(torch: Any, model: Any, tokens: list[list[int]]) -> Any:
    """Mean-pooled vectors of length 1 for a padded batch."""
    longest = max(map(len, tokens))
    ids = torch.tensor([row + [0] * (longest - len(row)) for row in tokens])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in tokens])
    states = model(input_ids=ids, attention_mask=mask).last_hidden_state
    weights = mask.unsqueeze(-1).to(states.dtype)
    return torch.nn.functional.normalize((states * weights).sum(1) / weights.sum(1), dim=1)


def _mean_directions(torch: Any, model: Any, tokens: list[list[int]], numbers: NDArray[np.intp]) -> Any:
    """Where each label's examples lie on average: a far better start than chance."""
    model.eval()
    batches = _batches(tokens, np.random.default_rng(SEED))
    with torch.no_grad():
        rows = torch.cat([_vectors(torch, model, [tokens[i] for i in batch]) for batch in batches])
    labels = numbers[np.concatenate(batches)]
    return torch.stack([rows[labels == label].mean(0) for label in range(int(labels.max()) + 1)])


def _batches(tokens: list[list[int]], chance: np.random.Generator) -> list[NDArray[np.intp]]:
    """All examples in batches of like length (little padding), in any order."""
    noise = chance.uniform(0, 3, len(tokens))
    by_length = np.argsort([len(row) for row in tokens] + noise)
    batches = [by_length[start : start + BATCH] for start in range(0, len(tokens), BATCH)]
    return [batches[i] for i in chance.permutation(len(batches))]


def _warmth(step: int, steps: int) -> float:
    """Share of the learning rate: up in a tenth of the steps, then down to nothing."""
    warm_up = max(int(WARM_UP_SHARE * steps), 1)
    return step / warm_up if step < warm_up else max((steps - step) / (steps - warm_up), 0.0)
