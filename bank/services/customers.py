"""What a customer is called."""

from __future__ import annotations

from bank.domain.customers import CustomerId
from bank.store.database import UnitOfWork
from bank.store.models import Customer


def first_name(uow: UnitOfWork, customer: CustomerId) -> str:
    """The name to greet the customer by."""
    return uow.session.get_one(Customer, customer).first_name


def full_name(uow: UnitOfWork, customer: CustomerId) -> str:
    """The name as an account's holder."""
    row = uow.session.get_one(Customer, customer)
    return f"{row.first_name} {row.last_name}"
