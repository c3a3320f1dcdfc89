"""Searching a customer's transactions."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from bank.domain.clock import bank_day, end_of_day, start_of_day
from bank.domain.customers import CustomerId
from bank.domain.errors import UnknownTransaction
from bank.domain.limits import MERCHANTS_LISTED, TRANSACTIONS_PER_PAGE
from bank.domain.money import LARGEST_AMOUNT_MINOR, Money
from bank.domain.transactions import Direction, TransactionStatus
from bank.services.accounts import own_account, own_accounts
from bank.services.views import CurrencyTotal, TransactionFilter, TransactionPage, TransactionView
from bank.store.database import UnitOfWork
from bank.store.models import Account, Card, Category, Merchant, Transaction

ESCAPE = "\\"


def find_transactions(
    uow: UnitOfWork,
    customer: CustomerId,
    wanted: TransactionFilter = TransactionFilter(),  # noqa: B008 - frozen
    limit: int = 10,
    offset: int = 0,
    *,
    largest_first: bool = False,
) -> TransactionPage:
    """What matches, newest or largest first, with count and sums of all. UnknownAccount for another's account id."""
    accounts = own_accounts(uow, customer)
    for account_id in wanted.account_ids:
        own_account(accounts, account_id)
    conditions = _conditions(customer, wanted)
    counted = uow.session.execute(_totals(conditions)).tuples().all()
    query = _items(conditions)
    if largest_first:
        query = query.order_by(None).order_by(func.abs(Transaction.amount_minor).desc(), Transaction.id.desc())
    rows = uow.session.execute(query.limit(max(0, min(limit, TRANSACTIONS_PER_PAGE))).offset(max(0, offset))).tuples()
    return TransactionPage(
        items=tuple(_view(*row) for row in rows),
        total_count=sum(count for _, count, _, _ in counted),
        totals=tuple(
            CurrencyTotal(Money(int(money_in), currency), Money(int(money_out), currency))
            for currency, _, money_in, money_out in counted
        ),
    )


def get_transactions(uow: UnitOfWork, customer: CustomerId, ids: Sequence[int]) -> tuple[TransactionView, ...]:
    """These transactions in this order. UnknownTransaction if one does not exist or is somebody else's."""
    rows = uow.session.execute(_items([Transaction.customer_id == customer, Transaction.id.in_(list(ids))])).tuples()
    found = {view.id: view for view in (_view(*row) for row in rows)}
    if not found.keys() >= set(ids):
        raise UnknownTransaction
    return tuple(found[transaction_id] for transaction_id in ids)


def list_merchants(uow: UnitOfWork, customer: CustomerId) -> tuple[str, ...]:
    """The names of the shops and firms that the customer has had to do with, the most frequent first."""
    names = uow.session.scalars(
        select(Merchant.name)
        .join(Transaction, Transaction.merchant_id == Merchant.id)
        .where(Transaction.customer_id == customer)
        .group_by(Merchant.name)
        .order_by(func.count().desc(), Merchant.name)
        .limit(MERCHANTS_LISTED)
    )
    return tuple(names)


def _conditions(customer: CustomerId, wanted: TransactionFilter) -> list[ColumnElement[bool]]:
    size = func.abs(Transaction.amount_minor)
    conditions = [Transaction.customer_id == customer, Transaction.status.in_(wanted.statuses)]
    words = "".join(character for character in wanted.text or "" if character.isprintable()).strip()
    if words:
        pattern = f"%{_escaped(words.lower())}%"
        conditions.append(
            or_(
                func.lower(Transaction.counterparty).like(pattern, escape=ESCAPE),
                func.lower(Transaction.description).like(pattern, escape=ESCAPE),
            )
        )
    if wanted.category is not None:
        conditions.append(Transaction.category_id == wanted.category)
    if wanted.direction is not None:
        is_in = wanted.direction == Direction.IN
        conditions.append(Transaction.amount_minor > 0 if is_in else Transaction.amount_minor < 0)
    if wanted.min_minor is not None:
        conditions.append(size >= min(wanted.min_minor, LARGEST_AMOUNT_MINOR))
    if wanted.max_minor is not None:
        conditions.append(size <= min(wanted.max_minor, LARGEST_AMOUNT_MINOR))
    if wanted.currency is not None:
        conditions.append(Transaction.currency == wanted.currency)
    if wanted.since is not None:
        conditions.append(Transaction.at >= start_of_day(wanted.since))
    if wanted.until is not None:
        conditions.append(Transaction.at < end_of_day(wanted.until))
    if wanted.account_ids:
        conditions.append(Transaction.account_id.in_(wanted.account_ids))
    return conditions


def _escaped(text: str) -> str:
    for special in (ESCAPE, "%", "_"):
        text = text.replace(special, ESCAPE + special)
    return text


def _totals(conditions: list[ColumnElement[bool]]) -> Select[Any]:
    amount = case((Transaction.status == TransactionStatus.DECLINED, 0), else_=Transaction.amount_minor)
    return (
        select(
            Transaction.currency,
            func.count(),
            func.sum(case((amount > 0, amount), else_=0)),
            func.sum(case((amount < 0, -amount), else_=0)),
        )
        .where(*conditions)
        .group_by(Transaction.currency)
        .order_by(Transaction.currency)
    )


def _items(conditions: list[ColumnElement[bool]]) -> Select[Any]:
    return (
        select(Transaction, Account.name, Category.name, Merchant.name, Card.digits)
        .join(Account, Account.id == Transaction.account_id)
        .join(Category, Category.id == Transaction.category_id)
        .outerjoin(Merchant, Merchant.id == Transaction.merchant_id)
        .outerjoin(Card, Card.id == Transaction.card_id)
        .where(*conditions)
        .order_by(Transaction.at.desc(), Transaction.id.desc())
    )


def _view(
    row: Transaction, account_name: str, category_name: str, merchant: str | None, card_digits: str | None
) -> TransactionView:
    original = None
    if row.original_minor is not None and row.original_currency is not None:
        original = Money(row.original_minor, row.original_currency)
    return TransactionView(
        id=row.id,
        account_id=row.account_id,
        account_name=account_name,
        status=TransactionStatus(row.status),
        direction=Direction.IN if row.amount_minor > 0 else Direction.OUT,
        at=row.at,
        day=bank_day(row.at),
        booked_on=row.booked_on,
        amount=Money(row.amount_minor, row.currency),
        counterparty=row.counterparty,
        description=row.description,
        category=row.category_id,
        category_name=category_name,
        merchant=merchant,
        card_digits=card_digits,
        fee=Money(row.fee_minor, row.currency) if row.fee_minor else None,
        original=original,
        rate=Decimal(row.rate) if row.rate else None,
        decline_reason=row.decline_reason,
    )
