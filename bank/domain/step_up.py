"""One-time codes: their states, and what the customer's phone says."""

from __future__ import annotations

from enum import StrEnum


class ChallengeState(StrEnum):
    """Only a `sent` challenge can be answered. Expiry is a matter of time, not of state."""

    SENT = "sent"
    USED = "used"
    REPLACED = "replaced"
    LOCKED = "locked"


def phone_text(code: str, what: str) -> str:
    """The message with the code: it says what the code authorises, such as "60.00 EUR to Mia Brandt (DE…3000)"."""
    return f"Code {code} authorises: {what}. Never tell it to anyone."
