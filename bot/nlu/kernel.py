"""Kernel ridge regression (regularised least squares): a label's score is a weighted sum of likeness to all examples.

Two examples are alike by vector and by spelling. One inverse gives the weights and also, without fitting again, what
each example would score had it and its group been left out; calibration lives on that. Only fitting needs scipy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
ROWS_AT_ONCE = 1_000


@dataclass(frozen=True)
class Examples:
    """What is kept of the training sentences: their `vectors` (n, d) and spelling."""

    vectors: Vectors
    spelling: Spelling

    def likeness(self, vectors: Vectors, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """The kernel (m, n) of sentences with the examples, 0 … 1, and the cosines of their vectors."""
        cosines: Floats = vectors @ self.vectors.T
        return _kernel(cosines, np.stack([self.spelling.likeness(text) for text in texts])), cosines


@dataclass(frozen=True)
class Fit:
    """A fitted regression over `targets` (n, labels): `weights` (n, labels) and the inverse behind them."""

    inverse: Floats
    weights: Floats
    targets: Floats

    def without(self, groups: Iterable[NDArray[np.intp]]) -> Floats:
        """Scores (n, labels) of each group's examples as if the group had not been in the training data."""
        scores = np.zeros_like(self.targets)
        for group in groups:
            if len(group):
                block = self.inverse[np.ix_(group, group)]
                scores[group] = self.targets[group] - np.linalg.solve(block, self.weights[group])
        return scores


def fit(examples: Examples, targets: Floats) -> Fit:
    """Solve for the weights; raises ModelError beyond MAX_EXAMPLES."""
    from scipy.linalg import lapack  # here alone: serving must not pay for the import

    if len(targets) > MAX_EXAMPLES:
        raise ModelError(f"There are {len(targets)} examples; the intent model takes at most {MAX_EXAMPLES}.")
    matrix = _all_pairs(examples)
    matrix[np.diag_indices_from(matrix)] += RIDGE
    factor, failed = lapack.spotrf(matrix, lower=1, overwrite_a=1, clean=0)
    inverse, failed_too = lapack.spotri(factor, lower=1, overwrite_c=1)
    _mirror(inverse)
    weights = inverse @ targets
    if failed or failed_too or not np.isfinite(weights).all():
        raise ModelError("The intent model cannot be fitted: the examples' vectors are not finite.")
    return Fit(inverse, weights, targets)


def _kernel(cosines: Floats, spelling: Floats) -> Floats:
    """exp(-distance²), the squared distance being 2 - 2 cosine on either side."""
    exponent = 2 * VECTOR_SHARPNESS * (cosines - 1) + 2 * SPELLING_SHARPNESS * (spelling - 1)
    return np.exp(exponent, dtype=np.float32)


def _all_pairs(examples: Examples) -> Floats:
    """The kernel of every example with every other, in Fortran's order, as LAPACK wants it."""
    from scipy.sparse import csc_matrix

    spelling, vectors = examples.spelling, examples.vectors
    count = len(vectors)
    shape = (count, len(spelling.pieces))
    pieces = csc_matrix((spelling.weights, spelling.examples, spelling.starts), shape=shape).tocsr()
    turned = pieces.T.tocsr()
    matrix = np.empty((count, count), np.float32, order="F")

    def fill(start: int) -> None:
        rows = slice(start, start + ROWS_AT_ONCE)
        matrix[:, rows] = _kernel(vectors[rows] @ vectors.T, (pieces[rows] @ turned).toarray()).T

    with ThreadPoolExecutor() as pool:
        list(pool.map(fill, range(0, count, ROWS_AT_ONCE)))
    return matrix


def _mirror(matrix: Floats) -> None:
    """Copy the lower triangle to the upper, block by block: no second matrix is made."""
    count = len(matrix)
    for start in range(0, count, ROWS_AT_ONCE):
        stop = min(start + ROWS_AT_ONCE, count)
        block = matrix[start:stop, start:stop]
        matrix[start:stop, start:stop] = np.tril(block) + np.tril(block, -1).T
        matrix[start:stop, stop:] = matrix[stop:, start:stop].T


def groups_of(numbers: Sequence[int] | NDArray[np.intp], count: int) -> list[NDArray[np.intp]]:
    """Positions by group, for `count` groups."""
    return [np.flatnonzero(np.asarray(numbers) == number) for number in range(count)]
