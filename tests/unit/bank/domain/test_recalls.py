"""Recalls: their numbers, and the day by which the other bank has to answer."""

from __future__ import annotations

from datetime import date

from bank.domain.recalls import REASON_NAMES, RecallReason, answer_by, number_of


def test_a_recall_is_spoken_of_by_year_and_number() -> None:
    assert number_of(12, date(2026, 3, 9)) == "R-2026-00012"
    assert number_of(123_456, date(2027, 1, 4)) == "R-2027-123456"


def test_the_other_bank_answers_within_fifteen_working_days() -> None:
    assert answer_by(date(2026, 3, 9)) == date(2026, 3, 30)
    assert answer_by(date(2026, 3, 20)) == date(2026, 4, 14)  # Easter lies between


def test_every_reason_has_a_name_of_its_own() -> None:
    assert set(REASON_NAMES) == set(RecallReason)
    assert len(set(REASON_NAMES.values())) == len(RecallReason)
