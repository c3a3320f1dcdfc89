"""TARGET's calendar: which days banks settle on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bank.domain.working_days import (
    easter_sunday,
    first_working_day,
    is_working_day,
    working_day_before,
    working_days_after,
)

# Earliest and latest Easter, both exceptions of the reckoning (1954, 1981, 2049, 2076), leap years, a turn of century.
EASTERS = [
    date(1818, 3, 22), date(1900, 4, 15), date(1943, 4, 25), date(1954, 4, 18), date(1981, 4, 19), date(2000, 4, 23),
    date(2008, 3, 23), date(2011, 4, 24), date(2019, 4, 21), date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5),
    date(2027, 3, 28), date(2038, 4, 25), date(2049, 4, 18), date(2076, 4, 19), date(2100, 3, 28), date(2285, 3, 22),
]  # fmt: skip


@pytest.mark.parametrize("easter", EASTERS, ids=str)
def test_easter_is_found_by_rule(easter: date) -> None:
    assert easter_sunday(easter.year) == easter


def test_banks_do_not_settle_on_the_closing_days_of_target() -> None:
    closed = {
        day
        for offset in range(365)
        if (day := date(2026, 1, 1) + timedelta(days=offset)).weekday() < 5 and not is_working_day(day)
    }
    # 26 December 2026 is a Saturday.
    assert closed == {date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 12, 25)}
    assert not is_working_day(date(2025, 12, 26))


def test_saturday_and_sunday_are_no_working_days() -> None:
    week = [date(2026, 11, 23) + timedelta(days=offset) for offset in range(7)]
    assert [is_working_day(day) for day in week] == [True] * 5 + [False] * 2


def test_a_day_that_is_none_is_moved_to_the_next_one() -> None:
    assert first_working_day(date(2026, 4, 2)) == date(2026, 4, 2)
    assert first_working_day(date(2026, 4, 3)) == date(2026, 4, 7)  # Good Friday to Tuesday
    assert first_working_day(date(2026, 12, 31) + timedelta(days=1)) == date(2027, 1, 4)


def test_the_working_day_before_leaves_out_weekends_and_holidays() -> None:
    assert working_day_before(date(2026, 4, 7)) == date(2026, 4, 2)
    assert working_day_before(date(2026, 11, 25)) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 11, 24), 1, date(2026, 11, 25)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 12, 24), 2, date(2026, 12, 29)),
        (date(2026, 11, 28), 15, date(2026, 12, 18)),
    ],
)
def test_working_days_are_counted_from_the_day_after(day: date, count: int, expected: date) -> None:
    assert working_days_after(day, count) == expected
