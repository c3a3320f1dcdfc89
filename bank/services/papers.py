"""What stands on each paper: statement, confirmations, receipt; and transactions as CSV. `bank.paper` lays it out.

Everything is read from the ledger's lines at the moment of asking. Figures are written plainly ("1,234.50 EUR"), since
a paper is read by offices and not by a locale.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select

from bank.domain.clock import bank_day
from bank.domain.customers import CustomerId
from bank.domain.errors import NotYetBooked, PeriodNotBegun, PeriodTooLong, TooManyLines
from bank.domain.house import BANK_NAME, BIC
from bank.domain.iban import grouped
from bank.domain.limits import DOCUMENT_LINES, STATEMENT_DAYS, TRANSACTIONS_PER_PAGE
from bank.domain.money import Money
from bank.domain.transactions import TransactionStatus
from bank.paper import Column, Paper
from bank.services.accounts import own_account, own_accounts
from bank.services.customers import full_name
from bank.services.transactions import find_transactions, get_transactions
from bank.services.views import TransactionFilter, TransactionView
from bank.store.database import UnitOfWork
from bank.store.models import Account, Transaction

MADE_BY_MACHINE = "This document was made by machine and is valid without a signature."
STATEMENT_COLUMNS = (
    Column("Booked", 0.13),
    Column("Payment", 0.49),
    Column("Amount", 0.19, is_figure=True),
    Column("Balance", 0.19, is_figure=True),
)
CSV_COLUMNS = (
    "booked_on",
    "date",
    "status",
    "account",
    "counterparty",
    "description",
    "category",
    "amount",
    "currency",
)
# What a spreadsheet would take for a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def statement(uow: UnitOfWork, customer: CustomerId, account_id: int, since: date, until: date) -> Paper:
    """Everything booked from `since` to `until`, with the balance after each line. A time not over ends today."""
    account = own_account(own_accounts(uow, customer), account_id)
    until = _checked_period(uow, since, until)
    rows = uow.session.scalars(
        select(Transaction)
        .where(*_booked(account, since, until))
        .order_by(Transaction.booked_on, Transaction.at, Transaction.id)
        .limit(DOCUMENT_LINES + 1)
    ).all()
    if len(rows) > DOCUMENT_LINES:
        raise TooManyLines(DOCUMENT_LINES)
    opening = balance_minor = balance_before(uow, account, since).minor
    lines = [(_day(since), "Opening balance", "", _figure(opening, account.currency))]
    for row in rows:
        balance_minor += row.amount_minor
        lines.append((_day(row.booked_on or since), _payment(row), _figure(row.amount_minor, row.currency),
                      _figure(balance_minor, row.currency)))  # fmt: skip
    lines.append((_day(until), "Closing balance", "", _figure(balance_minor, account.currency)))
    return Paper(
        issuer=BANK_NAME,
        title=f"Statement {_day(since)} to {_day(until)}",
        made_on=_day(uow.today),
        facts=(*_account_facts(uow, customer, account), ("Currency", account.currency)),
        columns=STATEMENT_COLUMNS,
        rows=tuple(lines),
        closing=(MADE_BY_MACHINE,),
    )


def account_confirmation(uow: UnitOfWork, customer: CustomerId, account_id: int) -> Paper:
    """That the account exists and whose it is; says nothing of what is in it."""
    account = own_account(own_accounts(uow, customer), account_id)
    holder = full_name(uow, customer)
    return Paper(
        issuer=BANK_NAME,
        title="Confirmation of account",
        made_on=_day(uow.today),
        facts=(
            *_account_facts(uow, customer, account),
            ("Currency", account.currency),
            ("Open since", _day(bank_day(account.opened_at))),
        ),
        opening=(f"We confirm that {holder} holds the account named above with {BANK_NAME}.",),
        closing=(MADE_BY_MACHINE,),
    )


def balance_confirmation(uow: UnitOfWork, customer: CustomerId, account_id: int) -> Paper:
    """What is booked on the account today."""
    account = own_account(own_accounts(uow, customer), account_id)
    balance = Money(account.balance_minor or 0, account.currency)
    return Paper(
        issuer=BANK_NAME,
        title="Confirmation of balance",
        made_on=_day(uow.today),
        facts=(*_account_facts(uow, customer, account), ("Balance", _written(balance))),
        opening=(f"We confirm that the booked balance of this account on {_day(uow.today)} is {_written(balance)}.",),
        closing=(MADE_BY_MACHINE,),
    )


def interest_confirmation(uow: UnitOfWork, customer: CustomerId, since: date, until: date) -> Paper:
    """Interest paid to and by the customer on all accounts, account by account."""
    until = _checked_period(uow, since, until)
    accounts = own_accounts(uow, customer)
    rows = uow.session.execute(
        select(Transaction.account_id, Transaction.amount_minor > 0, func.sum(Transaction.amount_minor))
        .where(
            Transaction.customer_id == customer,
            Transaction.status == TransactionStatus.BOOKED,
            Transaction.category_id == "interest",
            Transaction.booked_on >= since,
            Transaction.booked_on <= until,
        )
        .group_by(Transaction.account_id, Transaction.amount_minor > 0)
    ).tuples()
    sums = {(account_id, bool(is_in)): abs(int(minor)) for account_id, is_in, minor in rows}
    shown = [account for account in accounts.values() if any(account_id == account.id for account_id, _ in sums)]
    return Paper(
        issuer=BANK_NAME,
        title=f"Confirmation of interest {_day(since)} to {_day(until)}",
        made_on=_day(uow.today),
        facts=(("Customer", full_name(uow, customer)),),
        opening=() if shown else ("No interest was booked in this time.",),
        columns=(
            Column("Account", 0.5), Column("Interest received", 0.25, is_figure=True),
            Column("Interest paid", 0.25, is_figure=True),
        ) if shown else (),
        rows=tuple(
            (
                f"{account.name} {grouped(account.iban or '')}",
                _written(Money(sums.get((account.id, True), 0), account.currency)),
                _written(Money(sums.get((account.id, False), 0), account.currency)),
            )
            for account in shown
        ),
        closing=(MADE_BY_MACHINE,),
    )  # fmt: skip


def receipt(uow: UnitOfWork, customer: CustomerId, transaction_id: int) -> Paper:
    """That a payment was booked. NotYetBooked for one that is pending or was declined."""
    (item,) = get_transactions(uow, customer, [transaction_id])
    if item.status is not TransactionStatus.BOOKED or item.booked_on is None:
        raise NotYetBooked
    account = own_account(own_accounts(uow, customer), item.account_id)
    facts = [
        *_account_facts(uow, customer, account),
        ("Paid to" if item.amount.minor < 0 else "Received from", item.counterparty),
        ("Amount", _written(abs(item.amount))),
        ("For", item.description),
        ("Made on", _day(item.day)),
        ("Booked on", _day(item.booked_on)),
        ("Number", str(item.id)),
    ]
    if item.original is not None:
        facts.append(("In the other currency", f"{_written(abs(item.original))} at {item.rate}"))
    if item.fee is not None:
        facts.append(("Fee in it", _written(item.fee)))
    return Paper(
        issuer=BANK_NAME,
        title="Payment receipt",
        made_on=_day(uow.today),
        facts=tuple((label, value) for label, value in facts if value),
        closing=(MADE_BY_MACHINE,),
    )


def transactions_csv(uow: UnitOfWork, customer: CustomerId, wanted: TransactionFilter) -> bytes:
    """What matches, newest first, as CSV in UTF-8 with a header. TooManyLines beyond `DOCUMENT_LINES`."""
    items: list[TransactionView] = []
    while True:
        page = find_transactions(uow, customer, wanted, limit=TRANSACTIONS_PER_PAGE, offset=len(items))
        if page.total_count > DOCUMENT_LINES:
            raise TooManyLines(DOCUMENT_LINES)
        items += page.items
        if len(items) >= page.total_count or not page.items:
            break
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    writer.writerows(_csv_row(item) for item in items)
    # The mark lets spreadsheets know the encoding.
    return text.getvalue().encode("utf-8-sig")


def balance_before(uow: UnitOfWork, account: Account, day: date) -> Money:
    """What was booked on the account when that day began."""
    after = uow.session.scalar(select(func.sum(Transaction.amount_minor)).where(*_booked(account, day, None))) or 0
    return Money((account.balance_minor or 0) - int(after), account.currency)


def _booked(account: Account, since: date, until: date | None) -> Sequence[ColumnElement[bool]]:
    conditions = [
        Transaction.customer_id == account.customer_id,
        Transaction.account_id == account.id,
        Transaction.status == TransactionStatus.BOOKED,
        Transaction.booked_on >= since,
    ]
    return conditions if until is None else [*conditions, Transaction.booked_on <= until]


def _checked_period(uow: UnitOfWork, since: date, until: date) -> date:
    """The last day that can be told of."""
    if since > uow.today:
        raise PeriodNotBegun(since)
    until = min(until, uow.today)
    if until - since >= timedelta(days=STATEMENT_DAYS):
        raise PeriodTooLong(STATEMENT_DAYS)
    return until


def _account_facts(uow: UnitOfWork, customer: CustomerId, account: Account) -> tuple[tuple[str, str], ...]:
    return (
        ("Holder", full_name(uow, customer)),
        ("Account", account.name),
        ("IBAN", grouped(account.iban or "")),
        ("BIC", BIC),
    )


def _payment(row: Transaction) -> str:
    abroad = ""
    if row.original_minor is not None and row.original_currency is not None:
        abroad = f" ({_written(Money(abs(row.original_minor), row.original_currency))} at {row.rate})"
    return f"{row.counterparty}, {row.description}{abroad}" if row.description else f"{row.counterparty}{abroad}"


def _csv_row(item: TransactionView) -> list[str]:
    words = [item.account_name, item.counterparty, item.description, item.category_name]
    return [
        item.booked_on.isoformat() if item.booked_on else "",
        item.day.isoformat(),
        item.status.value,
        *(f"'{word}" if word.startswith(FORMULA_SIGNS) else word for word in words),
        str(item.amount.decimal),
        item.amount.currency,
    ]


def _written(amount: Money) -> str:
    return f"{amount.decimal:,} {amount.currency}"


def _figure(minor: int, currency: str) -> str:
    return f"{Money(minor, currency).decimal:,}"


def _day(day: date) -> str:
    """ "6 November 2026"."""
    return f"{day.day} {day:%B %Y}"
