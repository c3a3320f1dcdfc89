"""A card's states and which changes its holder may make."""

from __future__ import annotations

from enum import StrEnum


class CardKind(StrEnum):
    """`debit` draws on a current account, `credit` on a credit card account."""

    DEBIT = "debit"
    CREDIT = "credit"


class CardState(StrEnum):
    """`frozen` is undone by its holder at once; `blocked` is for good."""

    ACTIVE = "active"
    FROZEN = "frozen"
    BLOCKED = "blocked"
    EXPIRED = "expired"


HOLDER_MAY_CHANGE = frozenset({CardState.ACTIVE, CardState.FROZEN})
