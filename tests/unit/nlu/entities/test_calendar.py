"""The arithmetic of days."""

from __future__ import annotations

from datetime import date

import pytest

from bot.nlu.entities.calendar import Calendar, date_of, easter, shifted

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    ("year", "day"),
    [(2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5)), (2038, date(2038, 4, 25))],
)
def test_easter_is_where_the_church_has_it(year: int, day: date) -> None:
    assert easter(year) == day


def test_months_run_over_the_years_end() -> None:
    assert shifted(2026, 11, 3) == (2027, 2)
    assert shifted(2026, 1, -1) == (2025, 12)


def test_a_month_later_is_never_a_day_that_is_not() -> None:
    assert Calendar(date(2026, 1, 31), "near").moved("month", 1) == date(2026, 2, 28)
    assert Calendar(date(2024, 2, 29), "near").moved("year", 1) == date(2025, 2, 28)


def test_a_weekday_is_never_today() -> None:
    tuesday = 1
    assert Calendar(TODAY, "future").weekday(tuesday).start == date(2026, 12, 1)  # type: ignore[union-attr]
    assert Calendar(TODAY, "past").weekday(tuesday).start == date(2026, 11, 17)  # type: ignore[union-attr]


def test_past_and_future_pick_differently() -> None:
    assert Calendar(TODAY, "past").day_and_month(3, 12).start == date(2025, 12, 3)  # type: ignore[union-attr]
    assert Calendar(TODAY, "future").day_and_month(3, 12).start == date(2026, 12, 3)  # type: ignore[union-attr]


def test_a_day_that_is_not_is_none() -> None:
    assert date_of(2026, 2, 29) is None
    assert date_of(2026, 13, 1) is None
    assert date_of(20_260, 1, 1) is None
    assert Calendar(TODAY, "past").day_and_month(31, 6) is None


@pytest.mark.parametrize("unit", ["day", "week", "weekend", "month", "quarter", "year"])
def test_units_follow_one_another_without_a_gap(unit: str) -> None:
    calendar = Calendar(TODAY, "near")
    assert calendar.unit(unit, 0).start <= calendar.unit(unit, 0).end < calendar.unit(unit, 1).start
    assert calendar.unit(unit, -1).end < calendar.unit(unit, 0).start
