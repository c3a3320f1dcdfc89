"""What a customer can be told of at once, and what an alert about an amount may be set to."""

from __future__ import annotations

from enum import StrEnum

from bank.domain import errors
from bank.domain.limits import ALERT_MOST_MINOR
from bank.domain.money import Money


class AlertKind(StrEnum):
    """Each may be set once by a customer."""

    LOW_BALANCE = "low_balance"
    LARGE_PAYMENT = "large_payment"
    BILL_DUE = "bill_due"
    CARD_ABROAD = "card_abroad"


WITH_AMOUNT = frozenset({AlertKind.LOW_BALANCE, AlertKind.LARGE_PAYMENT})
NAMES = {
    AlertKind.LOW_BALANCE: "Low balance",
    AlertKind.LARGE_PAYMENT: "Large payment",
    AlertKind.BILL_DUE: "Bill due",
    AlertKind.CARD_ABROAD: "Card used abroad",
}


def check_threshold(amount: Money) -> None:
    """Refuse nothing, less than nothing, and what no everyday account reaches."""
    if amount.minor <= 0:
        raise errors.NotPositive(amount)
    most = Money(ALERT_MOST_MINOR, amount.currency)
    if amount > most:
        raise errors.AbsurdAmount(amount, most)
