"""When a payment leaves and arrives, until when what is planned can be changed, when a standing order is paid."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta

from bank.domain.clock import BANK_TIME_ZONE
from bank.domain.payment_errors import PastCutOff
from bank.domain.payment_rules import RuleBook
from bank.domain.working_days import first_working_day, working_day_before, working_days_after


def leaves_on(day: date, now: datetime, rules: RuleBook) -> date:
    """The working day on which a payment for `day` leaves the bank: one for today only until the cut-off."""
    local = now.astimezone(BANK_TIME_ZONE)
    day = max(day, local.date())
    if day == local.date() and local.time() >= rules.on(day).cut_off:
        day += timedelta(days=1)
    return first_working_day(day)


def arrives_on(leaves: date) -> date:
    """The day on which the other bank has it: the working day after (PSD2, article 83)."""
    return working_days_after(leaves, 1)


def cut_off(day: date, rules: RuleBook) -> datetime:
    """The moment until which what is planned for `day` can be changed: the cut-off of the working day before."""
    before = working_day_before(day)
    return datetime.combine(before, rules.on(before).cut_off, BANK_TIME_ZONE)


def require_before_cut_off(day: date, now: datetime, rules: RuleBook) -> None:
    """Refuse a change that comes too late. PastCutOff."""
    until = cut_off(day, rules)
    if now >= until:
        raise PastCutOff(day, until.time())


def month_after(day: date, day_of_month: int) -> date:
    """The day in the next month; the 31st is the last day of a shorter one."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day_of_month, calendar.monthrange(year, month)[1]))


def count_payments(next_on: date, day_of_month: int, until: date) -> int:
    """How many payments of a standing order fall on days up to `until`."""
    count = 0
    while next_on <= until:
        next_on, count = month_after(next_on, day_of_month), count + 1
    return count


def next_payment(next_on: date, day_of_month: int, paused_until: date | None) -> date:
    """The next day on which a standing order is paid: the first after its pause."""
    while paused_until is not None and next_on <= paused_until:
        next_on = month_after(next_on, day_of_month)
    return next_on
