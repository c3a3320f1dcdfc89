"""The bank's own side of cases: what lies before a colleague, the steps that a case takes, and giving a charge back.

Whoever calls has made sure that a colleague may do so; who it was is written down with each step.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import or_, select

from bank.domain.cases import CASE_STEPS, NOTE_NEEDED, STATE_WORDS, CaseKind, CaseState, clean_text, news
from bank.domain.clock import bank_day
from bank.domain.contact import Channel
from bank.domain.customers import CustomerId
from bank.domain.entries import move
from bank.domain.errors import CaseKeyTaken, CaseNoteMissing, CaseNotRefundable, CaseStepNotAllowed, UnknownCase
from bank.domain.house import BANK_NAME
from bank.domain.money import Money
from bank.domain.transactions import TransactionStatus
from bank.services.identity import customer_of_conversation
from bank.services.ledger import Line, book_lines, post
from bank.services.messages import send
from bank.services.trouble_views import CaseFile, CaseStepView
from bank.store.books import BankAccount, bank_account_id
from bank.store.database import UnitOfWork
from bank.store.models import (
    Case,
    CaseRefund,
    CaseStep,
    ContactDetails,
    DirectDebitReturn,
    Transaction,
)

NEWS_TOLD_AT_ONCE = 5


def files_of_conversation(uow: UnitOfWork, conversation_id: str) -> tuple[CaseFile, ...]:
    """The cases of who speaks in a conversation, newest first."""
    rows = uow.session.scalars(
        select(Case).where(_of_conversation(uow, conversation_id)).order_by(Case.opened_at.desc(), Case.id.desc())
    )
    return tuple(_file(uow, case) for case in rows.all())


def file(uow: UnitOfWork, number: str) -> CaseFile:
    """One case. UnknownCase."""
    return _file(uow, _case(uow, number))


def take_step(
    uow: UnitOfWork,
    number: str,
    to: CaseState,
    *,
    actor: str,
    note: str,
    key: str,
    refund: bool = False,
    conversation_id: str | None = None,
) -> CaseFile:
    """Move a case on, and give its charge back with `refund`; the same `key` again changes nothing.

    `conversation_id`: only a case of who speaks there. UnknownCase, CaseStepNotAllowed, CaseNoteMissing,
    CaseNotRefundable, CaseKeyTaken.
    """
    uow.write()
    case = _locked(uow, number, conversation_id)
    told = clean_text(note)
    if (done := uow.session.scalars(select(CaseStep).where(CaseStep.key == key)).one_or_none()) is not None:
        if (done.case_id, done.to_state, done.note) != (case.id, to, told):
            raise CaseKeyTaken
        return _file(uow, case)
    state = CaseState(case.state)
    if to not in CASE_STEPS[state]:
        raise CaseStepNotAllowed(number, STATE_WORDS[state], STATE_WORDS[to])
    if to in NOTE_NEEDED and not told:
        raise CaseNoteMissing
    if refund and to is not CaseState.RESOLVED:
        raise CaseNotRefundable(number, "only a resolved one is")
    step = CaseStep(case_id=case.id, key=key, from_state=state, to_state=to, at=uow.now, actor=actor, note=told)
    uow.session.add(step)
    case.state, case.state_at = to, uow.now
    uow.session.flush()
    if refund:
        _give_back(uow, case, step)
    _mail(uow, case)
    return _file(uow, case)


def take_untold(
    uow: UnitOfWork, customer: CustomerId | None, conversation_id: str, numbers: Collection[str] | None = None
) -> tuple[str, ...]:
    """The news of one's cases (or of some) that nobody has told yet, oldest first; from now on (commit) it is told."""
    own = (Case.conversation_id == conversation_id) & Case.customer_id.is_(None)
    rows = uow.session.execute(
        select(CaseStep, Case)
        .join(Case, Case.id == CaseStep.case_id)
        .where(CaseStep.told_at.is_(None), own if customer is None else or_(Case.customer_id == customer, own))
        .order_by(CaseStep.id)
        .limit(NEWS_TOLD_AT_ONCE)
    ).tuples()
    told = []
    for step, case in rows.all():
        if numbers is not None and case.number not in numbers:
            continue
        step.told_at = uow.now
        told.append(news(CaseKind(case.kind), case.number, CaseState(step.to_state), step.note))
    return tuple(told)


def _of_conversation(uow: UnitOfWork, conversation_id: str) -> Any:
    customer = customer_of_conversation(uow, conversation_id)
    own = (Case.conversation_id == conversation_id) & Case.customer_id.is_(None)
    return own if customer is None else or_(Case.customer_id == customer, own)


def _case(uow: UnitOfWork, number: str) -> Case:
    case = uow.session.scalars(select(Case).where(Case.number == number.upper())).one_or_none()
    if case is None:
        raise UnknownCase(number)
    return case


def _locked(uow: UnitOfWork, number: str, conversation_id: str | None) -> Case:
    wanted = select(Case).where(Case.number == number.upper()).with_for_update(key_share=True)
    if conversation_id is not None:
        wanted = wanted.where(_of_conversation(uow, conversation_id))
    case = uow.session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    if case is None:
        raise UnknownCase(number)
    return case


def _give_back(uow: UnitOfWork, case: Case, step: CaseStep) -> None:
    """Book the whole charge back to where it was taken from; the bank has it from the merchant's side."""
    charge = _refundable(uow, case)
    if isinstance(charge, str):
        raise CaseNotRefundable(case.number, charge)
    account_id, customer_id, merchant, category = (
        charge.account_id, charge.customer_id, charge.counterparty, charge.category_id,
    )  # fmt: skip
    amount = Money(-charge.amount_minor, charge.currency)
    source = BankAccount.CARDS if charge.card_id is not None else BankAccount.PAYMENTS
    uow.lock_accounts({account_id})
    set_id = post(
        uow, "dispute_refund", move(bank_account_id(uow.session, source, amount.currency), account_id, amount)
    )
    line = Line(customer_id, account_id, amount, merchant)
    book_lines(uow, set_id, line, description=f"Refund of a disputed charge, {case.number}", category_id=category)
    uow.session.add(CaseRefund(case_id=case.id, step_id=step.id, entry_set_id=set_id))
    uow.session.flush()


def _refundable(uow: UnitOfWork, case: Case) -> Transaction | str:
    """The charge that can be given back, or why none can."""
    if case.transaction_id is None:
        return "it is about no charge"
    charge = uow.session.get_one(Transaction, case.transaction_id)
    if uow.session.get(CaseRefund, case.id) is not None:
        return "it was refunded before"
    if charge.status != TransactionStatus.BOOKED:
        return "the charge is not booked yet"
    if uow.session.get(DirectDebitReturn, charge.id) is not None:
        return "the direct debit was returned"
    return charge


def _mail(uow: UnitOfWork, case: Case) -> None:
    """An e-mail that there is news; what it is stays within the bank."""
    details = uow.session.get(ContactDetails, case.customer_id) if case.customer_id is not None else None
    if details is not None and details.email:
        words = f"{BANK_NAME}: there is news of your case {case.number}. Ask for it in the chat."
        send(uow, CustomerId(details.customer_id), Channel.EMAIL, details.email, words)


def _file(uow: UnitOfWork, case: Case) -> CaseFile:
    steps: Sequence[CaseStep] = uow.session.scalars(
        select(CaseStep).where(CaseStep.case_id == case.id).order_by(CaseStep.id)
    ).all()
    charge = uow.session.get(Transaction, case.transaction_id) if case.transaction_id is not None else None
    refundable = _refundable(uow, case)
    return CaseFile(
        number=case.number,
        kind=CaseKind(case.kind),
        state=CaseState(case.state),
        state_at=case.state_at,
        opened_on=bank_day(case.opened_at),
        answer_by=case.answer_by,
        text=case.text,
        about=None if charge is None else f"{charge.counterparty}, {Money(-charge.amount_minor, charge.currency)}",
        next_states=tuple(state for state in CaseState if state in CASE_STEPS[CaseState(case.state)]),
        steps=tuple(CaseStepView(CaseState(s.to_state), s.at, s.actor, s.note, s.told_at is not None) for s in steps),
        refundable=None if isinstance(refundable, str) else Money(-refundable.amount_minor, refundable.currency),
        refunded=uow.session.get(CaseRefund, case.id) is not None,
    )
