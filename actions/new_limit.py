"""A limit as a message gives it: "2500", "by 500", "as high as possible", "double it"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from actions.orders import amount_said
from actions.turn import Turn

AS_HIGH_AS_POSSIBLE = re.compile(
    r"\b(as (much|high|big|far) as|maximum|max|the (most|highest|biggest|largest|lot)|highest|biggest)\b", re.IGNORECASE
)
BY = re.compile(r"\bby\s+(?:another\s+)?\W*$", re.IGNORECASE)
DOWN = re.compile(r"\b(lower|reduc\w*|decreas\w*|cut|bring .{0,20}down|put .{0,20}down|less|smaller)\b", re.IGNORECASE)
DOUBLE = re.compile(r"\bdouble\b", re.IGNORECASE)
HALF = re.compile(r"\b(halve|half)\b", re.IGNORECASE)

Limit = Mapping[str, Any]
"""`{"minor", "currency"}`, or `{"change"}` in minor units, or `{"times"}` of what it is now, or `{"most": True}`."""


def limit_said(turn: Turn) -> dict[str, Any] | None:
    """The new limit in the message, to be settled once it is known what it is now."""
    if said := amount_said(turn):
        start = turn.entities("amount")[0].get("start") or 0
        if not BY.search(turn.text[:start]):
            return said
        return {"change": -said["minor"] if DOWN.search(turn.text) else said["minor"], "currency": said["currency"]}
    if AS_HIGH_AS_POSSIBLE.search(turn.typed):
        return {"most": True}
    if DOUBLE.search(turn.typed):
        return {"times": [2, 1]}
    return {"times": [1, 2]} if HALF.search(turn.typed) else None


def settled(limit: Limit, now_minor: int, most_minor: int) -> dict[str, Any]:
    """The limit as a sum; "by 500" is from what it is now, and never below nought."""
    if limit.get("most"):
        return {"minor": most_minor, "currency": None}
    if times := limit.get("times"):
        return {"minor": now_minor * times[0] // times[1], "currency": None}
    if "change" in limit:
        return {"minor": max(0, now_minor + limit["change"]), "currency": limit["currency"]}
    return {"minor": limit["minor"], "currency": limit["currency"]}
