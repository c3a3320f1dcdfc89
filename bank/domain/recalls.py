"""Payments that are called back: why, how far it has come, and when the answer is due."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from bank.domain.limits import RECALL_ANSWER_WORKING_DAYS
from bank.domain.working_days import working_days_after


class RecallReason(StrEnum):
    """Why a payment is called back."""

    WRONG_PAYEE = "wrong_payee"
    WRONG_AMOUNT = "wrong_amount"
    TWICE = "twice"
    OTHER = "other"


REASON_NAMES = {
    RecallReason.WRONG_PAYEE: "Sent to the wrong person",
    RecallReason.WRONG_AMOUNT: "Wrong amount",
    RecallReason.TWICE: "Sent twice",
    RecallReason.OTHER: "Another reason",
}


class RecallState(StrEnum):
    """How far a recall has come."""

    ASKED = "asked"
    RETURNED = "returned"
    REFUSED = "refused"


def number_of(recall_id: int, day: date) -> str:
    """ "R-2026-00012", by which a customer and a clerk speak of it."""
    return f"R-{day.year}-{recall_id:05d}"


def answer_by(day: date) -> date:
    """The day by which the receiving bank has to answer."""
    return working_days_after(day, RECALL_ANSWER_WORKING_DAYS)
