"""Thresholds follow from what mistakes cost, on examples that were held out."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.calibration import (
    COST_OF_WRONG_ANSWER,
    MAX_WRONG_REFUSALS,
    choose_thresholds,
    fit_foreignness,
    fit_logistic,
    fit_temperature,
    least_probability,
    sigmoid,
    softmax,
)

CHANCE = np.random.default_rng(5)


def test_what_acts_at_once_must_be_surer_than_what_asks_or_only_shows() -> None:
    assert COST_OF_WRONG_ANSWER == {"shows": 2, "asks": 3, "acts": 5}
    assert [least_probability(cost) for cost in COST_OF_WRONG_ANSWER.values()] == pytest.approx([1 / 2, 2 / 3, 4 / 5])


def test_where_confidence_is_true_the_bars_are_where_a_mistake_costs_as_much_as_asking_back() -> None:
    confidence = CHANCE.random(200_000).astype(np.float32)
    right = CHANCE.random(200_000) < confidence
    rows = np.column_stack([confidence, np.zeros_like(confidence)])
    bars = choose_thresholds(rows, np.where(right, 0, 1), np.zeros(200_000)).answer
    assert [bars[does] for does in COST_OF_WRONG_ANSWER] == pytest.approx([1 / 2, 2 / 3, 4 / 5], abs=0.03)


def test_the_temperature_makes_confidence_true() -> None:
    numbers = CHANCE.integers(3, size=4_000)
    scores = np.eye(3, dtype=np.float32)[numbers] + CHANCE.normal(scale=0.5, size=(4_000, 3)).astype(np.float32)
    confidences = softmax(scores, fit_temperature(scores, numbers))
    right = confidences.argmax(axis=1) == numbers
    assert confidences.max(axis=1).mean() == pytest.approx(right.mean(), abs=0.02)


def test_the_logistic_curve_finds_the_odds() -> None:
    features = CHANCE.normal(size=(20_000, 2))
    likely = sigmoid(2 * features[:, 0] - features[:, 1] + 0.5)
    coefficients = fit_logistic(features, (CHANCE.random(20_000) < likely).tolist(), [1.0] * 20_000)
    assert coefficients == pytest.approx([2, -1, 0.5], abs=0.1)


def test_two_groups_that_are_wholly_apart_do_not_break_the_curve() -> None:
    foreignness = fit_foreignness(np.array([2.0, 1.9]), np.array([0.1, 0.2]))
    assert foreignness.of(np.array([2.0]))[0] < 0.5 < foreignness.of(np.array([0.1]))[0]


def test_surer_models_may_answer_more() -> None:
    numbers = np.zeros(1_000, np.intp)
    confidence = np.linspace(0.5, 1, 1_000, dtype=np.float32)
    rows = np.column_stack([confidence, 1 - confidence])
    always_right = choose_thresholds(rows, numbers, np.zeros(1_000))
    often_wrong = rows[:, ::-1].copy()
    often_wrong[700:] = rows[700:]  # right only where it is sure
    assert always_right.answer["acts"] < choose_thresholds(often_wrong, numbers, np.zeros(1_000)).answer["acts"]


def test_hardly_any_own_message_is_taken_for_foreign() -> None:
    assert MAX_WRONG_REFUSALS == 0.01
    foreignness = CHANCE.random(10_000)
    thresholds = choose_thresholds(np.ones((10_000, 1), np.float32), np.zeros(10_000, np.intp), foreignness)
    assert (foreignness >= thresholds.out_of_scope).mean() == pytest.approx(0.01, abs=0.002)


def test_great_numbers_do_not_overflow() -> None:
    with np.errstate(over="raise"):
        assert softmax(np.array([[1e4, 0]], np.float32), 64.0).tolist() == [[1, 0]]
        assert sigmoid(np.array([-1e6, 1e6])).tolist() == [0, 1]
