"""What every action needs and no conversation may say: the bank, and whose conversation this is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from bank import Bank, CustomerId, UnitOfWork
from bank.domain.clock import bank_day
from bank.services import identity


class NotSignedInError(Exception):
    """The skill needs a customer, and the conversation has none."""


@dataclass(frozen=True)
class Context:
    """Set once, when the process starts."""

    bank: Bank
    locale: str = "en_GB"


_context: Context | None = None


def use(context: Context) -> None:
    """Say which bank the actions of this process serve."""
    global _context
    _context = context


def current() -> Context:
    """The context in use; asking before there is one is a mistake in the program."""
    if _context is None:
        raise RuntimeError("actions.context.use was not called before the first action.")
    return _context


def today() -> date:
    """The bank's day, so that what is said and what is booked agree."""
    return bank_day(current().bank.clock())


@contextmanager
def public_work() -> Iterator[UnitOfWork]:
    """A unit of work for what anybody may see."""
    with current().bank.unit_of_work() as uow:
        yield uow


@contextmanager
def anybodys_work(conversation_id: str) -> Iterator[tuple[UnitOfWork, CustomerId | None]]:
    """A unit of work and the customer whose conversation this is, None for nobody: for what anybody may ask for."""
    with current().bank.unit_of_work() as uow:
        yield uow, identity.customer_of_conversation(uow, conversation_id)


@contextmanager
def customer_work(conversation_id: str) -> Iterator[tuple[UnitOfWork, CustomerId]]:
    """A unit of work and the customer whose conversation this is; NotSignedInError when it is nobody's."""
    with current().bank.unit_of_work() as uow:
        customer = identity.customer_of_conversation(uow, conversation_id)
        if customer is None:
            raise NotSignedInError
        yield uow, customer


def is_signed_in(conversation_id: str) -> bool:
    """Whether the conversation is a customer's."""
    with anybodys_work(conversation_id) as (_, customer):
        return customer is not None
