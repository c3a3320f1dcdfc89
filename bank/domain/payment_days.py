"""When what is planned can still be changed, and on which days a standing order is paid."""

from __future__ import annotations

import calendar
from datetime import date, datetime, time, timedelta

from bank.domain.clock import BANK_TIME_ZONE, SATURDAY
from bank.domain.limits import CUT_OFF_HOUR
from bank.domain.payment_errors import PastCutOff


def cut_off(day: date) -> datetime:
    """The moment until which what is planned for `day` can be changed: 16:00 on the working day before."""
    before = day - timedelta(days=1)
    while before.weekday() >= SATURDAY:
        before -= timedelta(days=1)
    return datetime.combine(before, time(CUT_OFF_HOUR), BANK_TIME_ZONE)


def require_before_cut_off(day: date, now: datetime) -> None:
    """Refuse a change that comes too late. PastCutOff."""
    if now >= cut_off(day):
        raise PastCutOff(day, CUT_OFF_HOUR)


def month_after(day: date, day_of_month: int) -> date:
    """The day in the next month; the 31st is the last day of a shorter one."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day_of_month, calendar.monthrange(year, month)[1]))


def next_payment(next_on: date, day_of_month: int, paused_until: date | None) -> date:
    """The next day on which a standing order is paid: the first after its pause."""
    while paused_until is not None and next_on <= paused_until:
        next_on = month_after(next_on, day_of_month)
    return next_on
