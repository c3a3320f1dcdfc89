"""Payees, orders with every change of their state, what recurs, and one-time codes."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, column_property, mapped_column

from bank.domain.orders import OrderKind, OrderState
from bank.domain.step_up import ChallengeState
from bank.store.models.base import Base, one_of

# A code is for an order or for a change.
ONE_INSTRUCTION = "(order_id IS NULL) <> (change_id IS NULL)"


class Payee(Base):
    """Somebody whom a customer has paid or means to pay."""

    __tablename__ = "payees"
    __table_args__ = (UniqueConstraint("customer_id", "iban"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    name: Mapped[str]
    nickname: Mapped[str | None]
    iban: Mapped[str]
    created_at: Mapped[datetime]


class OrderReplacement(Base):
    """An order that takes the place of a planned one: that is cancelled when this one is authorised, not before."""

    __tablename__ = "order_replacements"

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    replaces_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))


class Order(Base):
    """An order to move money. Triggers refuse a change of its content and a step that its state does not allow.

    `replaces_id`: the planned order whose place it takes.
    """

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint(one_of("kind", OrderKind), name="kind"),
        CheckConstraint(one_of("state", OrderState), name="state"),
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("(kind = 'transfer') = (to_account_id IS NOT NULL)", name="own_account"),
        CheckConstraint("(kind = 'payment') = (payee_iban IS NOT NULL)", name="payee"),
        CheckConstraint("(state = 'failed') = (failure IS NOT NULL)", name="failure"),
        Index("ix_orders_customer_id_execute_on", "customer_id", "execute_on"),
        Index("ix_orders_state_execute_on", "state", "execute_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    kind: Mapped[str]
    from_account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    to_account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    payee_id: Mapped[int | None] = mapped_column(ForeignKey("payees.id"))
    payee_name: Mapped[str | None]
    payee_iban: Mapped[str | None]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    reference: Mapped[str]
    execute_on: Mapped[date]
    content_hash: Mapped[str]
    created_at: Mapped[datetime]
    state: Mapped[str]
    state_at: Mapped[datetime]
    failure: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    replaces_id: Mapped[int | None] = column_property(
        select(OrderReplacement.replaces_id).where(OrderReplacement.order_id == id).scalar_subquery()
    )


class OrderStateChange(Base):
    """Every state that an order was ever in, written by a trigger."""

    __tablename__ = "order_state_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    at: Mapped[datetime]


class StandingOrder(Base):
    """A payment that its customer wants made every month. Days up to `paused_until` are left out."""

    __tablename__ = "standing_orders"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="amount"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    payee_id: Mapped[int] = mapped_column(ForeignKey("payees.id"))
    amount_minor: Mapped[int]
    currency: Mapped[str]
    reference: Mapped[str]
    day_of_month: Mapped[int]
    next_on: Mapped[date]
    paused_until: Mapped[date | None]


class DirectDebit(Base):
    """A merchant's right to collect from an account."""

    __tablename__ = "direct_debits"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    mandate: Mapped[str] = mapped_column(unique=True)
    expected_minor: Mapped[int]
    currency: Mapped[str]
    next_on: Mapped[date]


class StepUpChallenge(Base):
    """A one-time code that was sent: its hash, and the content of the order or change that it authorises."""

    __tablename__ = "step_up_challenges"
    __table_args__ = (
        CheckConstraint(one_of("state", ChallengeState), name="state"),
        CheckConstraint("wrong_tries >= 0", name="wrong_tries"),
        CheckConstraint(ONE_INSTRUCTION, name="one_instruction"),
        Index("ix_step_up_challenges_customer_id_sent_at", "customer_id", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    change_id: Mapped[int | None] = mapped_column(ForeignKey("changes.id"), index=True)
    content_hash: Mapped[str]
    code_hash: Mapped[str]
    state: Mapped[str]
    wrong_tries: Mapped[int]
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class PhoneMessageRow(Base):
    """Plays the customer's phone in the demo, and so holds the code in plain; deleted when used or expired."""

    __tablename__ = "phone_messages"
    __table_args__ = (CheckConstraint(ONE_INSTRUCTION, name="one_instruction"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    change_id: Mapped[int | None] = mapped_column(ForeignKey("changes.id"))
    text: Mapped[str]
    code: Mapped[str]
    at: Mapped[datetime]
    expires_at: Mapped[datetime]
