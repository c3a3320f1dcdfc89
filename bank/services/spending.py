"""What a customer spends: by category, by merchant, month by month. Refunds lower it, own transfers do not count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select

from bank.domain.clock import end_of_day, start_of_day
from bank.domain.customers import CustomerId
from bank.domain.money import Money
from bank.domain.spending import NOT_SPENDING, month_before, month_of
from bank.domain.transactions import TransactionStatus
from bank.services.accounts import own_account, own_accounts
from bank.services.money_views import MonthSpent, Spent
from bank.store.database import UnitOfWork
from bank.store.models import Category, Transaction


@dataclass(frozen=True)
class SpendingFilter:
    """Which spending is meant; all conditions hold together, days are inclusive. `text` is part of a name."""

    since: date
    until: date
    categories: tuple[str, ...] = ()
    text: str | None = None
    account_ids: tuple[int, ...] = ()
    currency: str = "EUR"


def spent_in_all(uow: UnitOfWork, customer: CustomerId, wanted: SpendingFilter) -> Spent:
    """The sum. UnknownAccount for another's account id."""
    minor, count = uow.session.execute(
        select(func.sum(-Transaction.amount_minor), func.count()).where(*_conditions(uow, customer, wanted))
    ).one()
    return Spent("", "", Money(int(minor or 0), wanted.currency), count)


def spent_by_category(uow: UnitOfWork, customer: CustomerId, wanted: SpendingFilter) -> tuple[Spent, ...]:
    """The sum of each category, the largest first."""
    rows = uow.session.execute(
        select(Category.id, Category.name, func.sum(-Transaction.amount_minor).label("spent"), func.count())
        .join(Category, Category.id == Transaction.category_id)
        .where(*_conditions(uow, customer, wanted))
        .group_by(Category.id, Category.name)
    ).tuples()
    return _largest_first([Spent(id, name, Money(int(minor), wanted.currency), n) for id, name, minor, n in rows])


def spent_by_merchant(uow: UnitOfWork, customer: CustomerId, wanted: SpendingFilter) -> tuple[Spent, ...]:
    """The sum of each shop, firm or person, the largest first."""
    rows = uow.session.execute(
        select(Transaction.counterparty, func.sum(-Transaction.amount_minor), func.count())
        .where(*_conditions(uow, customer, wanted))
        .group_by(Transaction.counterparty)
    ).tuples()
    return _largest_first([Spent(name, name, Money(int(minor), wanted.currency), n) for name, minor, n in rows])


def spent_by_month(
    uow: UnitOfWork, customer: CustomerId, wanted: SpendingFilter, months: int
) -> tuple[MonthSpent, ...]:
    """The sums of so many calendar months, oldest first, the last of them that of `wanted.until`."""
    found = []
    for back in range(months - 1, -1, -1):
        first, last = month_of(month_before(wanted.until, back))
        part = SpendingFilter(
            first, min(last, wanted.until), wanted.categories, wanted.text, wanted.account_ids, wanted.currency
        )
        found.append(MonthSpent(first, spent_in_all(uow, customer, part).amount))
    return tuple(found)


def _conditions(uow: UnitOfWork, customer: CustomerId, wanted: SpendingFilter) -> list[ColumnElement[bool]]:
    if wanted.account_ids:
        accounts = own_accounts(uow, customer)
        for account_id in wanted.account_ids:
            own_account(accounts, account_id)
    conditions: list[ColumnElement[bool]] = [
        Transaction.customer_id == customer,
        Transaction.status != TransactionStatus.DECLINED,
        Transaction.category_id.not_in(NOT_SPENDING),
        Transaction.currency == wanted.currency,
        Transaction.at >= start_of_day(wanted.since),
        Transaction.at < end_of_day(wanted.until),
        # Money from people is no refund; money from a shop is.
        or_(Transaction.amount_minor < 0, and_(Transaction.amount_minor > 0, Transaction.merchant_id.is_not(None))),
    ]
    if wanted.categories:
        conditions.append(Transaction.category_id.in_(wanted.categories))
    if wanted.text:
        conditions.append(func.lower(Transaction.counterparty).contains(wanted.text.lower(), autoescape=True))
    if wanted.account_ids:
        conditions.append(Transaction.account_id.in_(wanted.account_ids))
    return conditions


def _largest_first(spent: Sequence[Spent]) -> tuple[Spent, ...]:
    return tuple(sorted(spent, key=lambda one: (-one.amount.minor, one.name)))
