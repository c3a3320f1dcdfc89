"""One-time codes: their states, and what the customer's phone says."""

from __future__ import annotations

from enum import StrEnum

from bank.domain.money import Money


class ChallengeState(StrEnum):
    """Only a `sent` challenge can be answered. Expiry is a matter of time, not of state."""

    SENT = "sent"
    USED = "used"
    REPLACED = "replaced"
    LOCKED = "locked"


def phone_text(code: str, amount: Money, name: str, masked_iban: str) -> str:
    """The message with the code: it says what the code authorises, and to whom."""
    return f"Code {code} authorises {amount} to {name} ({masked_iban}). Never tell it to anyone."
