"""Orders: proposed, read back, confirmed, authorised, executed. Asking twice for the same changes nothing."""

from __future__ import annotations

import hmac
import secrets
from datetime import date

from sqlalchemy import Select, Text, bindparam, select
from sqlalchemy.orm import aliased

from bank.domain import errors
from bank.domain.clock import bank_day, start_of_day
from bank.domain.customers import CustomerId
from bank.domain.house import HOME_CURRENCY
from bank.domain.iban import last_digits, mask
from bank.domain.money import Money
from bank.domain.orders import FINAL, OrderContent, OrderKind, OrderState
from bank.domain.payment_days import arrives_on, leaves_on, require_before_cut_off
from bank.services.accounts import available_with, held_by
from bank.services.challenges import void
from bank.services.execution import execute
from bank.services.payees import remember
from bank.services.proposals import Proposal, payment_proposal, transfer_proposal
from bank.services.steps import step
from bank.services.views import Failure, OrderView, PaymentRequest, TransferRequest
from bank.store.database import LOCKED_CUSTOMER, UnitOfWork
from bank.store.models import Account, Order, OrderReplacement
from bank.store.models.base import BigInt

KEY_BYTES = 16
# Built once: to build a query takes longer than to run it, and these are run several times for each payment.
_receiver = aliased(Account)
SOURCE_NOW = (
    select(
        Account,
        held_by(bindparam("source", type_=BigInt)),
        select(_receiver.id).where(_receiver.iban == bindparam("receiver", type_=Text)).exists(),
    )
    .where(Account.id == bindparam("source", type_=BigInt))
    .execution_options(populate_existing=True)
)
ORDER_NOW = select(Order).where(Order.key == bindparam("key")).execution_options(populate_existing=True)
OWN_ORDER = ORDER_NOW.where(Order.customer_id == bindparam("customer", type_=BigInt))
# The inner lock comes first, since the row is found by it; the outer one reads the row as it is after that wait.
OWN_ORDER_LOCKED = ORDER_NOW.where(Order.customer_id == LOCKED_CUSTOMER.scalar_subquery()).with_for_update(
    key_share=True
)


def propose_transfer(uow: UnitOfWork, customer: CustomerId, request: TransferRequest) -> OrderView:
    """An order between own accounts, to be read back. Nothing moves before `confirm`."""
    uow.lock_customer(customer)
    return _propose(uow, customer, transfer_proposal(uow, customer, request), request)


def propose_payment(uow: UnitOfWork, customer: CustomerId, request: PaymentRequest) -> OrderView:
    """An order to pay somebody, to be read back. Nothing moves before `confirm` and a code."""
    uow.lock_customer(customer)
    return _propose(uow, customer, payment_proposal(uow, customer, request), request)


def confirm(uow: UnitOfWork, customer: CustomerId, order_key: str, content_hash: str) -> OrderView:
    """The customer agrees to what was read back. OrderChanged if the hash is not the proposal's.

    A transfer is executed at once, or waits for its day; a payment waits for its code. If it cannot be executed, the
    view says so (`failed`, with the reason) and nothing is raised: the outcome is the same however often one asks.
    """
    order = locked_order(uow, customer, order_key)
    if not hmac.compare_digest(order.content_hash, content_hash):
        raise errors.OrderChanged
    if order.state == OrderState.CANCELLED:
        raise errors.WrongOrderState(order.state)
    if order.state == OrderState.PROPOSED:
        step(uow, order, OrderState.CONFIRMED)
        if not content_of(order).needs_code:
            authorise(uow, order)
    return view(uow, order)


def cancel(uow: UnitOfWork, customer: CustomerId, order_key: str) -> OrderView:
    """Give up an order that is not executed; twice is as once. WrongOrderState if it is too late."""
    order = locked_order(uow, customer, order_key)
    if order.state in (OrderState.EXECUTED, OrderState.FAILED):
        raise errors.WrongOrderState(order.state)
    if order.state != OrderState.CANCELLED:
        void(uow, order)
        step(uow, order, OrderState.CANCELLED)
    return view(uow, order)


def get(uow: UnitOfWork, customer: CustomerId, order_key: str) -> OrderView:
    """The order as it is now. UnknownOrder alike for none and for another customer's."""
    return view(uow, own_order(uow, customer, order_key))


def list_scheduled(uow: UnitOfWork, customer: CustomerId) -> tuple[OrderView, ...]:
    """Authorised orders that wait for their day, the next one first."""
    rows = uow.session.scalars(
        select(Order)
        .where(Order.customer_id == customer, Order.state == OrderState.AUTHORISED)
        .order_by(Order.execute_on, Order.id)
    )
    return tuple(view(uow, order) for order in rows)


def list_failed(uow: UnitOfWork, customer: CustomerId, since: date) -> tuple[OrderView, ...]:
    """Orders that failed on that day or later, the latest first, each with its reason."""
    rows = uow.session.scalars(
        select(Order)
        .where(Order.customer_id == customer, Order.state == OrderState.FAILED, Order.state_at >= start_of_day(since))
        .order_by(Order.state_at.desc(), Order.id.desc())
    )
    return tuple(view(uow, order) for order in rows)


def run_due(uow: UnitOfWork, today: date | None = None) -> tuple[OrderView, ...]:
    """Execute what was authorised for `today` or an earlier day; commits after each order.

    Killed at any point and run again, or run twice at once, it executes each order once.
    """
    day = today or uow.today
    due = uow.session.execute(
        select(Order.key, Order.customer_id)
        .where(Order.state == OrderState.AUTHORISED, Order.execute_on <= day)
        .order_by(Order.execute_on, Order.id)
    ).all()
    done = []
    for key, customer in due:
        order = locked_order(uow, CustomerId(customer), key)
        if order.state == OrderState.AUTHORISED:
            execute(uow, order)
            done.append(view(uow, order))
        uow.commit()
    return tuple(done)


def authorise(uow: UnitOfWork, order: Order) -> None:
    """Let a confirmed order go: now, if its day has come. The caller holds the customer's lock.

    One that takes the place of a planned order fails if that can no longer be stopped.
    """
    try:
        _stop_replaced(uow, order)
    except errors.BankError as error:
        step(uow, order, OrderState.FAILED, error)
        return
    payee_id = order.payee_id
    if order.kind == OrderKind.PAYMENT and payee_id is None:
        payee_id = remember(uow, CustomerId(order.customer_id), order.payee_name or "", order.payee_iban or "")
    step(uow, order, OrderState.AUTHORISED, payee_id=payee_id)
    if order.execute_on <= uow.today:
        execute(uow, order)


def locked_order(uow: UnitOfWork, customer: CustomerId, order_key: str) -> Order:
    """The order as it is now, with the customer locked: whoever changes an order holds that lock."""
    uow.write()
    return _own(uow, customer, order_key, OWN_ORDER_LOCKED)


def content_of(order: Order) -> OrderContent:
    """What the customer agreed to, from the row."""
    return OrderContent(
        kind=OrderKind(order.kind),
        customer_id=order.customer_id,
        from_account_id=order.from_account_id,
        to_account_id=order.to_account_id,
        payee_name=order.payee_name,
        payee_iban=order.payee_iban,
        amount_minor=order.amount_minor,
        currency=order.currency,
        reference=order.reference,
        execute_on=order.execute_on,
    )


def view(uow: UnitOfWork, order: Order) -> OrderView:
    """The order for its customer's eyes."""
    return _view(uow, order, *_source_now(uow, order))


def _view(uow: UnitOfWork, order: Order, source: Account, held: int, is_here: bool) -> OrderView:
    target = uow.session.get_one(Account, order.to_account_id) if order.to_account_id else None
    after = available_with(source, held) - (0 if order.state in FINAL else order.amount_minor)
    return OrderView(
        key=order.key,
        kind=OrderKind(order.kind),
        state=OrderState(order.state),
        amount=Money(order.amount_minor, order.currency),
        from_account_id=source.id,
        from_account_name=source.name,
        from_account_digits=last_digits(source.iban or ""),
        to_account_id=target.id if target else None,
        to_account_name=target.name if target else None,
        to_account_digits=last_digits(target.iban or "") if target else None,
        payee_id=order.payee_id,
        payee_name=order.payee_name,
        payee_iban=mask(order.payee_iban) if order.payee_iban else None,
        reference=order.reference,
        execute_on=order.execute_on,
        is_dated=order.execute_on > uow.today,
        arrives_on=_arrives_on(uow, order, is_here),
        needs_code=order.kind == OrderKind.PAYMENT,
        content_hash=order.content_hash,
        available_after=Money(after, order.currency),
        failure=Failure(**order.failure) if order.failure else None,
        created_at=order.created_at,
        state_at=order.state_at,
    )


def _source_now(uow: UnitOfWork, order: Order) -> tuple[Account, int, bool]:
    """The account that pays, as it is now, what is held there, and whether the receiver's account is the bank's."""
    values = {"source": order.from_account_id, "receiver": order.payee_iban}
    source, held, is_here = uow.session.execute(SOURCE_NOW, values).one()
    return source, held, bool(is_here) or order.kind == OrderKind.TRANSFER


def _arrives_on(uow: UnitOfWork, order: Order, is_here: bool) -> date | None:
    """Within the bank on the day itself; in euros at another bank a working day after it left; else nobody knows."""
    executed = order.state == OrderState.EXECUTED
    if is_here:
        return bank_day(order.state_at) if executed else max(order.execute_on, uow.today)
    if order.currency != HOME_CURRENCY:
        return None
    return arrives_on(leaves_on(order.execute_on, order.state_at if executed else uow.now, uow.rules))


def _propose(
    uow: UnitOfWork, customer: CustomerId, proposal: Proposal, request: TransferRequest | PaymentRequest
) -> OrderView:
    content, content_hash = proposal.content, proposal.content.hash()
    if request.key is not None:
        known = uow.session.scalars(ORDER_NOW, {"key": request.key}).one_or_none()
        if known is not None:
            if known.customer_id != customer or known.content_hash != content_hash:
                raise errors.OrderChanged
            return view(uow, known)
    if request.replaces is not None:
        _supersede(uow, customer, request.replaces)
    planned = planned_order(uow, customer, request.instead_of) if request.instead_of else None
    now = uow.now
    order = Order(
        key=request.key or secrets.token_hex(KEY_BYTES),
        customer_id=customer,
        kind=content.kind,
        from_account_id=content.from_account_id,
        to_account_id=content.to_account_id,
        payee_id=proposal.payee_id,
        payee_name=content.payee_name,
        payee_iban=content.payee_iban,
        amount_minor=content.amount_minor,
        currency=content.currency,
        reference=content.reference,
        execute_on=content.execute_on,
        content_hash=content_hash,
        created_at=now,
        state=OrderState.PROPOSED,
        state_at=now,
    )
    uow.session.add(order)
    uow.session.flush()
    if planned is not None:
        uow.append(OrderReplacement, {"order_id": order.id, "replaces_id": planned.id})
    return _view(uow, order, proposal.source, proposal.held_minor, proposal.is_here)


def planned_order(uow: UnitOfWork, customer: CustomerId, order_key: str) -> Order:
    """A planned order that can still be stopped. UnknownOrder, WrongOrderState, PastCutOff."""
    order = own_order(uow, customer, order_key)
    _require_stoppable(uow, order)
    return order


def _require_stoppable(uow: UnitOfWork, planned: Order) -> None:
    if planned.state != OrderState.AUTHORISED:
        raise errors.WrongOrderState(planned.state)
    require_before_cut_off(planned.execute_on, uow.now, uow.rules)


def _stop_replaced(uow: UnitOfWork, order: Order) -> None:
    if order.replaces_id is not None:
        planned = uow.session.get_one(Order, order.replaces_id, populate_existing=True)
        _require_stoppable(uow, planned)
        step(uow, planned, OrderState.CANCELLED)


def _supersede(uow: UnitOfWork, customer: CustomerId, order_key: str) -> None:
    """Cancel what a new proposal takes the place of, its code included; what is over already stays as it is."""
    order = own_order(uow, customer, order_key)
    if order.state == OrderState.EXECUTED:
        raise errors.WrongOrderState(order.state)
    if order.state not in FINAL:
        cancel(uow, customer, order_key)


def own_order(uow: UnitOfWork, customer: CustomerId, order_key: str) -> Order:
    """The order as it is now, for other services. UnknownOrder alike for none and for another customer's."""
    return _own(uow, customer, order_key, OWN_ORDER)


def _own(uow: UnitOfWork, customer: CustomerId, order_key: str, query: Select[tuple[Order]]) -> Order:
    values = {"key": order_key, "customer": customer}
    order = uow.session.scalars(query, values).one_or_none() if order_key.isprintable() else None
    if order is None:
        raise errors.UnknownOrder
    return order
