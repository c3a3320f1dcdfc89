"""What an alert about an amount may be set to."""

from __future__ import annotations

import pytest

from bank.domain import errors
from bank.domain.alerts import NAMES, WITH_AMOUNT, AlertKind, check_threshold
from bank.domain.limits import ALERT_MOST_MINOR
from bank.domain.money import Money


def test_one_cent_and_the_most_there_may_be_are_taken() -> None:
    for minor in (1, ALERT_MOST_MINOR):
        check_threshold(Money(minor, "EUR"))


@pytest.mark.parametrize("minor", [0, -1])
def test_nothing_and_less_are_refused(minor: int) -> None:
    with pytest.raises(errors.NotPositive):
        check_threshold(Money(minor, "EUR"))


def test_more_than_any_everyday_account_has_is_refused() -> None:
    with pytest.raises(errors.AbsurdAmount):
        check_threshold(Money(ALERT_MOST_MINOR + 1, "EUR"))


def test_every_kind_has_a_name_and_two_are_about_an_amount() -> None:
    assert NAMES.keys() == set(AlertKind)
    assert {AlertKind.LOW_BALANCE, AlertKind.LARGE_PAYMENT} == WITH_AMOUNT
