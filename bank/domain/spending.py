"""What counts as spending, and the months it is counted in."""

from __future__ import annotations

import calendar
from datetime import date

# Money that stays the customer's own, or pays for what was counted when it was bought.
NOT_SPENDING = frozenset({"transfers", "loans", "income", "interest"})


def month_of(day: date) -> tuple[date, date]:
    """The first and last day of the day's month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def month_before(day: date, months: int = 1) -> date:
    """The first day of the month so many months before that of the day."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def same_stretch_before(since: date, until: date) -> tuple[date, date]:
    """The time to compare with: the same days of the month before; for anything longer or across months, as many days.

    1 to 24 November → 1 to 24 October; 1 to 31 March → 1 to 28 February.
    """
    if (since.year, since.month) == (until.year, until.month):
        first, last = month_of(month_before(since))
        if until == month_of(until)[1] and since.day == 1:
            return first, last
        return first.replace(day=min(since.day, last.day)), first.replace(day=min(until.day, last.day))
    days = until - since
    end = date.fromordinal(since.toordinal() - 1)
    return end - days, end
