"""Cut-off times and the days of standing orders."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bank.domain.payment_days import cut_off, month_after, next_payment, require_before_cut_off
from bank.domain.payment_errors import PastCutOff


@pytest.mark.parametrize(
    ("day", "until"),
    [
        (date(2026, 3, 13), datetime(2026, 3, 12, 16, tzinfo=UTC)),
        (date(2026, 3, 16), datetime(2026, 3, 13, 16, tzinfo=UTC)),
        (date(2026, 7, 14), datetime(2026, 7, 13, 15, tzinfo=UTC)),  # summer time
    ],
)
def test_the_cut_off_is_at_four_on_the_working_day_before(day: date, until: datetime) -> None:
    assert cut_off(day) == until


def test_at_the_cut_off_it_is_too_late() -> None:
    with pytest.raises(PastCutOff):
        require_before_cut_off(date(2026, 3, 13), datetime(2026, 3, 12, 16, tzinfo=UTC))
    require_before_cut_off(date(2026, 3, 13), datetime(2026, 3, 12, 15, 59, tzinfo=UTC))


def test_the_31st_is_the_last_day_of_a_shorter_month_and_the_31st_again_after_it() -> None:
    assert month_after(date(2026, 1, 31), 31) == date(2026, 2, 28)
    assert month_after(date(2026, 2, 28), 31) == date(2026, 3, 31)
    assert month_after(date(2026, 12, 5), 5) == date(2027, 1, 5)


def test_the_next_payment_is_the_first_after_the_pause() -> None:
    assert next_payment(date(2026, 3, 3), 3, None) == date(2026, 3, 3)
    assert next_payment(date(2026, 3, 3), 3, date(2026, 4, 3)) == date(2026, 5, 3)
