"""Leaving examples out by the formula is the same as fitting without them."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu import kernel
from bot.nlu.errors import ModelError
from bot.nlu.kernel import MAX_EXAMPLES, Examples


def example_set(count: int, seed: int = 0) -> tuple[Examples, list[str], np.ndarray]:
    chance = np.random.default_rng(seed)
    vectors = chance.normal(size=(count, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    texts = [f"text number {chance.integers(99)}" for _ in range(count)]
    targets = np.eye(3, dtype=np.float32)[chance.integers(3, size=count)]
    return Examples.of(vectors, texts), texts, targets


def test_held_out_scores_equal_those_of_a_fit_without_the_group() -> None:
    examples, texts, targets = example_set(60)
    group = np.arange(10, 25)
    rest = np.setdiff1d(np.arange(60), group)
    held_out = kernel.fit(examples, targets).without([group])[group]

    matrix, _ = examples.likeness(examples.codes.decoded(), texts)
    weights = np.linalg.solve(
        matrix[np.ix_(rest, rest)] + kernel.RIDGE * np.eye(len(rest)), targets[rest].astype(np.float64)
    )
    assert np.allclose(held_out, matrix[np.ix_(group, rest)] @ weights, atol=5e-3)


def test_who_is_left_out_of_a_few_changes_nothing_for_them() -> None:
    examples, _, targets = example_set(60)
    groups = [np.array([3, 50]), np.arange(20, 29)]
    whole, few = (kernel.fit(examples, targets, held) for held in (None, np.unique(np.concatenate(groups))))
    assert few.inverse.shape == (11, 11)
    assert np.allclose(few.weights, whole.weights, atol=1e-4)
    assert np.allclose(few.without(groups), whole.without(groups), atol=1e-4)


def test_blocks_make_the_same_matrix_as_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    examples, _, targets = example_set(50)
    whole = kernel.fit(examples, targets).weights
    monkeypatch.setattr(kernel, "ROWS_AT_ONCE", 7)
    assert np.allclose(kernel.fit(examples, targets).weights, whole, atol=1e-4)


def test_more_examples_than_fit_into_memory_are_refused() -> None:
    assert MAX_EXAMPLES == 20_000
    examples, _, _ = example_set(2)
    with pytest.raises(ModelError, match="takes at most 20000"):
        kernel.fit(examples, np.zeros((MAX_EXAMPLES + 1, 2), np.float32))
