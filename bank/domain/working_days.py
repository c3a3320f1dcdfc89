"""Days on which banks settle: Monday to Friday without the closing days of TARGET, the euro's settlement system.

Its calendar is a rule and not a list (European Central Bank, TARGET closing days): 1 January, Good Friday,
Easter Monday, 1 May, 25 and 26 December.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

SATURDAY = 5
FIXED_CLOSING_DAYS = frozenset({(1, 1), (5, 1), (12, 25), (12, 26)})
GOOD_FRIDAY, EASTER_MONDAY = timedelta(days=-2), timedelta(days=1)
ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def easter_sunday(year: int) -> date:
    """Easter of the Gregorian calendar: the Sunday after the first full moon of spring, both as the church reckons."""
    golden = year % 19
    century = year // 100
    # Days by which the reckoned moon runs ahead of the sun, with both corrections of the Gregorian reform.
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    full_moon = epact - (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + full_moon + 2 - century + century // 4) % 7
    return date(year, 3, 28) + timedelta(days=full_moon - weekday)


def is_closing_day(day: date) -> bool:
    """Whether the day is a holiday, whatever weekday it falls on: branches are closed."""
    if (day.month, day.day) in FIXED_CLOSING_DAYS:
        return True
    return day - easter_sunday(day.year) in (GOOD_FRIDAY, EASTER_MONDAY)


def is_working_day(day: date) -> bool:
    """Whether payments between banks are settled on the day."""
    return day.weekday() < SATURDAY and not is_closing_day(day)


def first_working_day(day: date) -> date:
    """The day itself if it is a working day, else the next one."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def working_day_before(day: date) -> date:
    """The last working day before the day."""
    day -= ONE_DAY
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def working_days_after(day: date, count: int) -> date:
    """The day that is so many working days later."""
    for _ in range(count):
        day = first_working_day(day + ONE_DAY)
    return day
