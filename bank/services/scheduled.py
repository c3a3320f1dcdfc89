"""Planned orders: which there are, until when they can be stopped, and cancelling one."""

from __future__ import annotations

from collections.abc import Sequence

from bank.domain.changes import Row
from bank.domain.customers import CustomerId
from bank.domain.orders import OrderKind
from bank.domain.payment_days import cut_off
from bank.services import orders
from bank.services.change_kinds import ChangeKind, Fields
from bank.services.moving_views import ScheduledView
from bank.services.views import OrderView, PaymentRequest, TransferRequest
from bank.store.database import UnitOfWork

CANCEL = "cancel_scheduled"


def list_planned(uow: UnitOfWork, customer: CustomerId) -> tuple[ScheduledView, ...]:
    """Orders that wait for their day, the next one first."""
    planned = orders.list_scheduled(uow, customer)
    until = [cut_off(one.execute_on, uow.rules) for one in planned]
    return tuple(ScheduledView(one, last, uow.now < last) for one, last in zip(planned, until, strict=True))


def propose_change(
    uow: UnitOfWork, customer: CustomerId, order_key: str, request: PaymentRequest | TransferRequest
) -> OrderView:
    """An order that takes the place of a planned one, to be read back; the planned one stays until it is authorised.

    `request.instead_of` is `order_key`. Like any payment it takes a code, since a code is bound to amount and day.
    UnknownOrder, WrongOrderState, PastCutOff, and what the proposals refuse.
    """
    uow.lock_customer(customer)
    orders.planned_order(uow, customer, order_key)
    if isinstance(request, PaymentRequest):
        return orders.propose_payment(uow, customer, request)
    return orders.propose_transfer(uow, customer, request)


def _check_cancel(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"order"}`, its key. UnknownOrder, WrongOrderState, PastCutOff."""
    order = orders.view(uow, orders.planned_order(uow, customer, fields["order"]))
    to = order.payee_name if order.kind is OrderKind.PAYMENT else order.to_account_name
    return [("Amount", order.amount), ("To", to or ""), ("Planned for", order.execute_on)]


def _cancel(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> None:
    orders.cancel(uow, customer, fields["order"])


KINDS = (ChangeKind(CANCEL, "Cancel a planned payment", needs_code=False, check=_check_cancel, execute=_cancel),)
