"""How the bank and a customer keep in touch: addresses, messages sent, alerts, and appointments with advisers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bank.domain.alerts import AlertKind
from bank.domain.appointments import Topic
from bank.domain.contact import Channel
from bank.store.models.base import Base, one_of


class ContactDetails(Base):
    """Where a customer is reached; what is unknown is None."""

    __tablename__ = "contact_details"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    email: Mapped[str | None]
    phone: Mapped[str | None]
    address: Mapped[str | None]


class OutgoingMessage(Base):
    """The outbox of what customers are told outside the chat: a bank's mailer sends it and sets `sent_at`.

    The demo sends nothing.
    """

    __tablename__ = "outgoing_messages"
    __table_args__ = (CheckConstraint(one_of("channel", Channel), name="channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    channel: Mapped[str]
    recipient: Mapped[str]
    words: Mapped[str]
    at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class Alert(Base):
    """What a customer wants to be told."""

    __tablename__ = "alerts"
    __table_args__ = (
        UniqueConstraint("customer_id", "kind"),
        CheckConstraint(one_of("kind", AlertKind), name="kind"),
        CheckConstraint("(kind IN ('low_balance', 'large_payment')) = (threshold_minor IS NOT NULL)", name="threshold"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    kind: Mapped[str]
    threshold_minor: Mapped[int | None]
    currency: Mapped[str]
    set_at: Mapped[datetime]


class AlertSent(Base):
    """What an alert has told already: once each."""

    __tablename__ = "alerts_sent"

    alert_id: Mapped[int] = mapped_column(ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True)
    about: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class Notification(Base):
    """What an alert has told a customer: the inbox; `shown_at` is when the chat showed it unasked."""

    __tablename__ = "notifications"
    __table_args__ = (CheckConstraint(one_of("kind", AlertKind), name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    kind: Mapped[str]
    facts: Mapped[dict[str, str]] = mapped_column(JSON)
    at: Mapped[datetime]
    shown_at: Mapped[datetime | None]


class Adviser(Base):
    """A member of a branch's staff whose time can be booked."""

    __tablename__ = "advisers"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branches.id"), index=True)
    name: Mapped[str]


class Appointment(Base):
    """An adviser's time that is taken: by a customer about a topic, or (nobody) by other work.

    An adviser has one of them at a time: the index over those that stand refuses a second.
    """

    __tablename__ = "appointments"
    __table_args__ = (
        CheckConstraint(f"topic IS NULL OR {one_of('topic', Topic)}", name="topic"),
        CheckConstraint("(customer_id IS NULL) = (topic IS NULL)", name="about"),
        Index(
            "uq_appointments_adviser_time",
            "adviser_id",
            "starts_at",
            unique=True,
            sqlite_where=text("cancelled_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    adviser_id: Mapped[int] = mapped_column(ForeignKey("advisers.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    topic: Mapped[str | None]
    starts_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
