"""Specialises the encoder in what a bank's customers write, with this project's own sentences and nothing else.

Each intent is a kind of sentence, and so are an article's title and questions; sentences of one kind come to lie
together (`adapt.py`). The result is then taken half the way only, weight by weight: that keeps what the original knows
of all other sentences (Wortsman et al. 2022, arXiv 2109.01903). `export_encoder.py` calls this and writes the artefact.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from actions.figures import figures_of_files
from bot.nlu.articles import load_articles
from bot.nlu.chat_words import in_full
from bot.nlu.intents import OUT_OF_SCOPE_INTENT
from bot.nlu.withheld import withheld
from bot.runtime.settings import PROJECT_ROOT
from bot.training.adapt import Progress, train
from bot.training.review import read_examples

EPOCHS = 1
LEARNING_RATE = 5e-5
SHARE_OF_THE_WAY = 0.5
MIXED_INTENTS = frozenset({"question", OUT_OF_SCOPE_INTENT})
"""No kinds of sentences: all that their examples have in common is that they are none of the others."""


def specialise(original: Any, tokenizer: Tokenizer, progress: Progress) -> int:
    """Train `original`, in place, on all sentences but the withheld ones; returns how many those were."""
    import torch

    every = list(sentences())
    known = [every[at] for at in np.flatnonzero(~withheld([text for _, text in every]))]
    before = {name: value.clone() for name, value in original.state_dict().items()}
    _, kinds = np.unique([kind for kind, _ in known], return_inverse=True)
    tokens = [encoding.ids for encoding in tokenizer.encode_batch([in_full(text) for _, text in known])]
    train(torch, original, tokens, kinds, progress, epochs=EPOCHS, learning_rate=LEARNING_RATE)
    after = original.state_dict()
    original.load_state_dict({name: torch.lerp(before[name], after[name], SHARE_OF_THE_WAY) for name in before})
    original.eval()
    return len(known)


def sentences() -> Iterator[tuple[str, str]]:
    """(kind, sentence) of the examples, mixed intents left out, and of what the articles are asked."""
    data = PROJECT_ROOT / "data"
    for intent, text in read_examples(data / "nlu"):
        if intent not in MIXED_INTENTS:
            yield intent, text
    for article in load_articles(data / "knowledge", figures=figures_of_files()):
        for text in (article.title, *article.questions):
            yield f"article {article.id}", text
