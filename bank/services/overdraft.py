"""Overdrafts: what is agreed, what is used, and a change of the limit within what comes in each month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from bank.domain import product_errors
from bank.domain.accounts import AccountKind
from bank.domain.changes import Row
from bank.domain.clock import start_of_day
from bank.domain.customers import CustomerId
from bank.domain.house import HOME_CURRENCY
from bank.domain.limits import (
    OVERDRAFT_INCOME_MONTHS,
    OVERDRAFT_INCOMES,
    OVERDRAFT_MINOR,
    OVERDRAFT_STEP_MINOR,
)
from bank.domain.money import Money
from bank.domain.transactions import TransactionStatus
from bank.services.accounts import list_accounts, own_account, own_accounts
from bank.services.change_kinds import ChangeKind, Fields
from bank.services.product_views import OverdraftView
from bank.services.tariff import rate_basis_points
from bank.services.views import AccountView
from bank.store.database import UnitOfWork
from bank.store.models import Transaction

SET = "set_overdraft"
PRICE = "overdraft"
"""Its rate in the price list."""
INCOME = "income"


def list_overdrafts(uow: UnitOfWork, customer: CustomerId) -> tuple[OverdraftView, ...]:
    """The current accounts that may have an overdraft, the main one first, with or without one."""
    return tuple(_view(uow, account) for account in list_accounts(uow, customer) if _may_have_one(account))


def _check(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"account_id", "limit_minor", "currency" (None: the home currency)}`; a limit of 0 ends it.

    Raises what `bank.domain.product_errors` has for it.
    """
    if fields.get("currency") not in {None, HOME_CURRENCY}:
        raise product_errors.HomeCurrencyOnly(HOME_CURRENCY)
    wanted = Money(fields["limit_minor"], HOME_CURRENCY)
    account = next((a for a in list_accounts(uow, customer) if a.id == fields["account_id"]), None)
    if account is None or not _may_have_one(account):
        raise product_errors.NoOverdraftHere(account.name if account else "This account")
    now = _view(uow, account)
    least, most = (Money(minor, HOME_CURRENCY) for minor in OVERDRAFT_MINOR)
    if wanted == now.limit:
        raise product_errors.SameLimit(wanted)
    if wanted.minor and not least <= wanted <= most:
        raise product_errors.OverdraftOutOfRange(least, most)
    if wanted < now.used:
        raise product_errors.OverdraftInUse(now.used)
    if wanted > now.limit and wanted > now.possible:
        raise product_errors.OverdraftTooHigh(now.possible)
    rows: list[Row] = [
        ("Account", f"{account.name} (…{account.digits})"),
        ("Limit now", now.limit),
        ("New limit", wanted),
    ]
    return [*rows, ("Interest", _interest(uow))] if wanted.minor else rows


def _set(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> None:
    own_account(own_accounts(uow, customer), fields["account_id"]).limit_minor = fields["limit_minor"]


def _interest(uow: UnitOfWork) -> str:
    """What it costs belongs to what is agreed: a price that changes meanwhile is read back anew."""
    return f"{Decimal(rate_basis_points(uow, PRICE)) / 100:.2f}% a year on what you use"


def _may_have_one(account: AccountView) -> bool:
    return account.kind is AccountKind.CURRENT and account.currency == HOME_CURRENCY


def _view(uow: UnitOfWork, account: AccountView) -> OverdraftView:
    used = Money(max(0, -(account.available - account.limit).minor), account.currency)
    return OverdraftView(
        account_id=account.id,
        name=account.name,
        digits=account.digits,
        limit=account.limit,
        used=used,
        left=Money(max(0, min(account.available.minor, account.limit.minor)), account.currency),
        possible=_possible(uow, account),
    )


def _possible(uow: UnitOfWork, account: AccountView) -> Money:
    """So many times what came in as income in an average one of the last whole months, in even steps."""
    until = uow.today.replace(day=1)
    number = until.year * 12 + until.month - 1 - OVERDRAFT_INCOME_MONTHS
    since = date(number // 12, number % 12 + 1, 1)
    came_in = uow.session.scalar(
        select(func.coalesce(func.sum(Transaction.amount_minor), 0)).where(
            Transaction.account_id == account.id,
            Transaction.category_id == INCOME,
            Transaction.status == TransactionStatus.BOOKED,
            Transaction.amount_minor > 0,
            Transaction.at >= start_of_day(since),
            Transaction.at < start_of_day(until),
        )
    )
    bearable = int(came_in or 0) * OVERDRAFT_INCOMES // OVERDRAFT_INCOME_MONTHS
    steps = min(bearable, OVERDRAFT_MINOR[1]) // OVERDRAFT_STEP_MINOR
    return Money(steps * OVERDRAFT_STEP_MINOR, account.currency)


KINDS = (ChangeKind(SET, "Change an overdraft limit", needs_code=True, check=_check, execute=_set),)
