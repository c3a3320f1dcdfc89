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
    known = _read(folder / FILE)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    known.update(zip(missing, encoder.encode(list(missing.values())), strict=True))
    if missing:
        _write(folder / FILE, {key: known[key] for key in keys})
    return np.stack([known[key] for key in keys]) if keys else encoder.encode([])


def _key(encoder: Encoder, text: str) -> bytes:
    return hashlib.sha256(f"{encoder.fingerprint}\n{in_full(text)}".encode()).hexdigest().encode()


def _read(path: Path) -> dict[bytes, Vectors]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return dict(zip(arrays["keys"].tolist(), arrays["vectors"], strict=True))
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile):
        return {}


def _write(path: Path, vectors: dict[bytes, Vectors]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".npz")
    os.close(handle)
    np.savez(name, keys=np.array(list(vectors)), vectors=np.stack(list(vectors.values())))
    Path(name).replace(path)  # all or nothing, also when two trainings run at once
