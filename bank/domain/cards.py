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


class ReplaceReason(StrEnum):
    """Why a new card is sent. Lost and stolen ones are blocked for good; a damaged one works until the new one does."""

    LOST = "lost"
    STOLEN = "stolen"
    DAMAGED = "damaged"
    EXPIRED = "expired"


BLOCKED_WHEN = frozenset({ReplaceReason.LOST, ReplaceReason.STOLEN})
HOLDER_MAY_CHANGE = frozenset({CardState.ACTIVE, CardState.FROZEN})
