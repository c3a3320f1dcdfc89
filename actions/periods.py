"""The time that a message names, and how a time is named in a reply."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from actions import wording
from actions.context import today
from actions.turn import Turn
from bank.domain.spending import month_before, month_of

OPEN_DAYS = 364
"""Days covered by a time whose beginning is not said ("until March")."""

TIME_BEFORE = re.compile(r"\b(?:the|a) (day|week|month|year) (?:before|befor|b4|prior|earlier)\b", re.IGNORECASE)
"""What points at the time before the one that was shown: "and the month before?"."""

Period = tuple[date, date]


def periods_said(turn: Turn) -> list[Period]:
    """Every time that the message names, in its order; single days if there are no longer ones."""
    found = []
    for value in turn.values("period"):
        until = date.fromisoformat(value["until"])
        since = date.fromisoformat(value["since"]) if value["since"] else until - timedelta(days=OPEN_DAYS)
        found.append((since, max(since, until)))
    return found or [(date.fromisoformat(day), date.fromisoformat(day)) for day in turn.values("date")]


def time_before(turn: Turn, since: date, until: date) -> Period | None:
    """What "the month before" means where `since` … `until` was shown; None if the message says no such thing."""
    said = TIME_BEFORE.search(turn.text)
    if said is None or turn.entities("period"):
        return None
    match said[1].lower():
        case "month":
            return month_of(month_before(since))
        case "year":
            return in_year(since, since.year - 1), in_year(until, until.year - 1)
        case unit:
            return since - timedelta(days=7 if unit == "week" else 1), since - timedelta(days=1)


def kept(period: Period) -> dict[str, str]:
    """A time as the slots of searches and documents keep it."""
    return {"since": period[0].isoformat(), "until": period[1].isoformat()}


def kept_in(slot: Mapping[str, Any]) -> Period | None:
    """The time that such a slot keeps, if it keeps both its ends."""
    if not slot.get("since") or not slot.get("until"):
        return None
    return date.fromisoformat(slot["since"]), date.fromisoformat(slot["until"])


def is_month(since: date, until: date) -> bool:
    """Whether these are the first and the last day of one month."""
    return since.day == 1 and until == since.replace(day=calendar.monthrange(since.year, since.month)[1])


def in_year(day: date, year: int) -> date:
    """The same day in that year; of a 29 February the 28th where there is none."""
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


def year_later(day: date) -> date:
    """The same day of the next year."""
    return in_year(day, day.year + 1)


def span(since: date, until: date) -> str:
    """ "in October", "this month so far", "today", "from Thu 1 Oct to Fri 9 Oct"."""
    now = today()
    if since == until:
        return wording.on_day(since, now)
    if is_month(since, until):
        return f"in {since:%B}" if since.year == now.year else f"in {since:%B %Y}"
    if since == now.replace(day=1) and until == now:
        return "this month so far"
    return f"from {wording.day(since, now)} to {wording.day(until, now)}"
