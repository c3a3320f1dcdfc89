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


KIND_WORDS = {CaseKind.FRAUD: "fraud case", CaseKind.COMPLAINT: "complaint", CaseKind.DISPUTE: "disputed charge"}


class CaseState(StrEnum):
    """How far a case has come."""

    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    """For its customer."""
    RESOLVED = "resolved"
    REJECTED = "rejected"


OVER = frozenset({CaseState.RESOLVED, CaseState.REJECTED})
STATE_WORDS = {
    CaseState.RECEIVED: "received",
    CaseState.IN_PROGRESS: "being looked at",
    CaseState.WAITING: "waiting for you",
    CaseState.RESOLVED: "resolved",
    CaseState.REJECTED: "closed without success",
}
# What is over can be taken up again, for a customer who has more to say; nothing goes back to where it began.
CASE_STEPS = {
    CaseState.RECEIVED: frozenset({CaseState.IN_PROGRESS, CaseState.WAITING, *OVER}),
    CaseState.IN_PROGRESS: frozenset({CaseState.WAITING, *OVER}),
    CaseState.WAITING: frozenset({CaseState.IN_PROGRESS, *OVER}),
    CaseState.RESOLVED: frozenset({CaseState.IN_PROGRESS}),
    CaseState.REJECTED: frozenset({CaseState.IN_PROGRESS}),
}
NOTE_NEEDED = frozenset({CaseState.WAITING, *OVER})
"""States that say nothing to a customer without a note: what is wanted, what was decided and why."""


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


def news(kind: CaseKind, number: str, state: CaseState, note: str) -> str:
    """What a customer is told of a step: "Your complaint C-2026-00012 is resolved. We have paid the fee back." """
    return f"Your {KIND_WORDS[kind]} {number} is {STATE_WORDS[state]}. {note}".strip()


def clean_text(text: str) -> str:
    """What was told, in one paragraph, cut where it is longer than is kept."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:CASE_TEXT_LENGTH]
