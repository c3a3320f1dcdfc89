"""What customers ask to have done with a product."""

from __future__ import annotations

from enum import StrEnum


class RequestKind(StrEnum):
    """`change`: into another product of the same family, or its terms."""

    OPEN = "open"
    CLOSE = "close"
    CHANGE = "change"


def request_number(request_id: int) -> str:
    """The number that a customer is given: "P-000042"."""
    return f"P-{request_id:06d}"
