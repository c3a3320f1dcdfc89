"""Vectors in one byte a number give the cosines that the vectors gave, as nearly as is said."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.codes import Codes
from bot.nlu.encoder import DIMENSIONS, Vectors
from bot.nlu.errors import ModelError


def vectors_like(count: int, seed: int) -> Vectors:
    vectors: Vectors = np.random.default_rng(seed).normal(size=(count, DIMENSIONS)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.mark.parametrize("asked", [1, 7])
def test_cosines_are_those_of_the_vectors_within_a_thousandth(asked: int) -> None:
    kept, sentences = vectors_like(300, 1), vectors_like(asked, 2)
    sentences[0] = kept[17]

    cosines = Codes.of(kept).cosines(sentences)

    assert cosines.shape == (asked, 300)
    assert np.abs(cosines - sentences @ kept.T).std() < 0.001
    assert cosines[0].argmax() == 17
    assert abs(cosines[0, 17] - 1) < 0.01


def test_the_largest_numbers_there_can_be_are_not_cut_off() -> None:
    # a processor without VNNI adds pairs of products in sixteen bits
    kept = np.array([[1.0] * 64, [-1.0] * 64], np.float32) / 8

    assert np.allclose(Codes.of(kept).cosines(kept), [[1, -1], [-1, 1]], atol=1e-5)


@pytest.mark.parametrize(("count", "size"), [(1, 1), (2, 130), (20_000, 3)])
def test_any_number_of_vectors_of_any_size_can_be_kept(count: int, size: int) -> None:
    kept = np.zeros((count, size), np.float32)
    kept[:, 0] = 1
    assert np.allclose(Codes.of(kept).cosines(kept[:2]), 1, atol=1e-5)


def test_codes_stand_for_the_vectors_within_half_a_step() -> None:
    vectors = vectors_like(50, 3)
    codes = Codes.of(vectors)

    assert np.abs(codes.decoded() - vectors).max() <= codes.step / 2 + 1e-7
    assert codes.values.dtype == np.uint8


def test_nothing_and_none_are_no_division_by_zero() -> None:
    empty, nought = Codes.of(np.zeros((0, 4), np.float32)), Codes.of(np.zeros((3, 4), np.float32))

    assert empty.cosines(np.ones((2, 4), np.float32)).shape == (2, 0)
    assert not nought.cosines(np.zeros((2, 4), np.float32)).any()


def test_vectors_that_are_no_numbers_are_refused() -> None:
    vectors = vectors_like(4, 4)
    vectors[1, 1] = np.nan
    with pytest.raises(ModelError, match="not finite"):
        Codes.of(vectors)
