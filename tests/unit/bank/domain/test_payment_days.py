"""Cut-off times and the days of standing orders."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bank.domain.payment_days import (
    arrives_on,
    count_payments,
    cut_off,
    leaves_on,
    month_after,
    next_payment,
    require_before_cut_off,
)
from bank.domain.payment_errors import PastCutOff
from bank.domain.payment_rules import PaymentRules, RuleBook

BOOK = RuleBook(
    (
        PaymentRules(date(2024, 1, 1), time(16), timedelta(hours=24), {}),
        PaymentRules(date(2026, 12, 1), time(17, 30), timedelta(hours=24), {}),
    )
)


@pytest.mark.parametrize(
    ("day", "until"),
    [
        (date(2026, 3, 13), datetime(2026, 3, 12, 16, tzinfo=UTC)),
        (date(2026, 3, 16), datetime(2026, 3, 13, 16, tzinfo=UTC)),
        (date(2026, 7, 14), datetime(2026, 7, 13, 15, tzinfo=UTC)),  # summer time
        (date(2026, 4, 7), datetime(2026, 4, 2, 15, tzinfo=UTC)),  # the Thursday before Easter
        (date(2026, 12, 2), datetime(2026, 12, 1, 17, 30, tzinfo=UTC)),
        (date(2026, 12, 1), datetime(2026, 11, 30, 16, tzinfo=UTC)),  # what holds on the day itself does not count
    ],
)
def test_what_is_planned_can_be_changed_until_the_cut_off_of_the_working_day_before(day: date, until: datetime) -> None:
    assert cut_off(day, BOOK) == until


def test_at_the_cut_off_it_is_too_late() -> None:
    with pytest.raises(PastCutOff) as refused:
        require_before_cut_off(date(2026, 3, 13), datetime(2026, 3, 12, 16, tzinfo=UTC), BOOK)
    assert refused.value.facts == {"day": date(2026, 3, 13), "hour": "16:00"}
    require_before_cut_off(date(2026, 3, 13), datetime(2026, 3, 12, 15, 59, tzinfo=UTC), BOOK)


@pytest.mark.parametrize(
    ("day", "now", "leaves", "arrives"),
    [
        # Tuesday before the cut-off, at it and after it
        (date(2026, 11, 24), datetime(2026, 11, 24, 15, 59, tzinfo=UTC), date(2026, 11, 24), date(2026, 11, 25)),
        (date(2026, 11, 24), datetime(2026, 11, 24, 16, 0, tzinfo=UTC), date(2026, 11, 25), date(2026, 11, 26)),
        # Friday evening, and Saturday
        (date(2026, 11, 27), datetime(2026, 11, 27, 18, 0, tzinfo=UTC), date(2026, 11, 30), date(2026, 12, 1)),
        (date(2026, 11, 28), datetime(2026, 11, 28, 9, 0, tzinfo=UTC), date(2026, 11, 30), date(2026, 12, 1)),
        # planned: the hour does not matter, a holiday does
        (date(2026, 11, 26), datetime(2026, 11, 24, 18, 0, tzinfo=UTC), date(2026, 11, 26), date(2026, 11, 27)),
        (date(2026, 12, 25), datetime(2026, 11, 24, 9, 0, tzinfo=UTC), date(2026, 12, 28), date(2026, 12, 29)),
        (date(2026, 4, 2), datetime(2026, 3, 20, 9, 0, tzinfo=UTC), date(2026, 4, 2), date(2026, 4, 7)),
        # its day is over: the worker was late
        (date(2026, 11, 20), datetime(2026, 11, 24, 9, 0, tzinfo=UTC), date(2026, 11, 24), date(2026, 11, 25)),
        # 15:30 in UTC is 16:30 in Dublin's summer
        (date(2026, 7, 14), datetime(2026, 7, 14, 15, 30, tzinfo=UTC), date(2026, 7, 15), date(2026, 7, 16)),
        # later rules: 17:30
        (date(2026, 12, 1), datetime(2026, 12, 1, 17, 0, tzinfo=UTC), date(2026, 12, 1), date(2026, 12, 2)),
    ],
)
def test_a_payment_leaves_on_a_working_day_before_the_cut_off_and_arrives_on_the_next(
    day: date, now: datetime, leaves: date, arrives: date
) -> None:
    assert leaves_on(day, now, BOOK) == leaves
    assert arrives_on(leaves) == arrives


def test_the_31st_is_the_last_day_of_a_shorter_month_and_the_31st_again_after_it() -> None:
    assert month_after(date(2026, 1, 31), 31) == date(2026, 2, 28)
    assert month_after(date(2026, 2, 28), 31) == date(2026, 3, 31)
    assert month_after(date(2026, 12, 5), 5) == date(2027, 1, 5)


def test_the_next_payment_is_the_first_after_the_pause() -> None:
    assert next_payment(date(2026, 3, 3), 3, None) == date(2026, 3, 3)
    assert next_payment(date(2026, 3, 3), 3, date(2026, 4, 3)) == date(2026, 5, 3)


@pytest.mark.parametrize(
    ("until", "left_out"),
    [
        (date(2026, 1, 30), 0),
        (date(2026, 1, 31), 1),
        (date(2026, 2, 27), 1),
        (date(2026, 2, 28), 2),
        (date(2026, 12, 31), 12),
    ],
)
def test_a_pause_leaves_out_what_falls_on_a_day_up_to_its_last(until: date, left_out: int) -> None:
    assert count_payments(date(2026, 1, 31), 31, until) == left_out
