"""The words for what happens on an account."""

from __future__ import annotations

from enum import StrEnum


class TransactionStatus(StrEnum):
    """`pending` is held but not booked; `declined` never moved money."""

    BOOKED = "booked"
    PENDING = "pending"
    DECLINED = "declined"


class Direction(StrEnum):
    """As the account's holder sees it."""

    IN = "in"
    OUT = "out"
