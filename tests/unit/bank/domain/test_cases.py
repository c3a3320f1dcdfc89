"""Cases: their numbers, the day by which a customer hears, what is told of a step, and what is kept of a text."""

from __future__ import annotations

from datetime import date

import pytest

from bank.domain.cases import (
    ANSWER_WORKING_DAYS,
    CASE_STEPS,
    KIND_WORDS,
    NOTE_NEEDED,
    OVER,
    REASON_NAMES,
    STATE_WORDS,
    CaseKind,
    CaseState,
    DisputeReason,
    answer_by,
    clean_text,
    news,
    number_of,
)
from bank.domain.limits import CASE_TEXT_LENGTH

MONDAY = date(2026, 3, 9)


def test_a_case_is_spoken_of_by_kind_year_and_number() -> None:
    assert number_of(CaseKind.COMPLAINT, 12, MONDAY) == "C-2026-00012"
    assert number_of(CaseKind.FRAUD, 123_456, MONDAY) == "F-2026-123456"


@pytest.mark.parametrize(
    ("kind", "reason", "answer"),
    [
        (CaseKind.FRAUD, None, date(2026, 3, 10)),
        (CaseKind.COMPLAINT, None, date(2026, 3, 30)),
        (CaseKind.DISPUTE, None, date(2026, 3, 23)),
        (CaseKind.DISPUTE, DisputeReason.TWICE, date(2026, 3, 23)),
        (CaseKind.DISPUTE, DisputeReason.NOT_MINE, date(2026, 3, 10)),
    ],
)
def test_a_customer_hears_within_some_working_days(kind: CaseKind, reason: DisputeReason | None, answer: date) -> None:
    assert answer_by(kind, MONDAY, reason) == answer


def test_what_is_told_names_the_case_and_ends_with_the_note() -> None:
    told = news(CaseKind.COMPLAINT, "C-2026-00012", CaseState.RESOLVED, "We have paid the fee back.")
    assert told == "Your complaint C-2026-00012 is resolved. We have paid the fee back."
    assert news(CaseKind.FRAUD, "F-2026-00001", CaseState.IN_PROGRESS, "") == (
        "Your fraud case F-2026-00001 is being looked at."
    )


def test_a_text_is_kept_as_one_paragraph_of_limited_length() -> None:
    assert clean_text("  They \n\n charged\x00me\ttwice \u202e ") == "They charged me twice"
    assert clean_text("x" * CASE_TEXT_LENGTH) == "x" * CASE_TEXT_LENGTH
    assert len(clean_text("x" * (CASE_TEXT_LENGTH + 1))) == CASE_TEXT_LENGTH


def test_every_kind_state_and_reason_has_its_words() -> None:
    assert KIND_WORDS.keys() == ANSWER_WORKING_DAYS.keys() == set(CaseKind)
    assert STATE_WORDS.keys() == CASE_STEPS.keys() == set(CaseState)
    assert REASON_NAMES.keys() == set(DisputeReason)


def test_nothing_goes_back_to_where_it_began_and_what_is_over_can_only_be_taken_up_again() -> None:
    assert not any(CaseState.RECEIVED in following for following in CASE_STEPS.values())
    assert {CASE_STEPS[state] for state in OVER} == {frozenset({CaseState.IN_PROGRESS})}
    assert {CaseState.WAITING, CaseState.RESOLVED, CaseState.REJECTED} == NOTE_NEEDED
