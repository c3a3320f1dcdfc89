"""Who a customer is, as far as a greeting needs it."""

from __future__ import annotations

from bank.domain.customers import CustomerId
from bank.store.database import UnitOfWork
from bank.store.models import Customer


def first_name(uow: UnitOfWork, customer: CustomerId) -> str:
    """The name to greet the customer by."""
    return uow.session.get_one(Customer, customer).first_name
