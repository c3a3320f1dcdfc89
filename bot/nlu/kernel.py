"""Kernel ridge regression (regularised least squares): a label's score is a weighted sum of likeness to all examples.

Two examples are alike by vector and by spelling. One factor gives the weights and also, without fitting again, what
each example would score had it and its group been left out; calibration lives on that. Only fitting needs scipy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.nlu.codes import Codes
from bot.nlu.encoder import Vectors
from bot.nlu.errors import ModelError
from bot.nlu.ngrams import Spelling

Floats = NDArray[np.float32]

# Chosen by cross-validation on BANKING77's training split (docs/model.md).
VECTOR_SHARPNESS = 1.0
SPELLING_SHARPNESS = 0.25
RIDGE = 0.1
MAX_EXAMPLES = 20_000
"""The matrix of all pairs must fit into memory: 1.6 GB at this many."""
ROWS_AT_ONCE, COLUMNS_AT_ONCE = 200, 1_000
"""Of the matrix: memory for so few rows is used again and again, where more would be asked of the system each time."""


@dataclass(frozen=True)
class Examples:
    """What is kept of the training sentences: their vectors and spelling."""

    codes: Codes
    spelling: Spelling

    @classmethod
    def of(cls, vectors: Vectors, texts: Sequence[str]) -> Examples:
        """From `vectors` (n, d) of `texts`. Raises ModelError."""
        return cls(Codes.of(vectors), Spelling.fit(texts))

    def likeness(self, vectors: Vectors, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """The kernel (m, n) of sentences with the examples, 0 … 1, and the cosines of their vectors."""
        cosines = self.codes.cosines(vectors)
        return _kernel(cosines, np.stack([self.spelling.likeness(text) for text in texts])), cosines


@dataclass(frozen=True)
class Fit:
    """A fitted regression over `targets` (n, labels): its `weights` (n, labels).

    `inverse` (h, h) is the block of the ridged kernel's inverse that belongs to the examples `held` (h,), ascending.
    """

    weights: Floats
    targets: Floats
    held: NDArray[np.intp]
    inverse: Floats

    def without(self, groups: Iterable[NDArray[np.intp]]) -> Floats:
        """Scores (n, labels) of each group's examples, all among `held`, as if the group had not been fitted on."""
        scores = np.zeros_like(self.targets)
        place = np.full(len(self.targets), -1)
        place[self.held] = np.arange(len(self.held))
        for group in (group for group in groups if len(group)):
            block = self.inverse[np.ix_(place[group], place[group])]
            scores[group] = self.targets[group] - np.linalg.solve(block, self.weights[group])
        return scores


def fit(examples: Examples, targets: Floats, held: NDArray[np.intp] | None = None) -> Fit:
    """Solve for the weights; ModelError beyond MAX_EXAMPLES.

    `held`: the examples that are to be left out afterwards, ascending; all, if not given. The fewer, the quicker.
    """
    from scipy.linalg import lapack  # here alone: serving must not pay for the import

    count = len(targets)
    if count > MAX_EXAMPLES:
        raise ModelError(f"There are {count} examples; the intent model takes at most {MAX_EXAMPLES}.")
    held = np.arange(count) if held is None else held
    # Those come last: the inverse's block for the last rows hangs on the last rows of the factor alone.
    order = np.concatenate([np.setdiff1d(np.arange(count), held), held])
    matrix = _all_pairs(examples, order)
    matrix[np.diag_indices_from(matrix)] += RIDGE
    factor, failed = lapack.spotrf(matrix, lower=1, overwrite_a=1, clean=1)
    solved, _ = lapack.spotrs(factor, np.asfortranarray(targets[order]), lower=1)
    if failed:
        raise AssertionError("a ridge makes every kernel positive definite")
    weights = np.empty(targets.shape, np.float32)
    weights[order] = solved
    first = count - len(held)
    inverse, _ = lapack.spotri(np.asfortranarray(factor[first:, first:]), lower=1, overwrite_c=1)
    inverse += np.tril(inverse, -1).T
    return Fit(weights, targets, held, inverse)


class Pairs:
    """The kernel between any of the examples, which are numbered as in `order`."""

    def __init__(self, examples: Examples, order: NDArray[np.intp]) -> None:
        from scipy.sparse import csc_matrix

        spelling = examples.spelling
        shape = (spelling.count, len(spelling.pieces))
        self._pieces = csc_matrix((spelling.weights, spelling.examples, spelling.starts), shape=shape).tocsr()[order]
        self._vectors = examples.codes.decoded()[order]

    def of(self, rows: NDArray[np.intp], columns: slice | NDArray[np.intp]) -> Floats:
        """(rows, columns), 0 … 1."""
        pieces, vectors = self._pieces[columns].T.tocsr(), self._vectors[columns].T
        likeness = np.empty((len(rows), vectors.shape[1]), np.float32)
        for start in range(0, len(rows), ROWS_AT_ONCE):
            some = rows[start : start + ROWS_AT_ONCE]
            spelt = (self._pieces[some] @ pieces).toarray()
            likeness[start : start + ROWS_AT_ONCE] = _kernel(self._vectors[some] @ vectors, spelt)
        return likeness


def _kernel(cosines: Floats, spelling: Floats) -> Floats:
    """exp(-distance²), the squared distance being 2 - 2 cosine on either side. `spelling` is written over: for whole
    matrices, new memory costs more than the sums."""
    spelling *= 2 * SPELLING_SHARPNESS
    spelling += (2 * VECTOR_SHARPNESS) * cosines
    spelling -= 2 * VECTOR_SHARPNESS + 2 * SPELLING_SHARPNESS
    return np.exp(spelling, out=spelling)


def _all_pairs(examples: Examples, order: NDArray[np.intp]) -> Floats:
    """The kernel of the examples in that order: its lower triangle, in Fortran's order, as LAPACK wants it."""
    pairs, count = Pairs(examples, order), len(order)
    matrix = np.zeros((count, count), np.float32, order="F")

    def fill(start: int) -> None:
        columns = np.arange(start, min(start + COLUMNS_AT_ONCE, count))
        matrix[start:, columns] = pairs.of(columns, slice(start, None)).T

    with ThreadPoolExecutor() as pool:
        list(pool.map(fill, range(0, count, COLUMNS_AT_ONCE)))
    return matrix


def groups_of(numbers: Sequence[int] | NDArray[np.intp], count: int) -> list[NDArray[np.intp]]:
    """Positions by group, for `count` groups."""
    return [np.flatnonzero(np.asarray(numbers) == number) for number in range(count)]
