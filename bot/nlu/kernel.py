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
    """A fitted regression over `targets` (n, labels): `weights` (n, labels), and `half` (n, n), lower triangular.

    The inverse of the ridged kernel is half.T @ half. It is never made as a whole: that would be a third more work.
    """

    half: Floats
    weights: Floats
    targets: Floats

    def without(self, groups: Iterable[NDArray[np.intp]]) -> Floats:
        """Scores (n, labels) of each group's examples as if the group had not been in the training data."""
        scores = np.zeros_like(self.targets)
        for group in groups:
            if len(group):
                columns = self.half[group.min() :, group]  # above its first example a column holds nothing
                block = columns.T @ columns
                scores[group] = self.targets[group] - np.linalg.solve(block, self.weights[group])
        return scores


def fit(examples: Examples, targets: Floats) -> Fit:
    """Solve for the weights; raises ModelError beyond MAX_EXAMPLES."""
    from scipy.linalg import lapack  # here alone: serving must not pay for the import

    if len(targets) > MAX_EXAMPLES:
        raise ModelError(f"There are {len(targets)} examples; the intent model takes at most {MAX_EXAMPLES}.")
    matrix = _all_pairs(examples)
    matrix[np.diag_indices_from(matrix)] += RIDGE
    factor, failed = lapack.spotrf(matrix, lower=1, overwrite_a=1, clean=1)
    weights, _ = lapack.spotrs(factor, np.asfortranarray(targets), lower=1)
    if failed or not np.isfinite(weights).all():
        raise ModelError("The intent model cannot be fitted: the examples' vectors are not finite.")
    half, _ = lapack.strtri(factor, lower=1, overwrite_c=1)
    return Fit(half, np.ascontiguousarray(weights), targets)


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


def groups_of(numbers: Sequence[int] | NDArray[np.intp], count: int) -> list[NDArray[np.intp]]:
    """Positions by group, for `count` groups."""
    return [np.flatnonzero(np.asarray(numbers) == number) for number in range(count)]
