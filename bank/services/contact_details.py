"""Where a customer is reached, and its changes: each takes a one-time code, and the old place is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bank.domain import product_errors
from bank.domain.changes import Row
from bank.domain.contact import Channel, clean_address, clean_email, clean_phone, masked
from bank.domain.customers import CustomerId
from bank.domain.house import BANK_NAME
from bank.services.change_kinds import ChangeKind, Fields
from bank.services.messages import send
from bank.services.product_views import ContactView
from bank.store.database import UnitOfWork
from bank.store.models import ContactDetails

CLEAN: dict[Channel, Callable[[str], str]] = {
    Channel.EMAIL: clean_email,
    Channel.PHONE: clean_phone,
    Channel.ADDRESS: clean_address,
}
LABELS = {Channel.EMAIL: "E-mail", Channel.PHONE: "Phone", Channel.ADDRESS: "Address"}


def get(uow: UnitOfWork, customer: CustomerId) -> ContactView:
    """Where the customer is reached, masked."""
    row = uow.session.get(ContactDetails, customer)

    def shown(channel: Channel) -> str | None:
        value = getattr(row, channel.value) if row is not None else None
        return masked(channel, value) if value else None

    return ContactView(*(shown(channel) for channel in (Channel.EMAIL, Channel.PHONE, Channel.ADDRESS)))


def kind_name(channel: Channel) -> str:
    """The kind of change that replaces what is known of a channel."""
    return f"change_{channel.value}"


def _kind(channel: Channel) -> ChangeKind:
    """A change of one detail; its fields are `{"value"}`. InvalidEmail, InvalidPhone, InvalidAddress, SameDetail."""

    def check(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
        value, old = CLEAN[channel](fields["value"]), _old(uow, customer, channel)
        if value == old:
            raise product_errors.SameDetail
        row = (f"New {LABELS[channel].lower()}", value)
        return [row, ("Until now", masked(channel, old))] if old else [row]

    def execute(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Fields | None:
        old = _old(uow, customer, channel)
        row = uow.session.get(ContactDetails, customer)
        if row is None:
            row = ContactDetails(customer_id=customer)
            uow.session.add(row)
        setattr(row, channel.value, CLEAN[channel](fields["value"]))
        if old:
            words = (
                f"{BANK_NAME}: your {LABELS[channel].lower()} was changed. If it wasn't you, please ring us at once."
            )
            send(uow, customer, channel, old, words)
        return {"told": masked(channel, old)} if old else None

    return ChangeKind(kind_name(channel), f"Change your {LABELS[channel].lower()}", True, check, execute)


def _old(uow: UnitOfWork, customer: CustomerId, channel: Channel) -> str | None:
    row = uow.session.get(ContactDetails, customer)
    value: str | None = getattr(row, channel.value) if row is not None else None
    return value


KINDS = tuple(_kind(channel) for channel in Channel)
