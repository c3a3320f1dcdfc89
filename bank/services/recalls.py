"""Payments that were sent and are called back: what can be called back, opening a recall, and how far it is."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import select

from bank.domain.changes import Row
from bank.domain.clock import bank_day, start_of_day
from bank.domain.customers import CustomerId
from bank.domain.limits import RECALL_WITHIN
from bank.domain.money import Money
from bank.domain.payment_errors import NotRecallable, RecallOpen, RecallTooLate
from bank.domain.recalls import REASON_NAMES, RecallReason, RecallState, answer_by, number_of
from bank.domain.transactions import TransactionStatus
from bank.services.accounts import list_accounts
from bank.services.change_kinds import ChangeKind, Fields
from bank.services.ledger import charge_fee
from bank.services.moving_views import RecallableView, RecallView
from bank.services.proposals import require_funds
from bank.services.tariff import fee
from bank.store.database import UnitOfWork
from bank.store.models import Recall, Transaction

RECALL = "recall_payment"
PRICE, NO_FEE = "recall", "Free of charge"
SENT_BY = ("payments", "housing")
"""Categories of what went to somebody by transfer or standing order: people and landlords."""
SENT_LISTED = 30
NUMBER_BYTES = 8


def list_sent(uow: UnitOfWork, customer: CustomerId) -> tuple[RecallableView, ...]:
    """The payments to others that were sent last, the latest first."""
    rows = uow.session.execute(
        select(Transaction, Recall.number)
        .outerjoin(Recall, Recall.transaction_id == Transaction.id)
        .where(
            Transaction.customer_id == customer,
            Transaction.status == TransactionStatus.BOOKED,
            Transaction.category_id.in_(SENT_BY),
            Transaction.merchant_id.is_(None),
            Transaction.amount_minor < 0,
            Transaction.at >= start_of_day(uow.today - RECALL_WITHIN),
        )
        .order_by(Transaction.at.desc(), Transaction.id.desc())
        .limit(SENT_LISTED)
    ).tuples()
    return tuple(
        RecallableView(row.id, row.counterparty, row.description, _amount(row), bank_day(row.at), number)
        for row, number in rows
    )


def list_recalls(uow: UnitOfWork, customer: CustomerId) -> tuple[RecallView, ...]:
    """The customer's recalls, the latest first."""
    rows = uow.session.execute(
        select(Recall, Transaction)
        .join(Transaction, Transaction.id == Recall.transaction_id)
        .where(Recall.customer_id == customer)
        .order_by(Recall.id.desc())
    ).tuples()
    return tuple(
        RecallView(
            recall.number,
            row.counterparty,
            _amount(row),
            RecallReason(recall.reason),
            RecallState(recall.state),
            recall.answer_by,
        )
        for recall, row in rows
    )


def _check_recall(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"transaction_id", "reason"}`. NotRecallable, RecallTooLate, RecallOpen, InsufficientFunds for the fee."""
    row = _sent(uow, customer, fields["transaction_id"])
    known = uow.session.scalars(select(Recall).where(Recall.transaction_id == row.id)).one_or_none()
    if known is not None:
        raise RecallOpen(known.number, known.answer_by)
    if row.at < start_of_day(uow.today - RECALL_WITHIN):
        raise RecallTooLate(bank_day(row.at))
    if (price := fee(uow, PRICE)) is not None:
        main = list_accounts(uow, customer)[0]
        require_funds(uow, uow.lock_accounts({main.id})[main.id], price)
    return [
        ("Amount", _amount(row)),
        ("Sent to", row.counterparty),
        ("On", bank_day(row.at)),
        ("Reason", REASON_NAMES[RecallReason(fields["reason"])]),
        ("Fee", price or NO_FEE),
    ]


def _recall(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Fields:
    row_id = _sent(uow, customer, fields["transaction_id"]).id
    recall = Recall(
        number=secrets.token_hex(NUMBER_BYTES),  # until its own number is known
        customer_id=customer,
        transaction_id=row_id,
        reason=fields["reason"],
        state=RecallState.ASKED,
        opened_at=uow.now,
        answer_by=answer_by(uow.today),
    )
    uow.session.add(recall)
    uow.session.flush()
    recall.number = number_of(recall.id, uow.today)
    uow.session.flush()
    number, answer = recall.number, recall.answer_by
    _take_fee(uow, customer, number)
    return {"case": number, "answer_by": answer.isoformat()}


def _take_fee(uow: UnitOfWork, customer: CustomerId, number: str) -> None:
    price = fee(uow, PRICE)
    if price is None:
        return
    main = list_accounts(uow, customer)[0]
    uow.lock_accounts({main.id})
    charge_fee(uow, customer, main.id, price, f"Recall of a payment, {number}")


def _sent(uow: UnitOfWork, customer: CustomerId, transaction_id: int) -> Transaction:
    row = uow.session.get(Transaction, transaction_id)
    if (
        row is None
        or row.customer_id != customer
        or row.category_id not in SENT_BY
        or row.merchant_id is not None
        or row.amount_minor > 0
        or row.status != TransactionStatus.BOOKED
    ):
        raise NotRecallable
    return row


def _amount(row: Transaction) -> Money:
    return Money(-row.amount_minor, row.currency)


KINDS = (ChangeKind(RECALL, "Call a payment back", needs_code=False, check=_check_recall, execute=_recall),)
