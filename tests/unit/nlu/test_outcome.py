"""When the assistant answers, asks back, or says that something is not its job."""

from __future__ import annotations

import pytest

from bot.nlu.calibration import Thresholds
from bot.nlu.intents import Ranking
from bot.nlu.outcome import MAX_CHOICES, MIN_CHOICES, Outcome, decide, must_be_sure
from bot.nlu.skills import Skills

SKILLS = Skills(
    skill_of={
        "balances": "balances",
        "card_freeze": "card_freeze",
        "card_unfreeze": "card_freeze",
        "question": "question",
        "pay_payee": "pay_payee",
        "branches": "branches",
        "greet": "small_talk",
        "confirm": "confirm",
        "out_of_scope": "out_of_scope",
        "inform": None,
    },
    offers=dict.fromkeys(("balances", "card_freeze", "question", "pay_payee", "branches"), "…"),
    does={"balances": "shows", "card_freeze": "asks"},
)
THRESHOLDS = Thresholds(answer={"shows": 0.5, "asks": 0.65, "acts": 0.8}, out_of_scope=0.9)


def outcome(foreign: float = 0.1, **confidences: float) -> Outcome:
    rest = (1 - sum(confidences.values())) / max(len(SKILLS.skill_of) - len(confidences), 1)
    intents = {intent: confidences.get(intent, rest) for intent in SKILLS.skill_of}
    ranking = tuple(sorted(intents.items(), key=lambda pair: -pair[1]))
    return decide(Ranking(ranking, foreign), SKILLS, THRESHOLDS)


def test_a_likely_skill_is_answered() -> None:
    assert outcome(balances=0.9) == Outcome("answer", ("balances",))


def test_intents_of_one_skill_count_together() -> None:
    assert outcome(card_freeze=0.5, card_unfreeze=0.4) == Outcome("answer", ("card_freeze",))


def test_an_unlikely_skill_is_asked_back_about() -> None:
    assert outcome(balances=0.47, question=0.4, inform=0.1) == Outcome("clarify", ("balances", "question"))


@pytest.mark.parametrize(
    ("skill", "confidence", "kind"),
    [
        ("balances", 0.55, "answer"),
        ("card_freeze", 0.55, "clarify"),
        ("card_freeze", 0.7, "answer"),
        ("pay_payee", 0.7, "clarify"),
    ],
)
def test_the_less_a_mistake_costs_the_sooner_it_is_answered(skill: str, confidence: float, kind: str) -> None:
    assert outcome(**{skill: confidence}).kind == kind


def test_where_it_must_be_sure_nothing_is_guessed() -> None:
    token = must_be_sure.set(True)
    try:
        assert outcome(balances=0.7).kind == "clarify"
        assert outcome(balances=0.9).kind == "answer"
    finally:
        must_be_sure.reset(token)


def test_two_to_four_skills_are_offered() -> None:
    assert len(outcome(pay_payee=0.7, inform=0.3).choices) == MIN_CHOICES == 2
    many = outcome(balances=0.25, question=0.2, pay_payee=0.2, branches=0.2, card_freeze=0.15)
    assert len(many.choices) == len(set(many.choices)) == MAX_CHOICES == 4


def test_a_detail_is_never_offered() -> None:
    assert None not in outcome(inform=0.4, balances=0.3).choices


def test_a_foreign_message_is_refused_whatever_it_looks_like() -> None:
    assert outcome(foreign=0.95, balances=0.99) == Outcome("out_of_scope", ())


def test_what_examples_call_out_of_scope_is_refused() -> None:
    assert outcome(out_of_scope=0.6, question=0.4) == Outcome("out_of_scope", ())


def test_an_unsure_out_of_scope_is_asked_back_about() -> None:
    assert outcome(out_of_scope=0.4, question=0.3, balances=0.2).kind == "clarify"


@pytest.mark.parametrize(("intent", "kind"), [("greet", "answer"), ("inform", "answer"), ("confirm", "clarify")])
def test_only_of_what_does_no_harm_is_a_guess_enough(intent: str, kind: str) -> None:
    assert outcome(**{intent: 0.6}).kind == kind
