"""The arithmetic of borrowing and saving, in whole minor units and months; rates are in basis points a year.

Interest is that of a twelfth of a year, rounded half up to the minor unit each month, as the bank books it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from bank.domain.limits import LONGEST_TERM_MONTHS

BASIS = 10_000
MONTHS_A_YEAR = 12
DAYS_A_YEAR = 365


@dataclass(frozen=True)
class Repayment:
    """A debt paid back in `months` instalments, the last of which may be smaller. Minor units."""

    months: int
    instalment_minor: int
    last_minor: int
    interest_minor: int
    total_minor: int


@dataclass(frozen=True)
class Growth:
    """What savings come to, how much of it was paid in, and how much is interest. Minor units."""

    final_minor: int
    paid_in_minor: int
    interest_minor: int


def month_interest(owed_minor: int, rate_basis_points: int) -> int:
    """One month's interest, in minor units."""
    return _half_up(owed_minor * rate_basis_points, BASIS * MONTHS_A_YEAR)


def day_interest(owed_minor: int, rate_basis_points: int, days: int) -> int:
    """Interest of some days, in minor units."""
    return _half_up(owed_minor * rate_basis_points * days, BASIS * DAYS_A_YEAR)


def instalment(lent_minor: int, rate_basis_points: int, months: int) -> int:
    """The equal monthly payment that clears a debt in that many months: P·r / (1 − (1+r)^−n), up to a minor unit."""
    if not rate_basis_points:
        return -(-lent_minor // months)
    rate = Decimal(rate_basis_points) / (BASIS * MONTHS_A_YEAR)
    exact = lent_minor * rate / (1 - (1 + rate) ** -months)
    return int(exact.to_integral_value(ROUND_CEILING))


def repay(owed_minor: int, rate_basis_points: int, instalment_minor: int) -> Repayment | None:
    """Month by month until nothing is owed; None if the instalment hardly covers the interest."""
    left, interest = owed_minor, 0
    for month in range(1, LONGEST_TERM_MONTHS + 1):
        of_month = month_interest(left, rate_basis_points)
        interest += of_month
        due = left + of_month
        if due <= instalment_minor:
            return Repayment(month, instalment_minor, due, interest, owed_minor + interest)
        left = due - instalment_minor
        if left >= owed_minor:
            return None
    return None


def grow(start_minor: int, monthly_minor: int, rate_basis_points: int, months: int) -> Growth:
    """Savings with a deposit at the end of each month and interest booked monthly."""
    balance = start_minor
    for _ in range(months):
        balance += month_interest(balance, rate_basis_points) + monthly_minor
    paid_in = start_minor + monthly_minor * months
    return Growth(balance, paid_in, balance - paid_in)


def affordable(instalment_minor: int, rate_basis_points: int, months: int) -> int:
    """The largest sum, in whole units of 100 minor units, whose instalment is no more than that."""
    if instalment_minor <= 0:
        return 0
    if not rate_basis_points:
        return instalment_minor * months // 100 * 100
    rate = Decimal(rate_basis_points) / (BASIS * MONTHS_A_YEAR)
    return int(instalment_minor * (1 - (1 + rate) ** -months) / rate) // 100 * 100


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)
