"""The calculators, at the bank's own rates or one that is given, within what is lent, on both databases."""

from __future__ import annotations

import pytest

from bank import Money
from bank.domain import errors, product_errors
from bank.domain.limits import (
    AFFORDABLE_SHARE_PER_CENT,
    CALCULATOR_MOST_BASIS_POINTS,
    CALCULATOR_MOST_MINOR,
    LOAN_MONTHS,
    LOAN_SUM_MINOR,
    MORTGAGE_SUM_MINOR,
)
from bank.services import calculators, catalogue
from bank.services.calculators import Credit
from tests.bank_fixtures import World


@pytest.fixture
def stocked(world: World) -> World:
    """The small bank with the products and prices of the demo."""
    with world.work() as uow:
        catalogue.load(uow.session)
    return world


def test_an_instalment_is_reckoned_at_todays_rate(stocked: World) -> None:
    with stocked.bank.unit_of_work() as uow:
        view = calculators.repayment(uow, Credit.LOAN, 20_000_00, 60)
    assert (view.rate_basis_points, view.instalment) == (690, Money(395_09, "EUR"))
    assert view.total == view.lent + view.interest


def test_another_rate_may_be_given_and_a_mortgage_has_its_own(stocked: World) -> None:
    with stocked.bank.unit_of_work() as uow:
        assert calculators.repayment(uow, Credit.MORTGAGE, 250_000_00, 300).rate_basis_points == 365
        assert calculators.repayment(uow, Credit.LOAN, 12_000_00, 12, 0).instalment == Money(1_000_00, "EUR")


def test_savings_grow_at_the_rate_of_the_savings_account(stocked: World) -> None:
    with stocked.bank.unit_of_work() as uow:
        view = calculators.growth(uow, 1_000_00, 50_00, 60)
    assert (view.rate_basis_points, view.paid_in) == (150, Money(4_000_00, "EUR"))
    assert view.final == view.paid_in + view.interest


def test_what_is_affordable_leaves_room_for_what_is_owed_already(stocked: World) -> None:
    with stocked.bank.unit_of_work() as uow:
        view = calculators.affordable(uow, Credit.LOAN, 2_000_00, 300_00, 60)
        fits = calculators.repayment(uow, Credit.LOAN, view.lent.minor, 60)
    assert view.instalment == Money(2_000 * AFFORDABLE_SHARE_PER_CENT - 300_00, "EUR")
    assert fits.instalment <= view.instalment


@pytest.mark.parametrize(
    ("minor", "months", "rate", "error"),
    [
        (0, 60, None, errors.NotPositive),
        (LOAN_SUM_MINOR[0] - 1, 60, None, product_errors.OutsideTerms),
        (LOAN_SUM_MINOR[1] + 1, 60, None, product_errors.OutsideTerms),
        (5_000_00, LOAN_MONTHS[0] - 1, None, product_errors.OutsideTerms),
        (5_000_00, LOAN_MONTHS[1] + 1, None, product_errors.OutsideTerms),
        (5_000_00, 60, CALCULATOR_MOST_BASIS_POINTS + 1, product_errors.OutsideTerms),
    ],
)
def test_what_is_not_lent_is_not_reckoned(
    stocked: World, minor: int, months: int, rate: int | None, error: type[errors.BankError]
) -> None:
    with stocked.bank.unit_of_work() as uow, pytest.raises(error):
        calculators.repayment(uow, Credit.LOAN, minor, months, rate)


def test_nothing_is_affordable_where_loans_take_the_share_already(stocked: World) -> None:
    with stocked.bank.unit_of_work() as uow:
        with pytest.raises(product_errors.NothingAffordable):
            calculators.affordable(uow, Credit.LOAN, 1_000_00, 350_00, 60)
        most = calculators.affordable(uow, Credit.MORTGAGE, CALCULATOR_MOST_MINOR, 0, 300)
        assert most.lent.minor == MORTGAGE_SUM_MINOR[1]
        with pytest.raises(product_errors.OutsideTerms):
            calculators.growth(uow, CALCULATOR_MOST_MINOR + 1, 0, 12)
