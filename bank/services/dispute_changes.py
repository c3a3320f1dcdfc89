"""Disputing a charge: read back and confirmed, then a case. One charge is disputed once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from bank.domain import errors
from bank.domain.cases import REASON_NAMES, CaseKind, DisputeReason
from bank.domain.changes import Row
from bank.domain.clock import bank_day
from bank.domain.customers import CustomerId
from bank.domain.limits import DISPUTE_DAYS
from bank.domain.money import Money
from bank.domain.transactions import TransactionStatus
from bank.services import cases
from bank.services.change_kinds import ChangeKind, Fields
from bank.services.transactions import get_transactions
from bank.services.views import TransactionView
from bank.store.database import UnitOfWork
from bank.store.models import Case, Transaction

OPEN_DISPUTE = "open_dispute"


def _check(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"transaction_id", "reason", "noticed_on"}`, the last an ISO date.

    UnknownTransaction, NotDisputable, AlreadyDisputed, TooLateToDispute, NoticedLater.
    """
    charge = _charge(uow, customer, fields)
    noticed_on, today = date.fromisoformat(fields["noticed_on"]), bank_day(uow.now)
    if noticed_on > today:
        raise errors.NoticedLater(noticed_on)
    if charge.day < today - timedelta(days=DISPUTE_DAYS):
        raise errors.TooLateToDispute(charge.day)
    return [
        ("Charge", charge.counterparty),
        ("Amount", Money(abs(charge.amount.minor), charge.amount.currency)),
        ("Of", charge.day),
        ("Reason", REASON_NAMES[DisputeReason(fields["reason"])]),
        ("Noticed", noticed_on),
    ]


def _charge(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> TransactionView:
    (charge,) = get_transactions(uow, customer, [fields["transaction_id"]])
    row = uow.session.get_one(Transaction, charge.id)
    if charge.amount.minor > 0:
        raise errors.NotDisputable("that money came in")
    if charge.status is TransactionStatus.DECLINED:
        raise errors.NotDisputable("it was declined, so nothing was taken")
    if row.card_id is None and row.merchant_id is None:
        raise errors.NotDisputable("it is a transfer, which can only be asked back")
    known = uow.session.scalars(select(Case.number).where(Case.transaction_id == charge.id)).first()
    if known is not None:
        raise errors.AlreadyDisputed(known)
    return charge


def _open(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Fields:
    reason = DisputeReason(fields["reason"])
    case = cases.add(
        uow,
        customer,
        None,
        CaseKind.DISPUTE,
        REASON_NAMES[reason],
        transaction_id=fields["transaction_id"],
        reason=reason,
        noticed_on=date.fromisoformat(fields["noticed_on"]),
    )
    return {"case": case.number, "answer_by": case.answer_by.isoformat(), "reason_id": reason.value}


KINDS = (ChangeKind(OPEN_DISPUTE, "Dispute a charge", needs_code=False, check=_check, execute=_open),)
