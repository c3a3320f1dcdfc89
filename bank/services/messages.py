"""Telling a customer something outside the chat. The demo writes down what would be sent, and sends nothing."""

from __future__ import annotations

from bank.domain.contact import Channel
from bank.domain.customers import CustomerId
from bank.store.database import UnitOfWork
from bank.store.models import ContactDetails, OutgoingMessage


def send(uow: UnitOfWork, customer: CustomerId, channel: Channel, recipient: str, words: str) -> None:
    """Put a message among those that go out."""
    uow.session.add(
        OutgoingMessage(customer_id=customer, channel=channel, recipient=recipient, words=words, at=uow.now)
    )


def tell(uow: UnitOfWork, customer: CustomerId, words: str) -> None:
    """Send where the customer is reached at once: by phone, else by e-mail, else by post, else nowhere."""
    details = uow.session.get(ContactDetails, customer)
    for channel in (Channel.PHONE, Channel.EMAIL, Channel.ADDRESS):
        if details is not None and (recipient := getattr(details, channel.value)):
            send(uow, customer, channel, recipient, words)
            return
