"""Which sentences of this project its encoder was never trained on: only those can tell how sure to be.

The encoder was trained on the examples and the articles' questions (`bot/training/specialise.py`). What it was trained
on lies nearer to its like than a customer's message ever will; judged by that, the assistant would be too sure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ONE_IN = 8
"""One sentence in so many is withheld; which ones, their letters alone decide, so also of sentences yet to come."""

LEAST = 100
"""Fewer sentences say too little of how sure to be."""


def withheld(texts: Sequence[str]) -> NDArray[np.bool_]:
    """(len(texts),): whether the encoder is kept from each. Case and spaces do not count."""
    return np.array([_number(text) % ONE_IN == 0 for text in texts], bool)


def to_judge_by(unseen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The sentences, among those for which `unseen` (n,) is told, to judge by: the unseen, or all if those are few."""
    return unseen if unseen.sum() >= LEAST else np.ones_like(unseen)


def _number(text: str) -> int:
    return hashlib.sha256(" ".join(text.casefold().split()).encode()).digest()[0]
