"""Vectors of training sentences kept between trainings, so that only what changed is encoded again."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.nlu.chat_words import in_full
from bot.nlu.encoder import Encoder, Vectors

FILE = "vectors.npz"


def encode_cached(encoder: Encoder, texts: Sequence[str], folder: Path) -> Vectors:
    """Like `encoder.encode(texts)`, from the cache in `folder` where it can; exactly these texts stay in it.

    A cache that is missing, damaged or another encoder's is passed over and written anew.
    """
    keys = [_key(encoder, text) for text in texts]
    known, vectors = _read(folder / FILE)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        encoded = encoder.encode(list(missing.values()))
        vectors = np.vstack([vectors, encoded]) if known else encoded
        known |= {key: len(vectors) - len(encoded) + at for at, key in enumerate(missing)}
    wanted = vectors[[known[key] for key in keys]] if keys else encoder.encode([])
    if missing:
        _write(folder / FILE, keys, wanted)
    return wanted


def _key(encoder: Encoder, text: str) -> bytes:
    return hashlib.sha256(f"{encoder.fingerprint}\n{in_full(text)}".encode()).hexdigest().encode()


def _read(path: Path) -> tuple[dict[bytes, int], Vectors]:
    """The vectors, and which row is whose."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            vectors = arrays["vectors"]
            return dict(zip(arrays["keys"].tolist(), range(len(vectors)), strict=True)), vectors
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile):
        return {}, np.zeros((0, 0), np.float32)


def _write(path: Path, keys: list[bytes], vectors: Vectors) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".npz")
    os.close(handle)
    np.savez(name, keys=np.array(keys), vectors=vectors)
    Path(name).replace(path)  # all or nothing, also when two trainings run at once
