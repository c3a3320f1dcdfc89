"""Cases that anybody may open, signed in or not: fraud and complaints; and how far one's own cases are.

A case without a customer belongs to its conversation. What was told is kept; it is never shown to another.
"""

from __future__ import annotations

import secrets
from datetime import date

from sqlalchemy import ColumnElement, or_, select

from bank.domain.cases import CaseKind, CaseState, DisputeReason, answer_by, clean_text, number_of
from bank.domain.clock import bank_day
from bank.domain.customers import CustomerId
from bank.domain.errors import UnknownCase
from bank.domain.limits import SAME_CASE_WITHIN
from bank.services.trouble_views import CaseView
from bank.store.database import UnitOfWork
from bank.store.models import Case, CaseStep, Transaction

# Between what was told of one fraud at several times.
NEXT_TELLING = " / "


def open_case(
    uow: UnitOfWork,
    customer: CustomerId | None,
    conversation_id: str,
    kind: CaseKind,
    text: str,
    *,
    adds: bool = False,
) -> CaseView:
    """Open a case of fraud or a complaint; `is_new` is False for one that is open already.

    Fraud told twice in one conversation is one case. So is a complaint in the very same words (a call whose answer
    was lost is made again), and one that `adds` to the last.
    """
    uow.write()
    known = _same_again(uow, conversation_id, kind)
    if known is None or (kind is CaseKind.COMPLAINT and not adds and known.text != clean_text(text)):
        return view(add(uow, customer, conversation_id, kind, text), None, is_new=True)
    known.customer_id = known.customer_id or customer
    if clean_text(text) not in known.text.split(NEXT_TELLING):
        known.text = clean_text(f"{known.text}{NEXT_TELLING}{text}")
    uow.session.flush()
    return view(known, None, is_new=False)


def list_cases(uow: UnitOfWork, customer: CustomerId | None, conversation_id: str) -> tuple[CaseView, ...]:
    """The cases of the customer and of this conversation, newest first."""
    rows = uow.session.execute(
        select(Case, Transaction)
        .outerjoin(Transaction, Transaction.id == Case.transaction_id)
        .where(_own(customer, conversation_id))
        .order_by(Case.opened_at.desc(), Case.id.desc())
    )
    found = rows.tuples().all()
    notes = _notes(uow, [case.id for case, _ in found])
    return tuple(view(case, transaction, note=notes.get(case.id, "")) for case, transaction in found)


def get_case(uow: UnitOfWork, customer: CustomerId | None, conversation_id: str, number: str) -> CaseView:
    """One of them by its number. UnknownCase alike for none and for another's."""
    for case in list_cases(uow, customer, conversation_id):
        if case.number == number.upper():
            return case
    raise UnknownCase(number)


def add(
    uow: UnitOfWork,
    customer: CustomerId | None,
    conversation_id: str | None,
    kind: CaseKind,
    text: str,
    *,
    transaction_id: int | None = None,
    reason: DisputeReason | None = None,
    noticed_on: date | None = None,
) -> Case:
    """Write a new case down, for other services."""
    today = bank_day(uow.now)
    case = Case(
        # until its own number is known
        number=secrets.token_hex(8),
        kind=kind,
        customer_id=customer,
        conversation_id=conversation_id,
        state=CaseState.RECEIVED,
        state_at=uow.now,
        opened_at=uow.now,
        answer_by=answer_by(kind, today, reason),
        text=clean_text(text),
        transaction_id=transaction_id,
        reason=reason,
        noticed_on=noticed_on,
    )
    uow.session.add(case)
    uow.session.flush()
    case.number = number_of(kind, case.id, today)
    uow.session.flush()
    return case


def view(case: Case, transaction: Transaction | None, *, is_new: bool = False, note: str = "") -> CaseView:
    """The case for its customer's eyes."""
    return CaseView(
        number=case.number,
        kind=CaseKind(case.kind),
        state=CaseState(case.state),
        state_at=case.state_at,
        opened_on=bank_day(case.opened_at),
        answer_by=case.answer_by,
        reason=DisputeReason(case.reason) if case.reason else None,
        about=transaction.counterparty if transaction is not None else None,
        is_new=is_new,
        note=note,
    )


def _notes(uow: UnitOfWork, ids: list[int]) -> dict[int, str]:
    """What was told with the last step of each case."""
    steps = uow.session.scalars(select(CaseStep).where(CaseStep.case_id.in_(ids)).order_by(CaseStep.id))
    return {step.case_id: step.note for step in steps}


def _same_again(uow: UnitOfWork, conversation_id: str, kind: CaseKind) -> Case | None:
    return uow.session.scalars(
        select(Case)
        .where(Case.conversation_id == conversation_id, Case.kind == kind, Case.opened_at > uow.now - SAME_CASE_WITHIN)
        .order_by(Case.id.desc())
        .limit(1)
    ).first()


def _own(customer: CustomerId | None, conversation_id: str) -> ColumnElement[bool]:
    in_conversation = (Case.conversation_id == conversation_id) & Case.customer_id.is_(None)
    return in_conversation if customer is None else or_(Case.customer_id == customer, in_conversation)
