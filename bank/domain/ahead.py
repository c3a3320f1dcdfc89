"""What is going to move on an account: dates that recur, income that can be expected, the balance day by day."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# As many months in a row make a payment one that can be expected again.
EXPECTED_AFTER_MONTHS = 3
# A salary comes some days sooner or later: before a weekend, after a holiday.
DAYS_OFF = 4


@dataclass(frozen=True)
class Came:
    """Money that came in: from whom, when, how much."""

    payer: str
    day: date
    amount_minor: int


def monthly_days(next_on: date, day_of_month: int, until: date) -> Iterator[date]:
    """Each day on which something monthly falls due, from `next_on` to `until`; the 31st is the last of a month."""
    day = next_on
    while day <= until:
        yield day
        following = _month_on(day.replace(day=1))
        last = calendar.monthrange(following.year, following.month)[1]
        day = following.replace(day=min(day_of_month, last))


def expected_income(came: Iterable[Came], today: date) -> tuple[Came, ...]:
    """The next payment of each payer who has paid in each of the last months, once a month, on about the same day.

    Its day is that of the last one a month on, its amount the least of them: hopes are not counted.
    """
    by_payer: dict[str, list[Came]] = {}
    for one in sorted(came, key=lambda one: one.day):
        by_payer.setdefault(one.payer, []).append(one)
    found = []
    for payments in by_payer.values():
        last = payments[-EXPECTED_AFTER_MONTHS:]
        if len(last) == EXPECTED_AFTER_MONTHS and all(map(_a_month_apart, last, last[1:])):
            following = _month_on(last[-1].day)
            if following >= today:
                found.append(Came(last[-1].payer, following, min(one.amount_minor for one in last)))
    return tuple(sorted(found, key=lambda one: (one.day, one.payer)))


def balances_ahead(balance_minor: int, moves: Sequence[tuple[date, int]], today: date) -> tuple[tuple[date, int], ...]:
    """The balance at the end of today and of each day on which something moves, in minor units."""
    by_day: dict[date, int] = {today: 0}
    for day, amount_minor in moves:
        by_day[day] = by_day.get(day, 0) + amount_minor
    path = []
    for day in sorted(by_day):
        balance_minor += by_day[day]
        path.append((day, balance_minor))
    return tuple(path)


def _a_month_apart(one: Came, following: Came) -> bool:
    return abs(following.day - _month_on(one.day)) <= timedelta(days=DAYS_OFF)


def _month_on(day: date) -> date:
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
