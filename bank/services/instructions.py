"""An instruction is an order or a change: for whoever treats the two alike. They share one space of keys."""

from __future__ import annotations

from bank.domain import errors
from bank.domain.customers import CustomerId
from bank.services import changes, orders
from bank.services.steps import Instruction
from bank.services.views import InstructionView
from bank.store.database import UnitOfWork
from bank.store.models import Order


def get(uow: UnitOfWork, customer: CustomerId, key: str) -> InstructionView:
    """The order or change as it is now. UnknownOrder alike for none and for another customer's."""
    return view(uow, find(uow, customer, key))


def confirm(uow: UnitOfWork, customer: CustomerId, key: str, content_hash: str) -> InstructionView:
    """Confirm the order or change: see `orders.confirm` and `changes.confirm`."""
    if isinstance(find(uow, customer, key), Order):
        return orders.confirm(uow, customer, key, content_hash)
    return changes.confirm(uow, customer, key, content_hash)


def cancel(uow: UnitOfWork, customer: CustomerId, key: str) -> InstructionView:
    """Give up the order or change: see `orders.cancel` and `changes.cancel`."""
    if isinstance(find(uow, customer, key), Order):
        return orders.cancel(uow, customer, key)
    return changes.cancel(uow, customer, key)


def find(uow: UnitOfWork, customer: CustomerId, key: str) -> Instruction:
    """The row, for other services. UnknownOrder alike for none and for another customer's."""
    try:
        return orders.own_order(uow, customer, key)
    except errors.UnknownOrder:
        return changes.own_change(uow, customer, key)


def locked(uow: UnitOfWork, customer: CustomerId, key: str) -> Instruction:
    """The row as it is now, with the customer locked: whoever changes an order or a change holds that lock."""
    try:
        return orders.locked_order(uow, customer, key)
    except errors.UnknownOrder:
        uow.lock_customer(customer)
        return changes.own_change(uow, customer, key)


def authorise(uow: UnitOfWork, instruction: Instruction) -> None:
    """Let a confirmed one go. The caller holds the customer's lock."""
    if isinstance(instruction, Order):
        orders.authorise(uow, instruction)
    else:
        changes.authorise(uow, instruction)


def view(uow: UnitOfWork, instruction: Instruction) -> InstructionView:
    """The order or change for its customer's eyes."""
    return orders.view(uow, instruction) if isinstance(instruction, Order) else changes.view(instruction)
