"""Days, weeks and months around today: the arithmetic behind dates and periods."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Grain = Literal["day", "week", "month", "year", "range"]
Prefer = Literal["past", "future", "near"]

DAYS_IN_WEEK = 7
MONTHS_IN_YEAR = 12
YEARS = range(1900, 2101)
MAX_STEPS = 1_000
"""No more units than this are counted from today."""

WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon mondays munday",
            "tuesday tue tues tuesdays tusday teusday",
            "wednesday wed weds wednesdays wensday wednsday wedneday",
            "thursday thu thur thurs thursdays thrusday",
            "friday fri fridays firday",
            "saturday sat saturdays satruday saterday",
            "sunday sun sundays",
        )
    )
    for name in names.split()
}  # fmt: skip
MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb febuary", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The month each begins with; each is three months long."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `start` to `end`, both included."""

    start: date
    end: date
    grain: Grain

    @property
    def is_day(self) -> bool:
        return self.grain == "day"


@dataclass(frozen=True)
class Calendar:
    """The calendar as seen from `today`; of several possible days the one that `prefer` says."""

    today: date
    prefer: Prefer

    def day(self, offset_days: int) -> Stretch:
        return one_day(self.today + timedelta(days=offset_days))

    def week(self, offset: int) -> Stretch:
        """Monday to Sunday, `offset` weeks from this one."""
        monday = self.today - timedelta(days=self.today.weekday()) + timedelta(weeks=offset)
        return Stretch(monday, monday + timedelta(days=6), "week")

    def weekend(self, offset: int) -> Stretch:
        week = self.week(offset)
        return Stretch(week.end - timedelta(days=1), week.end, "range")

    def month(self, offset: int) -> Stretch:
        return month_of(*shifted(self.today.year, self.today.month, offset))

    def quarter(self, offset: int) -> Stretch:
        first = (self.today.month - 1) // 3 * 3 + 1
        return months_from(*shifted(self.today.year, first, 3 * offset), 3)

    def year(self, offset: int) -> Stretch:
        return year_of(self.today.year + offset)

    def unit(self, unit: str, offset: int) -> Stretch:
        """A whole day, week, weekend, month, quarter or year, `offset` of them from the one we are in."""
        return {
            "day": self.day,
            "week": self.week,
            "weekend": self.weekend,
            "month": self.month,
            "quarter": self.quarter,
            "year": self.year,
        }[unit](offset)

    def moved(self, unit: str, count: int) -> date:
        """Today's date `count` units later (or earlier)."""
        if unit == "day":
            return self.today + timedelta(days=count)
        if unit == "week":
            return self.today + timedelta(weeks=count)
        months = count * {"month": 1, "quarter": 3, "year": MONTHS_IN_YEAR}[unit]
        year, month = shifted(self.today.year, self.today.month, months)
        return date(year, month, min(self.today.day, days_in(year, month)))

    def pick(self, candidates: Iterable[Stretch]) -> Stretch | None:
        """The candidate that lies where `prefer` says: the last begun, the next to end, or the nearest."""
        known = sorted(candidates, key=lambda stretch: stretch.start)
        if not known:
            return None
        past = [stretch for stretch in known if stretch.start <= self.today]
        future = [stretch for stretch in known if stretch.end >= self.today]
        if self.prefer == "past":
            return past[-1] if past else known[0]
        if self.prefer == "future":
            return future[0] if future else known[-1]
        return min(known, key=lambda stretch: abs((stretch.start - self.today).days))

    def weekday(self, number: int) -> Stretch | None:
        """That day of the week; today does not count."""
        ahead = (number - self.today.weekday()) % DAYS_IN_WEEK or DAYS_IN_WEEK
        if self.prefer == "past":
            return self.day(ahead - DAYS_IN_WEEK if ahead < DAYS_IN_WEEK else -DAYS_IN_WEEK)
        return self.day(ahead)

    def day_of_month(self, day: int) -> Stretch | None:
        """The 3rd, say: of this month, the one before or the one after."""
        months = [shifted(self.today.year, self.today.month, offset) for offset in (-2, -1, 0, 1, 2)]
        return self.pick(one_day(date(y, m, day)) for y, m in months if 1 <= day <= days_in(y, m))

    def day_and_month(self, day: int, month: int) -> Stretch | None:
        """The 3rd of May, say: of this year, the one before or the one after (29 February: of a leap year)."""
        years = range(self.today.year - 4, self.today.year + 5)
        return self.pick(one_day(date(y, month, day)) for y in years if 1 <= day <= days_in(y, month))

    def month_named(self, month: int) -> Stretch | None:
        return self.pick(month_of(year, month) for year in self._years())

    def season(self, first_month: int) -> Stretch | None:
        return self.pick(months_from(year, first_month, 3) for year in self._years())

    def _years(self) -> range:
        return range(self.today.year - 1, self.today.year + 2)


def one_day(day: date) -> Stretch:
    return Stretch(day, day, "day")


def days_in(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def shifted(year: int, month: int, months: int) -> tuple[int, int]:
    """The year and month that lie `months` later."""
    count = year * MONTHS_IN_YEAR + month - 1 + months
    return count // MONTHS_IN_YEAR, count % MONTHS_IN_YEAR + 1


def month_of(year: int, month: int) -> Stretch:
    return Stretch(date(year, month, 1), date(year, month, days_in(year, month)), "month")


def months_from(year: int, month: int, count: int) -> Stretch:
    """`count` whole months from the first of one on."""
    last = shifted(year, month, count - 1)
    return Stretch(date(year, month, 1), month_of(*last).end, "range")


def year_of(year: int) -> Stretch:
    return Stretch(date(year, 1, 1), date(year, 12, 31), "year")


def date_of(year: int, month: int, day: int) -> date | None:
    """The date, or None if there is no such day."""
    if year not in YEARS or not 1 <= month <= MONTHS_IN_YEAR or not 1 <= day <= days_in(year, month):
        return None
    return date(year, month, day)


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (Gauss's rule with its two exceptions folded in, after Butcher)."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    leap_centuries, century_rest = divmod(century, 4)
    moon_correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_correction + 15) % 30
    leap_years, year_rest = divmod(in_century, 4)
    weekday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
