"""What each kind of account may do, and what a credit card or a loan owes next."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AccountKind(StrEnum):
    """Kinds that customers hold, and the bank's own (`internal`)."""

    CURRENT = "current"
    SAVINGS = "savings"
    CREDIT_CARD = "credit_card"
    LOAN = "loan"
    MORTGAGE = "mortgage"
    INTERNAL = "internal"


class AccountStatus(StrEnum):
    """`frozen`: money may come in, none goes out. `closed`: neither."""

    OPEN = "open"
    FROZEN = "frozen"
    CLOSED = "closed"


# A payment leaves a current account; an own transfer may also leave savings.
PAYMENT_SOURCES = frozenset({AccountKind.CURRENT})
TRANSFER_SOURCES = frozenset({AccountKind.CURRENT, AccountKind.SAVINGS})
BORROWING = frozenset({AccountKind.CREDIT_CARD, AccountKind.LOAN, AccountKind.MORTGAGE})
# What others may pay into by IBAN.
PAYABLE = frozenset({AccountKind.CURRENT, AccountKind.SAVINGS})


@dataclass(frozen=True)
class CreditTerms:
    """How a borrowing account is paid back. `rate_basis_points`: hundredths of a per cent a year."""

    rate_basis_points: int
    payment_day: int
    instalment_minor: int
    minimum_floor_minor: int
    minimum_basis_points: int
    ends_on: date | None = None


def next_payment_on(payment_day: int, today: date) -> date:
    """The next day on which a payment is due: today, if today is the day."""
    this_month = _day_in_month(today.year, today.month, payment_day)
    if this_month >= today:
        return this_month
    year, month = (today.year + 1, 1) if today.month == 12 else (today.year, today.month + 1)
    return _day_in_month(year, month, payment_day)


def due_minor(terms: CreditTerms, owed_minor: int) -> int:
    """What must be paid on the next due day, in minor units: an instalment, or a card's minimum payment."""
    if owed_minor <= 0:
        return 0
    if terms.instalment_minor:
        return min(owed_minor, terms.instalment_minor)
    share = -(-owed_minor * terms.minimum_basis_points // 10_000)
    return min(owed_minor, max(terms.minimum_floor_minor, share))


def _day_in_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
