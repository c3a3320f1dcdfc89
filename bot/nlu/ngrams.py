"""Likeness of spelling: TF-IDF over the three- and four-letter pieces of words, by which a typo stays near its word.

Pieces are hashed, so there is no vocabulary to keep; each knows the examples that it occurs in.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bot.nlu.chat_words import in_full

LENGTHS = (3, 4)
BUCKETS = 1 << 18
MAX_CHARACTERS = 2_000


def pieces_of(word: str) -> list[int]:
    """The hashed pieces of a word, which is set off by a space on either side."""
    framed = f" {word} "
    return [
        zlib.crc32(framed[start : start + length].encode()) % BUCKETS
        for length in LENGTHS
        for start in range(max(len(framed) - length + 1, 1))
    ]


def count_pieces(text: str, pieces: Callable[[str], list[int]] = pieces_of) -> Counter[int]:
    """How often each hashed piece occurs; `pieces` may remember those of a word."""
    counts: Counter[int] = Counter()
    for word in in_full(text[:MAX_CHARACTERS]).lower().split():
        counts.update(pieces(word))
    return counts


@dataclass(frozen=True)
class Spelling:
    """The examples' pieces: for each of `pieces` (sorted) the examples that hold it, one list after the other."""

    pieces: NDArray[np.int32]
    rarities: NDArray[np.float32]
    starts: NDArray[np.int32]
    examples: NDArray[np.int32]
    weights: NDArray[np.float32]
    count: int

    @classmethod
    def fit(cls, texts: Sequence[str]) -> Spelling:
        """Learn how rare pieces are, and keep the weights of those in `texts`, each text's of length 1."""
        remembered = cache(pieces_of)  # for as long as this takes: the words of examples come again and again
        counts = [count_pieces(text, remembered) for text in texts]
        examples = np.repeat(np.arange(len(texts), dtype=np.int32), [len(count) for count in counts])
        found = np.array([piece for count in counts for piece in count], np.int32)
        times = np.array([number for count in counts for number in count.values()], np.float32)
        pieces, index, holders = np.unique(found, return_inverse=True, return_counts=True)
        rarities = (np.log((1 + len(texts)) / (1 + holders)) + 1).astype(np.float32)
        weights = (1 + np.log(times)) * rarities[index]
        lengths = (
            np.sqrt(np.bincount(examples, weights**2, minlength=len(texts))) if len(found) else np.ones(len(texts))
        )
        weights = (weights / lengths[examples]).astype(np.float32)
        order = np.argsort(index, kind="stable")
        starts = np.concatenate([[0], np.cumsum(holders)]).astype(np.int32)
        return cls(pieces, rarities, starts, examples[order], weights[order], len(texts))

    def likeness(self, text: str) -> NDArray[np.float32]:
        """Cosine, 0 … 1, of `text` with each example."""
        counts = count_pieces(text)
        found = np.fromiter(counts, np.int32, len(counts))
        times = np.fromiter(counts.values(), np.float32, len(counts))
        if not len(found) or not len(self.pieces):
            return np.zeros(self.count, np.float32)
        at = np.minimum(np.searchsorted(self.pieces, found), len(self.pieces) - 1)
        known = self.pieces[at] == found
        unseen = np.float32(np.log(1 + self.count) + 1)
        weights = (1 + np.log(times)) * np.where(known, self.rarities[at], unseen)
        if not known.any():
            return np.zeros(self.count, np.float32)
        spans = [(self.starts[position], self.starts[position + 1]) for position in at[known]]
        examples = np.concatenate([self.examples[begin:end] for begin, end in spans])
        products = np.concatenate(
            [weight * self.weights[begin:end] for weight, (begin, end) in zip(weights[known], spans, strict=True)]
        )
        likeness = np.bincount(examples, products, minlength=self.count)
        return (likeness / np.linalg.norm(weights)).astype(np.float32)
