"""A customer's accounts: what is in them, what may be spent, what is owed."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute

from bank.domain.accounts import (
    BORROWING,
    AccountKind,
    AccountStatus,
    CreditTerms,
    due_minor,
    next_payment_on,
)
from bank.domain.customers import CustomerId
from bank.domain.errors import UnknownAccount
from bank.domain.iban import last_digits
from bank.domain.money import Money
from bank.domain.transactions import TransactionStatus
from bank.services.views import AccountView
from bank.store.database import UnitOfWork
from bank.store.models import Account, CreditTermsRow, Transaction
from bank.store.models.base import BigInt

# The order in which people think of their accounts.
KIND_ORDER = list(AccountKind)
# Built once: to build a query takes longer than to run it.
OWN = (
    select(Account)
    .where(Account.customer_id == bindparam("customer"))
    .order_by(Account.id)
    .execution_options(populate_existing=True)
)
HELD = (
    select(Transaction.account_id, func.sum(-Transaction.amount_minor))
    .where(
        Transaction.account_id.in_(bindparam("accounts", expanding=True)),
        Transaction.status == TransactionStatus.PENDING,
        Transaction.amount_minor < 0,
    )
    .group_by(Transaction.account_id)
)


def list_accounts(uow: UnitOfWork, customer: CustomerId) -> tuple[AccountView, ...]:
    """All accounts that are not closed: the main one first, then by kind."""
    rows = [account for account in own_accounts(uow, customer).values() if account.status != AccountStatus.CLOSED]
    rows.sort(key=lambda account: (not account.is_main, KIND_ORDER.index(AccountKind(account.kind)), account.id))
    held = held_minor(uow, [account.id for account in rows])
    terms = {
        row.account_id: row
        for row in uow.session.scalars(
            select(CreditTermsRow).where(CreditTermsRow.account_id.in_([account.id for account in rows]))
        )
    }
    return tuple(_view(uow, account, held.get(account.id, 0), terms.get(account.id)) for account in rows)


def own_accounts(uow: UnitOfWork, customer: CustomerId) -> dict[int, Account]:
    """The customer's accounts by id, for other services: the one place that decides whose an account is."""
    return {account.id: account for account in uow.session.scalars(OWN, {"customer": customer})}


def own_account(accounts: dict[int, Account], account_id: int) -> Account:
    """One of them. UnknownAccount alike for what does not exist and for what is somebody else's."""
    account = accounts.get(account_id)
    if account is None or account.status == AccountStatus.CLOSED:
        raise UnknownAccount
    return account


def available_minor(uow: UnitOfWork, account: Account) -> int:
    """What may be spent from an account now, in minor units; may be below zero."""
    return available_with(account, held_minor(uow, [account.id]).get(account.id, 0))


def held_by(account_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ScalarSelect[int]:
    """What pending items of one account hold, in minor units, as a part of another query."""
    return (
        select(cast(func.coalesce(func.sum(-Transaction.amount_minor), 0), BigInt))
        .where(
            Transaction.account_id == account_id,
            Transaction.status == TransactionStatus.PENDING,
            Transaction.amount_minor < 0,
        )
        .scalar_subquery()
    )


def held_minor(uow: UnitOfWork, account_ids: Iterable[int]) -> dict[int, int]:
    """What pending items hold, by account, in minor units."""
    rows = uow.session.execute(HELD, {"accounts": list(account_ids)})
    return {account_id: int(held) for account_id, held in rows.tuples()}


def available_with(account: Account, held: int) -> int:
    """What may be spent from an account of which so much is held."""
    if account.kind in (AccountKind.LOAN, AccountKind.MORTGAGE):
        return 0
    return (account.balance_minor or 0) + account.limit_minor - held


def _view(uow: UnitOfWork, account: Account, held: int, terms: CreditTermsRow | None) -> AccountView:
    balance = account.balance_minor or 0
    owed = due = due_on = None
    if account.kind in BORROWING:
        owed = Money(max(0, -balance), account.currency)
    if owed is not None and terms is not None:
        rules = CreditTerms(
            rate_basis_points=terms.rate_basis_points,
            payment_day=terms.payment_day,
            instalment_minor=terms.instalment_minor,
            minimum_floor_minor=terms.minimum_floor_minor,
            minimum_basis_points=terms.minimum_basis_points,
            ends_on=terms.ends_on,
        )
        due = Money(due_minor(rules, owed.minor), account.currency)
        due_on = next_payment_on(rules.payment_day, uow.today) if due.minor else None
    return AccountView(
        id=account.id,
        kind=AccountKind(account.kind),
        name=account.name,
        currency=account.currency,
        iban=account.iban or "",
        digits=last_digits(account.iban or ""),
        balance=Money(balance, account.currency),
        available=Money(available_with(account, held), account.currency),
        limit=Money(account.limit_minor, account.currency),
        status=AccountStatus(account.status),
        is_main=account.is_main,
        owed=owed,
        due=due,
        due_on=due_on,
    )
