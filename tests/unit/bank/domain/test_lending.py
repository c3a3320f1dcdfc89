"""Borrowing and saving, reckoned in whole cents: against figures worked out by hand, and against each other."""

from __future__ import annotations

import pytest

from bank.domain import lending
from bank.domain.limits import LONGEST_TERM_MONTHS


def test_a_months_interest_is_rounded_half_up() -> None:
    assert lending.month_interest(1_000_00, 600) == 5_00
    assert lending.month_interest(1_00, 600) == 1  # 0.5 of a cent
    assert lending.month_interest(99, 600) == 0


def test_a_days_interest_is_a_365th_of_a_years() -> None:
    assert lending.day_interest(36_500_00, 1_000, 1) == 10_00
    assert lending.day_interest(36_500_00, 1_000, 0) == 0


def test_an_instalment_is_that_of_the_annuity_formula() -> None:
    # 10,000 at 12 % over 12 months: 888.4879 a month, in every textbook.
    assert lending.instalment(10_000_00, 1_200, 12) == 888_49


def test_without_interest_the_sum_is_divided() -> None:
    assert lending.instalment(100_00, 0, 3) == 33_34


@pytest.mark.parametrize(("lent", "rate", "months"), [(20_000_00, 690, 60), (250_000_00, 365, 300), (1_000_00, 1, 12)])
def test_an_instalment_clears_the_debt_in_just_its_months(lent: int, rate: int, months: int) -> None:
    plan = lending.repay(lent, rate, lending.instalment(lent, rate, months))
    assert plan is not None
    assert plan.months == months
    assert 0 < plan.last_minor <= plan.instalment_minor
    assert plan.total_minor == lent + plan.interest_minor
    assert plan.total_minor == plan.instalment_minor * (months - 1) + plan.last_minor


def test_an_instalment_below_the_interest_never_ends() -> None:
    assert lending.repay(10_000_00, 1_200, 100_00) is None
    assert lending.repay(10_000_00, 0, 1) is None
    assert LONGEST_TERM_MONTHS == 600


def test_savings_grow_by_interest_on_interest() -> None:
    growth = lending.grow(1_000_00, 0, 1_200, 2)
    assert (growth.final_minor, growth.interest_minor) == (1_020_10, 20_10)
    assert lending.grow(0, 100_00, 0, 12) == lending.Growth(1_200_00, 1_200_00, 0)


def test_what_is_affordable_costs_no_more_than_the_instalment() -> None:
    lent = lending.affordable(500_00, 690, 60)
    assert lending.instalment(lent, 690, 60) <= 500_00 < lending.instalment(lent + 200, 690, 60)
    assert lending.affordable(0, 690, 60) == 0
    assert lending.affordable(100_00, 0, 12) == 1_200_00


def test_a_debt_is_paid_back_within_fifty_years_or_not_at_all() -> None:
    plan = lending.repay(600_00, 0, 1_00)
    assert plan is not None
    assert (plan.months, plan.last_minor) == (600, 1_00)
    assert lending.repay(600_01, 0, 1_00) is None


def test_an_instalment_that_covers_all_is_the_only_one() -> None:
    plan = lending.repay(100_00, 0, 100_00)
    assert plan is not None
    assert (plan.months, plan.last_minor, plan.total_minor) == (1, 100_00, 100_00)


def test_nothing_a_month_affords_nothing_and_a_cent_something() -> None:
    assert lending.affordable(0, 0, 12) == lending.affordable(-5, 300, 12) == 0
    assert lending.affordable(1, 0, 200) == 200
