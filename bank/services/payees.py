"""The people and firms that a customer pays."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from bank.domain.customers import CustomerId
from bank.domain.errors import UnknownPayee
from bank.domain.iban import last_digits, mask
from bank.services.views import PayeeView
from bank.store.database import UnitOfWork
from bank.store.models import Payee

WITH_IBAN = select(Payee.id).where(Payee.customer_id == bindparam("customer"), Payee.iban == bindparam("iban"))


def list_payees(uow: UnitOfWork, customer: CustomerId) -> tuple[PayeeView, ...]:
    """All payees of the customer, by name."""
    rows = uow.session.scalars(
        select(Payee).where(Payee.customer_id == customer).order_by(func.lower(Payee.name), Payee.id)
    )
    return tuple(
        PayeeView(
            id=payee.id,
            name=payee.name,
            nickname=payee.nickname,
            iban=mask(payee.iban),
            digits=last_digits(payee.iban),
        )
        for payee in rows
    )


def own_payee(uow: UnitOfWork, customer: CustomerId, payee_id: int) -> Payee:
    """The payee with this id, for other services. UnknownPayee alike for none and for another customer's."""
    for payee in uow.session.scalars(select(Payee).where(Payee.customer_id == customer)):
        if payee.id == payee_id:
            return payee
    raise UnknownPayee


def payee_with_iban(uow: UnitOfWork, customer: CustomerId, iban: str | None) -> int | None:
    """The id of the customer's payee with this IBAN, None if there is none."""
    return uow.session.scalar(WITH_IBAN, {"customer": customer, "iban": iban})


def remember(uow: UnitOfWork, customer: CustomerId, name: str, iban: str) -> int:
    """The id of the customer's payee with this IBAN, added under `name` if there is none."""
    known = payee_with_iban(uow, customer, iban)
    if known is not None:
        return known
    payee = Payee(customer_id=customer, name=name, iban=iban, created_at=uow.now)
    uow.session.add(payee)
    uow.session.flush()
    return payee.id
