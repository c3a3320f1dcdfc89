"""Cases (fraud, complaints, disputes), and what belongs to cards beside the card itself."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bank.domain.cards import ReplaceReason
from bank.domain.cases import CaseKind, CaseState
from bank.store.models.base import Base, one_of


class Case(Base):
    """What the bank owes an answer to. One charge is disputed once."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(one_of("kind", CaseKind), name="kind"),
        CheckConstraint(one_of("state", CaseState), name="state"),
        CheckConstraint("customer_id IS NOT NULL OR conversation_id IS NOT NULL", name="whose"),
        CheckConstraint(
            "(kind = 'dispute') = (transaction_id IS NOT NULL AND reason IS NOT NULL AND noticed_on IS NOT NULL)",
            name="dispute",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    state: Mapped[str]
    state_at: Mapped[datetime]
    opened_at: Mapped[datetime]
    answer_by: Mapped[date]
    text: Mapped[str]
    transaction_id: Mapped[int | None] = mapped_column(ForeignKey("transactions.id"), unique=True)
    reason: Mapped[str | None]
    noticed_on: Mapped[date | None]


class CaseStep(Base):
    """A change of a case's state: who made it, and what its customer is told; kept by a trigger, but for `told_at`."""

    __tablename__ = "case_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    key: Mapped[str] = mapped_column(unique=True)
    from_state: Mapped[str]
    to_state: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str]
    note: Mapped[str]
    told_at: Mapped[datetime | None]


class CaseRefund(Base):
    """The entries by which a disputed charge was given back: once at most for a case."""

    __tablename__ = "case_refunds"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("case_steps.id"))
    entry_set_id: Mapped[int] = mapped_column(ForeignKey("entry_sets.id"), unique=True)


class CardDelivery(Base):
    """A new card on its way to its holder; `replaces_id` is the card whose place it takes."""

    __tablename__ = "card_deliveries"
    __table_args__ = (CheckConstraint(one_of("reason", ReplaceReason), name="reason"),)

    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id"), primary_key=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("cards.id"))
    reason: Mapped[str]
    ordered_at: Mapped[datetime]
    expected_on: Mapped[date]


class TravelNotice(Base):
    """Where and when a card will be used away from home; both days are included. `country` is ISO's two letters."""

    __tablename__ = "travel_notices"
    __table_args__ = (CheckConstraint("since <= until", name="time"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id"), index=True)
    place: Mapped[str]
    country: Mapped[str | None]
    since: Mapped[date]
    until: Mapped[date]
    made_at: Mapped[datetime]


class CardPin(Base):
    """The argon2id hash of a card's PIN, sealed by a key that is not in the database; the change that allowed it."""

    __tablename__ = "card_pins"

    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id"), primary_key=True)
    pin_hash: Mapped[str]
    # No foreign key: the table of changes is made by a later migration.
    change_id: Mapped[int]
    chosen_at: Mapped[datetime]
    wrong_tries: Mapped[int] = mapped_column(default=0, server_default="0")
