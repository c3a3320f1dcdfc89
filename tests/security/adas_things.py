"""What is Ada's, by id, for tests in which Ben tries to reach it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bank import Bank, CustomerId, Money, UnitOfWork
from bank.domain.cases import CaseKind, CaseState
from bank.services import accounts, cards, case_work, cases, changes, documents, exchange, identity, orders, payees
from bank.services.views import PaymentRequest
from bank.store.models import Appointment, StandingOrder, Transaction

ADA, BEN = CustomerId(1), CustomerId(2)
TEN = Money(10_00, "EUR")


@dataclass(frozen=True)
class Things:
    """What is Ada's, by id."""

    account: int
    digits: str
    savings: int
    card: int
    payee: int
    order: str
    order_hash: str
    planned: str
    change: str
    change_hash: str
    pin_change: str
    transaction: int
    standing_order: int
    appointment: int | None
    quote: str
    conversation: str
    case: str
    document: str


@pytest.fixture
def adas(bank: Bank) -> Things:
    """Ada's things, made with Ada's own services."""
    with bank.unit_of_work() as uow:
        mine = accounts.list_accounts(uow, ADA)
        current = next(view for view in mine if view.kind == "current" and view.balance.currency == "EUR")
        pounds = next(view for view in mine if view.balance.currency == "GBP")
        savings = next(view for view in mine if view.kind == "savings")
        payee = payees.list_payees(uow, ADA)[0]
        session = identity.open_session_for(uow, ADA)
        conversation = session.conversation_id
        order = orders.propose_payment(uow, ADA, PaymentRequest(TEN, payee_id=payee.id))
        later = PaymentRequest(TEN, payee_id=payee.id, execute_on=uow.today + timedelta(days=20))
        change = changes.propose(uow, ADA, "rename_payee", {"payee_id": payee.id, "name": "Another Name"})
        card = cards.list_cards(uow, ADA)[0].id
        pin_change = changes.propose(uow, ADA, "choose_pin", {"card_id": card})
        things = Things(
            account=current.id,
            digits=current.digits,
            savings=savings.id,
            card=card,
            payee=payee.id,
            order=order.key,
            order_hash=order.content_hash,
            planned=orders.propose_payment(uow, ADA, later).key,
            change=change.key,
            change_hash=change.content_hash,
            pin_change=pin_change.key,
            transaction=_first(uow, select(Transaction.id).where(Transaction.account_id == current.id)),
            standing_order=_first(uow, select(StandingOrder.id).where(StandingOrder.customer_id == ADA)),
            appointment=uow.session.scalar(select(Appointment.id).where(Appointment.customer_id == ADA)),
            quote=exchange.quote(uow, ADA, current.id, pounds.id, TEN).key,
            conversation=conversation,
            case=cases.open_case(uow, ADA, conversation, CaseKind.COMPLAINT, "The branch was closed.").number,
            document=documents.make_account_confirmation(uow, ADA, conversation, current.id).token,
        )
        case_work.take_step(uow, things.case, CaseState.IN_PROGRESS, actor="robin", note="We look.", key="one")
        uow.commit()
        return things


def _first(uow: UnitOfWork, query: Any) -> int:
    found = uow.session.scalars(query.limit(1)).one()
    assert isinstance(found, int)
    return found
