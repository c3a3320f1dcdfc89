"""Changes other than by moving money: proposed, read back, confirmed, authorised by a code if it takes one, executed.

Asking twice for the same changes nothing.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable

from sqlalchemy import select

from bank.domain import errors
from bank.domain.changes import ChangeContent, one_line, rows_from_json, rows_to_json
from bank.domain.customers import CustomerId
from bank.domain.orders import FINAL, OrderState
from bank.services import (
    alerts,
    appointments,
    card_changes,
    card_settings,
    contact_details,
    direct_debits,
    dispute_changes,
    exchange,
    overdraft,
    payee_changes,
    pin_changes,
    product_requests,
    recalls,
    scheduled,
    standing_order_changes,
)
from bank.services.challenges import void
from bank.services.change_kinds import ChangeKind, Fields
from bank.services.steps import step
from bank.services.views import ChangeView, Failure
from bank.store.database import UnitOfWork
from bank.store.models import Change

KEY_BYTES = 16
# Every kind there is: a skill's service module adds its own here.
KINDS: dict[str, ChangeKind] = {
    kind.name: kind
    for kind in (
        *payee_changes.KINDS,
        *scheduled.KINDS,
        *standing_order_changes.KINDS,
        *direct_debits.KINDS,
        *recalls.KINDS,
        *exchange.KINDS,
        *appointments.KINDS,
        *alerts.KINDS,
        *contact_details.KINDS,
        *overdraft.KINDS,
        *product_requests.KINDS,
        *dispute_changes.KINDS,
        *card_changes.KINDS,
        *card_settings.KINDS,
        *pin_changes.KINDS,
    )
}


def propose(
    uow: UnitOfWork, customer: CustomerId, kind: str, fields: Fields, *, replaces: str | None = None
) -> ChangeView:
    """A change of a kind, to be read back. `fields` is plain JSON; `replaces` is the key of one that this supersedes.

    Raises what the kind's `check` refuses. Nothing is changed before `confirm`, and a code where the kind needs one.
    """
    uow.lock_customer(customer)
    content = _checked(uow, customer, KINDS[kind], fields)
    if replaces is not None:
        _supersede(uow, customer, replaces)
    change = Change(
        key=secrets.token_hex(KEY_BYTES),
        customer_id=customer,
        kind=kind,
        needs_code=content.needs_code,
        content=json.dumps(dict(fields), ensure_ascii=False),
        summary=json.dumps(rows_to_json(content.summary), ensure_ascii=False),
        content_hash=content.hash(),
        created_at=uow.now,
        state=OrderState.PROPOSED,
        state_at=uow.now,
    )
    uow.session.add(change)
    uow.session.flush()
    return view(change)


def confirm(uow: UnitOfWork, customer: CustomerId, key: str, content_hash: str) -> ChangeView:
    """The customer agrees to what was read back. OrderChanged if the hash is not the proposal's.

    A kind that takes no code is executed at once. If it cannot be executed, the view says so (`failed`, with the
    reason) and nothing is raised: the outcome is the same however often one asks.
    """
    uow.lock_customer(customer)
    change = own_change(uow, customer, key)
    if not hmac.compare_digest(change.content_hash, content_hash):
        raise errors.OrderChanged
    if change.state == OrderState.CANCELLED:
        raise errors.WrongOrderState(change.state)
    if change.state == OrderState.PROPOSED:
        step(uow, change, OrderState.CONFIRMED)
        if not change.needs_code:
            authorise(uow, change)
    return view(change)


def cancel(uow: UnitOfWork, customer: CustomerId, key: str) -> ChangeView:
    """Give up a change that is not executed; twice is as once. WrongOrderState if it is too late."""
    uow.lock_customer(customer)
    change = own_change(uow, customer, key)
    if change.state in (OrderState.EXECUTED, OrderState.FAILED):
        raise errors.WrongOrderState(change.state)
    if change.state != OrderState.CANCELLED:
        void(uow, change)
        step(uow, change, OrderState.CANCELLED)
    return view(change)


def get(uow: UnitOfWork, customer: CustomerId, key: str) -> ChangeView:
    """The change as it is now. UnknownOrder alike for none and for another customer's."""
    return view(own_change(uow, customer, key))


def authorise(uow: UnitOfWork, change: Change) -> None:
    """Let a confirmed change happen, at once unless it awaits a secret. The caller holds the customer's lock."""
    step(uow, change, OrderState.AUTHORISED)
    if not KINDS[change.kind].awaits_secret:
        fulfil(uow, change, KINDS[change.kind].execute)


def fulfil(uow: UnitOfWork, change: Change, execute: Callable[[UnitOfWork, CustomerId, Fields], Fields | None]) -> None:
    """Do an authorised change, if it still is what was read back. The caller holds the customer's lock."""
    kind, customer, agreed = KINDS[change.kind], CustomerId(change.customer_id), content_of(change)
    try:
        with uow.session.begin_nested():
            if _checked(uow, customer, kind, agreed.fields).hash() != change.content_hash:
                raise errors.OrderChanged
            result = execute(uow, customer, agreed.fields)
            uow.session.flush()
    except errors.BankError as error:
        step(uow, change, OrderState.FAILED, error)
        return
    step(uow, change, OrderState.EXECUTED, result=dict(result) if result else None)


def own_change(uow: UnitOfWork, customer: CustomerId, key: str) -> Change:
    """The change as it is now, for other services. UnknownOrder alike for none and for another customer's."""
    if not key.isprintable():
        raise errors.UnknownOrder
    change = uow.session.scalars(
        select(Change).where(Change.key == key).execution_options(populate_existing=True)
    ).one_or_none()
    if change is None or change.customer_id != customer:
        raise errors.UnknownOrder
    return change


def content_of(change: Change) -> ChangeContent:
    """What the customer agreed to, from the row."""
    return ChangeContent(
        kind=change.kind,
        customer_id=change.customer_id,
        needs_code=change.needs_code,
        fields=json.loads(change.content),
        summary=rows_from_json(json.loads(change.summary)),
    )


def phone_line(change: Change) -> str:
    """What the phone says that a code for it is for."""
    return one_line(KINDS[change.kind].title, content_of(change).summary)


def view(change: Change) -> ChangeView:
    """The change for its customer's eyes."""
    return ChangeView(
        key=change.key,
        kind=change.kind,
        state=OrderState(change.state),
        summary=rows_from_json(json.loads(change.summary)),
        content_hash=change.content_hash,
        needs_code=change.needs_code,
        failure=Failure(**change.failure) if change.failure else None,
        result=change.result or {},
        created_at=change.created_at,
        state_at=change.state_at,
    )


def _checked(uow: UnitOfWork, customer: CustomerId, kind: ChangeKind, fields: Fields) -> ChangeContent:
    return ChangeContent(kind.name, customer, kind.needs_code, fields, tuple(kind.check(uow, customer, fields)))


def _supersede(uow: UnitOfWork, customer: CustomerId, key: str) -> None:
    """Cancel what a new proposal takes the place of, its code included; what is over already stays as it is."""
    change = own_change(uow, customer, key)
    if change.state == OrderState.EXECUTED:
        raise errors.WrongOrderState(change.state)
    if change.state not in FINAL:
        cancel(uow, customer, key)
