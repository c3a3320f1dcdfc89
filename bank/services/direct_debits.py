"""Direct debits: which there are, and returning one that was collected within the last eight weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from bank.domain.changes import Row
from bank.domain.clock import bank_day, start_of_day
from bank.domain.customers import CustomerId
from bank.domain.entries import move
from bank.domain.limits import DIRECT_DEBIT_REFUND
from bank.domain.money import Money
from bank.domain.payment_errors import AlreadyReturned, NotADirectDebit, RefundTooLate
from bank.domain.transactions import TransactionStatus
from bank.services.change_kinds import ChangeKind, Fields
from bank.services.ledger import post
from bank.services.moving_views import CollectedView, DirectDebitView
from bank.store.books import BankAccount, bank_account_id
from bank.store.database import UnitOfWork
from bank.store.models import Account, DirectDebit, DirectDebitReturn, Merchant, Transaction

RETURN = "return_direct_debit"
COLLECTED = "Direct debit"
"""How the statement describes a direct debit that was collected."""
RETURNED = "Direct debit returned"


def list_direct_debits(uow: UnitOfWork, customer: CustomerId) -> tuple[DirectDebitView, ...]:
    """Who may collect from the customer's accounts, the next one first."""
    rows = uow.session.execute(
        select(DirectDebit, Merchant.name, Account.name)
        .join(Merchant, Merchant.id == DirectDebit.merchant_id)
        .join(Account, Account.id == DirectDebit.account_id)
        .where(DirectDebit.customer_id == customer)
        .order_by(DirectDebit.next_on, DirectDebit.id)
    ).tuples()
    return tuple(
        DirectDebitView(
            debit.id, merchant, debit.mandate, Money(debit.expected_minor, debit.currency), debit.next_on, account
        )
        for debit, merchant, account in rows
    )


def list_collected(uow: UnitOfWork, customer: CustomerId) -> tuple[CollectedView, ...]:
    """What was collected and can still be returned, the latest first."""
    returned = select(DirectDebitReturn.transaction_id)
    rows = uow.session.scalars(
        select(Transaction)
        .where(
            Transaction.customer_id == customer,
            Transaction.status == TransactionStatus.BOOKED,
            Transaction.description == COLLECTED,
            Transaction.amount_minor < 0,
            Transaction.at >= start_of_day(uow.today - DIRECT_DEBIT_REFUND),
            Transaction.id.not_in(returned),
        )
        .order_by(Transaction.at.desc(), Transaction.id.desc())
    )
    return tuple(
        CollectedView(
            row.id,
            row.counterparty,
            Money(-row.amount_minor, row.currency),
            bank_day(row.at),
            bank_day(row.at) + DIRECT_DEBIT_REFUND,
        )
        for row in rows
    )


def _check_return(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"transaction_id"}`. NotADirectDebit, RefundTooLate, AlreadyReturned."""
    row = _collected(uow, customer, fields["transaction_id"])
    account = uow.session.get_one(Account, row.account_id)
    return [("Amount", _amount(row)), ("Collected by", row.counterparty), ("On", _day(row)), ("To", account.name)]


def _return(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> None:
    row = _collected(uow, customer, fields["transaction_id"])
    id, account_id, amount = row.id, row.account_id, _amount(row)
    again = {
        "customer_id": customer,
        "account_id": account_id,
        "counterparty": row.counterparty,
        "category_id": row.category_id,
        "merchant_id": row.merchant_id,
        "currency": row.currency,
    }
    uow.lock_accounts({account_id})
    # The bank gets it back from the collector's bank.
    others = bank_account_id(uow.session, BankAccount.PAYMENTS, amount.currency)
    set_id = post(uow, "direct_debit_return", move(others, account_id, amount))
    uow.session.add(
        Transaction(
            **again,
            status=TransactionStatus.BOOKED,
            at=uow.now,
            booked_on=uow.today,
            amount_minor=amount.minor,
            fee_minor=0,
            description=RETURNED,
            entry_set_id=set_id,
        )
    )
    uow.session.add(DirectDebitReturn(transaction_id=id, entry_set_id=set_id, at=uow.now))


def _collected(uow: UnitOfWork, customer: CustomerId, transaction_id: int) -> Transaction:
    row = uow.session.get(Transaction, transaction_id)
    if (
        row is None
        or row.customer_id != customer
        or row.description != COLLECTED
        or row.amount_minor > 0
        or row.status != TransactionStatus.BOOKED
    ):
        raise NotADirectDebit
    if _day(row) + DIRECT_DEBIT_REFUND < uow.today:
        raise RefundTooLate(_day(row), DIRECT_DEBIT_REFUND)
    if uow.session.get(DirectDebitReturn, transaction_id) is not None:
        raise AlreadyReturned
    return row


def _amount(row: Transaction) -> Money:
    return Money(-row.amount_minor, row.currency)


def _day(row: Transaction) -> date:
    return bank_day(row.at)


KINDS = (ChangeKind(RETURN, "Return a direct debit", needs_code=True, check=_check_return, execute=_return),)
