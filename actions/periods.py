"""The time that a message names, and how a time is named in a reply."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from actions import wording
from actions.context import today
from actions.turn import Turn

OPEN_DAYS = 364
"""Days covered by a time whose beginning is not said ("until March")."""

Period = tuple[date, date]


def periods_said(turn: Turn) -> list[Period]:
    """Every time that the message names, in its order; single days if there are no longer ones."""
    found = []
    for value in turn.values("period"):
        until = date.fromisoformat(value["until"])
        since = date.fromisoformat(value["since"]) if value["since"] else until - timedelta(days=OPEN_DAYS)
        found.append((since, max(since, until)))
    return found or [(date.fromisoformat(day), date.fromisoformat(day)) for day in turn.values("date")]


def is_month(since: date, until: date) -> bool:
    """Whether these are the first and the last day of one month."""
    return since.day == 1 and until == since.replace(day=calendar.monthrange(since.year, since.month)[1])


def year_later(day: date) -> date:
    """The same day of the next year; of a 29 February the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


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
