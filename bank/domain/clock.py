"""Time: a clock is a function that gives the present moment in UTC, so that a test can set it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

# Where the bank's days begin and end.
BANK_TIME_ZONE = ZoneInfo("Europe/Dublin")


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


def bank_day(moment: datetime) -> date:
    """The bank's calendar day at that moment."""
    return moment.astimezone(BANK_TIME_ZONE).date()


def start_of_day(day: date) -> datetime:
    """The moment in UTC at which a bank day begins."""
    return datetime.combine(day, time.min, BANK_TIME_ZONE).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The moment in UTC at which the next bank day begins."""
    return start_of_day(day + timedelta(days=1))
