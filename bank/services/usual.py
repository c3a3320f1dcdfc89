"""What a customer usually pays somebody: the last payment that was carried out."""

from __future__ import annotations

from sqlalchemy import select

from bank.domain.customers import CustomerId
from bank.domain.money import Money
from bank.domain.orders import OrderState
from bank.domain.transactions import TransactionStatus
from bank.services.payees import own_payee
from bank.store.database import UnitOfWork
from bank.store.models import Order, Transaction


def last_amount(uow: UnitOfWork, customer: CustomerId, payee_id: int) -> Money | None:
    """The amount of the last executed payment to a payee, None if there was none. UnknownPayee.

    An order is told by its IBAN; what was paid before there were orders only by the payee's name.
    """
    payee = own_payee(uow, customer, payee_id)
    order = uow.session.scalars(
        select(Order)
        .where(Order.customer_id == customer, Order.payee_iban == payee.iban, Order.state == OrderState.EXECUTED)
        .order_by(Order.state_at.desc(), Order.id.desc())
        .limit(1)
    ).one_or_none()
    if order is not None:
        return Money(order.amount_minor, order.currency)
    paid = uow.session.scalars(
        select(Transaction)
        .where(
            Transaction.customer_id == customer,
            Transaction.counterparty == payee.name,
            Transaction.merchant_id.is_(None),
            Transaction.status == TransactionStatus.BOOKED,
            Transaction.amount_minor < 0,
        )
        .order_by(Transaction.at.desc(), Transaction.id.desc())
        .limit(1)
    ).one_or_none()
    return Money(-paid.amount_minor, paid.currency) if paid is not None else None
