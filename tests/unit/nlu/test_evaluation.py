"""The figures mean what their names say."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.articles import Article
from bot.nlu.encoder import Encoder
from bot.nlu.intents import Ranking
from bot.nlu.outcome import Outcome
from bot.training.evaluation import (
    Judged,
    Labelled,
    auroc,
    calibration_error,
    evaluate,
    evaluate_answers,
    foreign_figures,
    macro_f1,
)


def judged(foreign: float, kind: str = "answer", best: str = "a", choices: tuple[str, ...] = ()) -> Judged:
    return Judged(Ranking(((best, 0.9), ("z", 0.1)), foreign), Outcome(kind, choices))  # type: ignore[arg-type]


def test_auroc_is_the_chance_that_a_positive_scores_above_a_negative() -> None:
    assert auroc(np.array([3.0, 2.0]), np.array([1.0, 0.0])) == 1
    assert auroc(np.array([1.0]), np.array([1.0, 1.0])) == 0.5
    assert auroc(np.array([0.9, 0.2]), np.array([0.5, 0.1])) == 0.75


def test_macro_f1_weighs_categories_alike() -> None:
    truth, predicted = ["a"] * 9 + ["b"], ["a"] * 10
    assert macro_f1(truth, predicted) == pytest.approx((2 * 9 / 19 + 0) / 2, abs=1e-4)


def test_calibration_error_is_the_gap_between_confidence_and_accuracy() -> None:
    assert calibration_error(np.array([0.8] * 10), np.array([True] * 8 + [False] * 2)) == 0
    assert calibration_error(np.array([0.9] * 10), np.array([True] * 5 + [False] * 5)) == pytest.approx(0.4)


def test_foreign_figures_tell_scores_from_decisions() -> None:
    own = [judged(0.1), judged(0.2), judged(0.3, "clarify"), judged(0.6, "out_of_scope")]
    strangers = [judged(0.5), judged(0.7, "out_of_scope")]
    assert foreign_figures(own, strangers) == {
        "auroc": 0.875,
        "fpr95": 0.25,
        "recall": 0.5,
        "in_scope_accepted": 0.75,
    }


def test_a_message_is_resolved_by_a_right_answer_or_one_of_three_choices() -> None:
    assert judged(0, "answer").resolves("a")
    assert not judged(0, "answer").resolves("z")
    assert judged(0, "clarify", choices=("x", "y", "a")).resolves("a")
    assert not judged(0, "clarify", choices=("x", "y", "z", "a")).resolves("a")
    assert not judged(1, "out_of_scope").resolves("a")


def test_a_small_model_is_evaluated_end_to_end() -> None:
    train = Labelled(
        ("freeze my card", "block the card", "lock card", "my balance", "how much money", "balance please"),
        ("card",) * 3 + ("balance",) * 3,
    )
    test = Labelled(("freeze the card now", "how much money do i have"), ("card", "balance"))
    stages: list[str] = []
    figures = evaluate(Encoder.load(), train, test, ["who won the match"], stages.append)
    assert figures["accuracy"] == figures["macro_f1"] == figures["top3"] == 1
    assert figures["out_of_scope"]["auroc"] == 1
    assert [p["intent"] for p in figures["predictions"]] == ["card", "balance"]
    assert stages == ["fitting", "scoring"]


def test_answers_are_evaluated_by_rank() -> None:
    articles = [
        Article("fees", "", (), ("Transfers in euros are free of charge.",)),
        Article("hours", "", (), ("The branch opens at nine in the morning.",)),
    ]
    queries = [("what does a transfer cost", "fees"), ("when does the branch open", "hours"), ("best pizza", None)]
    figures = evaluate_answers(Encoder.load(), articles, queries)
    assert [one["rank"] for one in figures.pop("queries")] == [1, 1, None]
    assert figures.pop("answerable") == {"shown_right": 2}
    assert sum(figures.pop("unanswerable").values()) == 1
    assert figures == {"recall_at_1": 1, "recall_at_5": 1, "mrr": 1, "no_answer_auroc": 1}
    assert evaluate_answers(Encoder.load(), articles, [("best pizza", None)])["mrr"] is None
