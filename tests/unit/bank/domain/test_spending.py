"""Months, and the time that a stretch of spending is compared with."""

from __future__ import annotations

from datetime import date

import pytest

from bank.domain.spending import NOT_SPENDING, month_before, month_of, same_stretch_before


def test_money_that_stays_ones_own_is_not_spent() -> None:
    assert {"transfers", "loans", "income", "interest"} == NOT_SPENDING


def test_a_month_is_from_its_first_day_to_its_last() -> None:
    assert month_of(date(2026, 2, 14)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert month_of(date(2028, 2, 1)) == (date(2028, 2, 1), date(2028, 2, 29))
    assert month_of(date(2026, 12, 31)) == (date(2026, 12, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 1)),
        (date(2026, 1, 5), 1, date(2025, 12, 1)),
        (date(2026, 12, 5), 0, date(2026, 12, 1)),
        (date(2026, 12, 5), 12, date(2025, 12, 1)),
        (date(2026, 5, 5), 17, date(2024, 12, 1)),
    ],
)
def test_months_are_counted_back_over_the_year(day: date, months: int, first: date) -> None:
    assert month_before(day, months) == first


def test_one_month_back_is_what_is_meant_by_before() -> None:
    assert month_before(date(2026, 3, 31)) == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("since", "until", "before"),
    [
        ("2026-11-01", "2026-11-24", ("2026-10-01", "2026-10-24")),
        ("2026-03-01", "2026-03-31", ("2026-02-01", "2026-02-28")),
        ("2026-02-01", "2026-02-28", ("2026-01-01", "2026-01-31")),  # the whole month is the whole month
        ("2026-02-02", "2026-02-28", ("2026-01-02", "2026-01-28")),
        ("2026-03-30", "2026-03-31", ("2026-02-28", "2026-02-28")),
        ("2026-03-01", "2026-03-30", ("2026-02-01", "2026-02-28")),
        ("2026-01-10", "2026-01-20", ("2025-12-10", "2025-12-20")),
        ("2026-01-15", "2026-02-13", ("2025-12-16", "2026-01-14")),
        ("2025-02-01", "2026-02-28", ("2024-01-05", "2025-01-31")),
    ],
)
def test_a_stretch_is_compared_with_its_like(since: str, until: str, before: tuple[str, str]) -> None:
    found = same_stretch_before(date.fromisoformat(since), date.fromisoformat(until))
    assert tuple(day.isoformat() for day in found) == before
