"""The times at which a branch has appointments."""

from __future__ import annotations

from datetime import date, timedelta

from bank.domain.appointments import TOPIC_NAMES, Topic, days_ahead, times_on
from bank.domain.clock import BANK_TIME_ZONE
from bank.domain.limits import APPOINTMENT_EVERY_MINUTES, APPOINTMENT_HORIZON_DAYS, APPOINTMENT_MINUTES

DAY = date(2026, 3, 11)


def times(opens: int, closes: int) -> list[str]:
    found = list(times_on(DAY, opens, closes))
    assert all(time.tzinfo is BANK_TIME_ZONE and time.date() == DAY for time in found)
    return [f"{time:%H:%M}" for time in found]


def test_the_last_time_still_ends_before_the_branch_closes() -> None:
    assert (APPOINTMENT_MINUTES, APPOINTMENT_EVERY_MINUTES) == (45, 60)
    assert times(9 * 60 + 15, 12 * 60) == ["09:15", "10:15", "11:15"]
    assert times(9 * 60, 10 * 60 + 45) == ["09:00", "10:00"]
    assert times(9 * 60, 10 * 60 + 44) == ["09:00"]


def test_a_branch_that_is_hardly_open_has_none() -> None:
    assert times(600, 600 + APPOINTMENT_MINUTES - 1) == []
    assert times(600, 600 + APPOINTMENT_MINUTES) == ["10:00"]


def test_days_are_from_the_first_asked_for_but_never_before_today_up_to_the_horizon() -> None:
    days = list(days_ahead(DAY - timedelta(days=9), DAY))
    assert (days[0], days[-1]) == (DAY, DAY + timedelta(days=APPOINTMENT_HORIZON_DAYS))
    assert days == sorted(set(days))
    later = DAY + timedelta(days=APPOINTMENT_HORIZON_DAYS - 1)
    assert list(days_ahead(later, DAY)) == [later, later + timedelta(days=1)]
    assert list(days_ahead(later + timedelta(days=2), DAY)) == []


def test_no_appointments_are_made_on_holidays() -> None:
    days = list(days_ahead(date(2026, 4, 2), date(2026, 4, 1)))
    assert days[0] == date(2026, 4, 2)
    assert date(2026, 4, 3) not in days  # Good Friday
    assert date(2026, 4, 6) not in days  # Easter Monday
    assert date(2026, 4, 7) in days


def test_every_topic_has_a_name() -> None:
    assert TOPIC_NAMES.keys() == set(Topic)
