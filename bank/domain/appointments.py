"""Appointments: what they may be about, and the times at which a branch has them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum

from bank.domain.clock import BANK_TIME_ZONE
from bank.domain.limits import APPOINTMENT_EVERY_MINUTES, APPOINTMENT_HORIZON_DAYS, APPOINTMENT_MINUTES
from bank.domain.working_days import is_closing_day


class Topic(StrEnum):
    """What an adviser should prepare for."""

    MORTGAGE = "mortgage"
    LOAN = "loan"
    SAVINGS = "savings"
    ACCOUNT = "account"
    OTHER = "other"


TOPIC_NAMES = {
    Topic.MORTGAGE: "A mortgage",
    Topic.LOAN: "A loan",
    Topic.SAVINGS: "Savings",
    Topic.ACCOUNT: "An account or a card",
    Topic.OTHER: "Something else",
}


def times_on(day: date, opens_minute: int, closes_minute: int) -> Iterator[datetime]:
    """Beginnings of appointments within one day's opening hours, which are in minutes after midnight."""
    for minute in range(opens_minute, closes_minute - APPOINTMENT_MINUTES + 1, APPOINTMENT_EVERY_MINUTES):
        yield datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=BANK_TIME_ZONE)


def days_ahead(first: date, today: date) -> Iterator[date]:
    """The days from `first` on for which appointments are made: none on holidays."""
    last = today + timedelta(days=APPOINTMENT_HORIZON_DAYS)
    day = max(first, today)
    while day <= last:
        if not is_closing_day(day):
            yield day
        day += timedelta(days=1)
