"""What borrowing costs, what savings grow to, and what can be afforded, at today's rates or a rate that is given."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bank.domain import errors, lending, product_errors
from bank.domain.house import HOME_CURRENCY
from bank.domain.limits import (
    AFFORDABLE_SHARE_PER_CENT,
    CALCULATOR_MOST_BASIS_POINTS,
    CALCULATOR_MOST_MINOR,
    LOAN_MONTHS,
    LOAN_SUM_MINOR,
    LONGEST_TERM_MONTHS,
    MORTGAGE_MONTHS,
    MORTGAGE_SUM_MINOR,
)
from bank.domain.money import Money
from bank.services.tariff import rate_basis_points
from bank.store.database import UnitOfWork


class Credit(StrEnum):
    """What is borrowed; each has its own rate, sums and terms."""

    LOAN = "loan"
    MORTGAGE = "mortgage"


PRICES = {Credit.LOAN: "loan", Credit.MORTGAGE: "mortgage_10"}
SAVINGS_PRICE = "savings"
SUMS = {Credit.LOAN: LOAN_SUM_MINOR, Credit.MORTGAGE: MORTGAGE_SUM_MINOR}
TERMS = {Credit.LOAN: LOAN_MONTHS, Credit.MORTGAGE: MORTGAGE_MONTHS}


@dataclass(frozen=True)
class RepaymentView:
    """Borrowing `lent` over `months`: the inputs, and what comes of them."""

    lent: Money
    months: int
    rate_basis_points: int
    instalment: Money
    last: Money
    interest: Money
    total: Money


@dataclass(frozen=True)
class GrowthView:
    """Saving for `months`: the inputs, and what comes of them."""

    start: Money
    monthly: Money
    months: int
    rate_basis_points: int
    final: Money
    paid_in: Money
    interest: Money


@dataclass(frozen=True)
class AffordableView:
    """The largest sum whose instalment fits: at most `share` per cent of the income, less what goes to loans now."""

    lent: Money
    income: Money
    commitments: Money
    instalment: Money
    share: int
    months: int
    rate_basis_points: int


def repayment(uow: UnitOfWork, credit: Credit, lent_minor: int, months: int, rate: int | None = None) -> RepaymentView:
    """The instalment of a loan or mortgage. NotPositive, OutsideTerms."""
    _check_positive(lent_minor)
    _check_between("sum", lent_minor, SUMS[credit])
    _check_term(months, TERMS[credit])
    rate = _rate(uow, PRICES[credit], rate)
    plan = lending.repay(lent_minor, rate, lending.instalment(lent_minor, rate, months))
    if plan is None:
        raise product_errors.OutsideTerms("rate", "0 %", f"{CALCULATOR_MOST_BASIS_POINTS // 100} %")
    return RepaymentView(
        lent=_euros(lent_minor),
        months=months,
        rate_basis_points=rate,
        instalment=_euros(plan.instalment_minor),
        last=_euros(plan.last_minor),
        interest=_euros(plan.interest_minor),
        total=_euros(plan.total_minor),
    )


def growth(uow: UnitOfWork, start_minor: int, monthly_minor: int, months: int, rate: int | None = None) -> GrowthView:
    """What savings come to, with what is put in once and what is added every month. NotPositive, OutsideTerms."""
    _check_positive(start_minor + monthly_minor)
    for minor in (start_minor, monthly_minor):
        _check_between("sum", minor, (0, CALCULATOR_MOST_MINOR))
    _check_term(months, (1, LONGEST_TERM_MONTHS))
    rate = _rate(uow, SAVINGS_PRICE, rate)
    grown = lending.grow(start_minor, monthly_minor, rate, months)
    return GrowthView(
        start=_euros(start_minor),
        monthly=_euros(monthly_minor),
        months=months,
        rate_basis_points=rate,
        final=_euros(grown.final_minor),
        paid_in=_euros(grown.paid_in_minor),
        interest=_euros(grown.interest_minor),
    )


def affordable(
    uow: UnitOfWork, credit: Credit, income_minor: int, commitments_minor: int, months: int, rate: int | None = None
) -> AffordableView:
    """How much could be borrowed. NotPositive, OutsideTerms, NothingAffordable."""
    _check_positive(income_minor)
    for minor in (income_minor, commitments_minor):
        _check_between("sum", minor, (0, CALCULATOR_MOST_MINOR))
    _check_term(months, TERMS[credit])
    rate = _rate(uow, PRICES[credit], rate)
    instalment = income_minor * AFFORDABLE_SHARE_PER_CENT // 100 - commitments_minor
    lent = min(lending.affordable(instalment, rate, months), SUMS[credit][1])
    if lent < SUMS[credit][0]:
        raise product_errors.NothingAffordable(AFFORDABLE_SHARE_PER_CENT)
    return AffordableView(
        lent=_euros(lent),
        income=_euros(income_minor),
        commitments=_euros(commitments_minor),
        instalment=_euros(instalment),
        share=AFFORDABLE_SHARE_PER_CENT,
        months=months,
        rate_basis_points=rate,
    )


def _rate(uow: UnitOfWork, price: str, given: int | None) -> int:
    if given is None:
        return rate_basis_points(uow, price)
    if not 0 <= given <= CALCULATOR_MOST_BASIS_POINTS:
        raise product_errors.OutsideTerms("rate", "0 %", f"{CALCULATOR_MOST_BASIS_POINTS // 100} %")
    return given


def _check_positive(minor: int) -> None:
    if minor <= 0:
        raise errors.NotPositive(_euros(minor))


def _check_between(what: str, minor: int, bounds: tuple[int, int]) -> None:
    if not bounds[0] <= minor <= bounds[1]:
        least, most = (f"{bound // 100:,} {HOME_CURRENCY}" for bound in bounds)
        raise product_errors.OutsideTerms(what, least, most)


def _check_term(months: int, bounds: tuple[int, int]) -> None:
    if not bounds[0] <= months <= bounds[1]:
        raise product_errors.OutsideTerms("term", *(f"{bound} months" for bound in bounds))


def _euros(minor: int) -> Money:
    return Money(minor, HOME_CURRENCY)
