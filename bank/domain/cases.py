"""Cases: what a customer has brought before the bank and is owed an answer to: kinds, states, numbers, times."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from bank.domain.limits import (
    CASE_TEXT_LENGTH,
    COMPLAINT_ANSWER_WORKING_DAYS,
    DISPUTE_ANSWER_WORKING_DAYS,
    FRAUD_ANSWER_WORKING_DAYS,
)
from bank.domain.working_days import working_days_after


class CaseKind(StrEnum):
    """What a case is about."""

    FRAUD = "fraud"
    COMPLAINT = "complaint"
    DISPUTE = "dispute"


class CaseState(StrEnum):
    """How far a case has come."""

    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    CLOSED = "closed"


OPEN = frozenset({CaseState.RECEIVED, CaseState.IN_PROGRESS})


class DisputeReason(StrEnum):
    """Why a charge is not accepted."""

    NOT_MINE = "not_mine"
    TWICE = "twice"
    WRONG_AMOUNT = "wrong_amount"
    NOT_RECEIVED = "not_received"
    CANCELLED = "cancelled"
    NO_REFUND = "no_refund"


REASON_NAMES = {
    DisputeReason.NOT_MINE: "I did not make this payment",
    DisputeReason.TWICE: "Charged twice",
    DisputeReason.WRONG_AMOUNT: "Wrong amount",
    DisputeReason.NOT_RECEIVED: "Not received, or not as described",
    DisputeReason.CANCELLED: "Cancelled before",
    DisputeReason.NO_REFUND: "Refund did not come",
}
ANSWER_WORKING_DAYS = {
    CaseKind.FRAUD: FRAUD_ANSWER_WORKING_DAYS,
    CaseKind.COMPLAINT: COMPLAINT_ANSWER_WORKING_DAYS,
    CaseKind.DISPUTE: DISPUTE_ANSWER_WORKING_DAYS,
}
# What a customer did not approve is given back by the end of the next working day.
NOT_MINE_WORKING_DAYS = 1


def number_of(kind: CaseKind, case_id: int, day: date) -> str:
    """ "C-2026-00012", by which a customer and a clerk speak of a case."""
    return f"{kind.value[0].upper()}-{day.year}-{case_id:05d}"


def answer_by(kind: CaseKind, day: date, reason: DisputeReason | None = None) -> date:
    """The day by which the customer hears of a case that was opened on `day`."""
    is_urgent = reason is DisputeReason.NOT_MINE
    return working_days_after(day, NOT_MINE_WORKING_DAYS if is_urgent else ANSWER_WORKING_DAYS[kind])


def clean_text(text: str) -> str:
    """What was told, in one paragraph, cut where it is longer than is kept."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:CASE_TEXT_LENGTH]
