"""What kinds of accounts may do, and what is owed next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bank.domain.accounts import (
    BORROWING,
    PAYABLE,
    PAYMENT_SOURCES,
    TRANSFER_SOURCES,
    AccountKind,
    CreditTerms,
    due_minor,
    next_payment_on,
)

CARD = CreditTerms(
    rate_basis_points=1490, payment_day=5, instalment_minor=0, minimum_floor_minor=25_00, minimum_basis_points=300
)
LOAN = replace(CARD, instalment_minor=210_00)


def test_payments_leave_current_accounts_and_transfers_savings_too() -> None:
    assert {AccountKind.CURRENT} == PAYMENT_SOURCES
    assert {AccountKind.CURRENT, AccountKind.SAVINGS} == TRANSFER_SOURCES == PAYABLE
    assert not BORROWING & TRANSFER_SOURCES


@pytest.mark.parametrize(
    ("owed", "due"),
    [
        (0, 0),
        (-5, 0),
        (10_00, 10_00),
        (25_00, 25_00),
        (300_00, 25_00),
        (833_33, 25_00),
        (833_34, 25_01),
        (1000_00, 30_00),
    ],
)
def test_a_card_asks_for_a_share_but_not_less_than_a_floor_or_more_than_is_owed(owed: int, due: int) -> None:
    assert due_minor(CARD, owed) == due


@pytest.mark.parametrize(("owed", "due"), [(0, 0), (100_00, 100_00), (210_00, 210_00), (9000_00, 210_00)])
def test_a_loan_asks_for_its_instalment_or_what_is_left(owed: int, due: int) -> None:
    assert due_minor(LOAN, owed) == due


@pytest.mark.parametrize(
    ("day", "today", "due"),
    [
        (5, date(2026, 3, 4), date(2026, 3, 5)),
        (5, date(2026, 3, 5), date(2026, 3, 5)),
        (5, date(2026, 3, 6), date(2026, 4, 5)),
        (5, date(2026, 12, 6), date(2027, 1, 5)),
        (31, date(2026, 2, 10), date(2026, 2, 28)),
        (31, date(2026, 11, 30), date(2026, 11, 30)),
        (30, date(2027, 1, 31), date(2027, 2, 28)),
    ],
)
def test_the_next_payment_is_on_its_day_of_this_month_or_the_next(day: int, today: date, due: date) -> None:
    assert next_payment_on(day, today) == due
