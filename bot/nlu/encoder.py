"""Turns sentences into vectors with the quantised encoder: `tokenizers` and `onnxruntime`, nothing else.

Short forms of chats are written out first (`chat_words.py`). Each sentence runs by itself: in a batch its int8 scale,
and so its vector, would depend on its neighbours, and batches are no quicker on a CPU. So a vector depends on its text
alone, and can be cached.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bot.nlu.artefact import verify
from bot.nlu.chat_words import in_full
from bot.nlu.errors import ModelError

Vectors = NDArray[np.float32]

PACKAGED_ENCODER = Path(__file__).parent / "artefacts" / "encoder"
FOLDER_VARIABLE = "TELLER_ENCODER_PATH"
DIMENSIONS = 384
MAX_TOKENS = 128
# A sentence is cut here before it is split into tokens: no 128 tokens of a real message are longer.
MAX_CHARACTERS = 2_000


LEAST_LIKENESS = 0.99
"""Least cosine with the vector in the manifest: int8 itself is as far as that from fp32."""


def encoder_folder() -> Path:
    """Where the encoder is: the setting, else the one that comes with the project."""
    return Path(os.environ.get(FOLDER_VARIABLE, PACKAGED_ENCODER))


class Encoder:
    """Sentence vectors of `DIMENSIONS` numbers and length 1. Safe to share between threads."""

    def __init__(self, tokenizer: Tokenizer, session: onnxruntime.InferenceSession, fingerprint: str) -> None:
        self._tokenizer = tokenizer
        self._session = session
        self.fingerprint = fingerprint

    @classmethod
    def load(cls, folder: Path = PACKAGED_ENCODER, *, threads: int = 1) -> Encoder:
        """Check the folder's hashes, then load it; `threads` within one sentence: more seldom pays."""
        manifest = verify(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both libraries raise plain Exception subclasses of their own
            raise ModelError(f"The encoder in {folder} cannot be loaded: {error}") from error
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS)
        return cls(tokenizer, session, manifest.fingerprint)

    def encode(self, texts: Sequence[str], *, workers: int | None = None) -> Vectors:
        """Vectors of `texts`: float32 (len(texts), DIMENSIONS), length 1; `workers` sentences at a time."""
        if len(texts) <= 1:
            rows = [self._encode_one(text) for text in texts]
        else:
            with ThreadPoolExecutor(workers or os.cpu_count()) as pool:
                rows = list(pool.map(self._encode_one, texts))
        return np.stack(rows) if rows else np.zeros((0, DIMENSIONS), np.float32)

    def _encode_one(self, text: str) -> Vectors:
        tokens = self._tokenizer.encode(in_full(text[:MAX_CHARACTERS])).ids
        vector: Vectors = self._session.run(None, {"input_ids": np.array([tokens], np.int32)})[0][0]
        return vector


def check_arithmetic(folder: Path = PACKAGED_ENCODER) -> None:
    """Make one vector anew and compare it with the manifest's; ModelError if this processor computes another.

    Without VNNI, sums of int8 products can run over 16 bits and are cut off there, unnoticed.
    """
    probe = verify(folder).facts.get("probe")
    if probe is None:
        return
    kept = np.frombuffer(base64.b64decode(probe["vector"]), "<f2").astype(np.float32)
    likeness = float(Encoder.load(folder).encode([probe["text"]])[0] @ kept)
    if not likeness >= LEAST_LIKENESS:
        raise ModelError(
            f"This processor computes other vectors than the encoder's maker (cosine {likeness:.3f}): int8 overflows, "
            "as without VNNI it may. Use another machine, or export the encoder with --reduce-range (docs/model.md)."
        )
