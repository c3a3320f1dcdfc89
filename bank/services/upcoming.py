"""What is coming: standing orders, direct debits, the card bill, instalments, planned payments, regular income."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select

from bank.domain.accounts import AccountKind
from bank.domain.ahead import EXPECTED_AFTER_MONTHS, Came, balances_ahead, expected_income, monthly_days
from bank.domain.clock import bank_day, start_of_day
from bank.domain.customers import CustomerId
from bank.domain.money import Money
from bank.domain.transactions import TransactionStatus
from bank.services import orders
from bank.services.accounts import list_accounts
from bank.services.money_views import Ahead, Coming, ComingKind
from bank.services.views import AccountView
from bank.store.database import UnitOfWork
from bank.store.models import DirectDebit, Merchant, Payee, StandingOrder, Transaction

LOOKED_BACK = timedelta(days=31 * (EXPECTED_AFTER_MONTHS + 1))


def look_ahead(uow: UnitOfWork, customer: CustomerId, until: date) -> Ahead:
    """All that is known to move from today to `until`. Nothing is promised: what is unknown is not in it."""
    accounts = list_accounts(uow, customer)
    main = accounts[0]
    coming = [
        *_standing_orders(uow, customer, until),
        *_direct_debits(uow, customer, until),
        *_bills(accounts, main, uow.today, until),
        *_planned(uow, customer, until),
        *_income(uow, customer, main, until),
    ]
    items = tuple(sorted(coming, key=lambda one: (one.day, one.amount.minor, one.name)))
    moves = [(one.day, one.amount.minor) for one in items if one.account_id == main.id]
    free_minor = main.available.minor - main.limit.minor
    path = tuple((day, Money(minor, main.currency)) for day, minor in balances_ahead(free_minor, moves, uow.today))
    return Ahead(until, items, main, path, min(path, key=lambda point: (point[1].minor, point[0])))


def _standing_orders(uow: UnitOfWork, customer: CustomerId, until: date) -> Iterator[Coming]:
    rows = uow.session.execute(
        select(StandingOrder, Payee.name)
        .join(Payee, Payee.id == StandingOrder.payee_id)
        .where(StandingOrder.customer_id == customer)
        .order_by(StandingOrder.id)
    ).tuples()
    for order, name in rows:
        for day in monthly_days(order.next_on, order.day_of_month, until):
            if order.paused_until is not None and day <= order.paused_until:
                continue
            amount = Money(-order.amount_minor, order.currency)
            yield Coming(ComingKind.STANDING_ORDER, day, name, amount, order.account_id, False)


def _direct_debits(uow: UnitOfWork, customer: CustomerId, until: date) -> Iterator[Coming]:
    rows = uow.session.execute(
        select(DirectDebit, Merchant.name)
        .join(Merchant, Merchant.id == DirectDebit.merchant_id)
        .where(DirectDebit.customer_id == customer)
        .order_by(DirectDebit.id)
    ).tuples()
    for debit, name in rows:
        for day in monthly_days(debit.next_on, debit.next_on.day, until):
            amount = Money(-debit.expected_minor, debit.currency)
            yield Coming(ComingKind.DIRECT_DEBIT, day, name, amount, debit.account_id, True)


def _bills(accounts: tuple[AccountView, ...], main: AccountView, today: date, until: date) -> Iterator[Coming]:
    """A card's bill is collected in full once, from the main account; instalments every month."""
    for account in accounts:
        if account.due is None or account.due_on is None or account.owed is None or account.currency != main.currency:
            continue
        if account.kind is AccountKind.CREDIT_CARD:
            if account.due_on <= until:
                yield Coming(ComingKind.CARD_BILL, account.due_on, account.name, -account.owed, main.id, False)
            continue
        for day in monthly_days(account.due_on, account.due_on.day, until):
            yield Coming(ComingKind.INSTALMENT, day, account.name, -account.due, main.id, False)


def _planned(uow: UnitOfWork, customer: CustomerId, until: date) -> Iterator[Coming]:
    for order in orders.list_scheduled(uow, customer):
        if order.execute_on <= until:
            name = order.payee_name or order.to_account_name or ""
            yield Coming(ComingKind.SCHEDULED, order.execute_on, name, -order.amount, order.from_account_id, False)


def _income(uow: UnitOfWork, customer: CustomerId, main: AccountView, until: date) -> Iterator[Coming]:
    rows = uow.session.scalars(
        select(Transaction)
        .where(
            Transaction.customer_id == customer,
            Transaction.account_id == main.id,
            Transaction.status != TransactionStatus.DECLINED,
            Transaction.category_id == "income",
            Transaction.amount_minor > 0,
            Transaction.at >= start_of_day(uow.today - LOOKED_BACK),
        )
        .order_by(Transaction.at)
    )
    came = [Came(row.counterparty, bank_day(row.at), row.amount_minor) for row in rows]
    for expected in expected_income(came, uow.today):
        for day in monthly_days(expected.day, expected.day.day, until):
            amount = Money(expected.amount_minor, main.currency)
            yield Coming(ComingKind.INCOME, day, expected.payer, amount, main.id, True)
