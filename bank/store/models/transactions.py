"""What a customer sees of an account's movements: booked, pending and declined, with merchant and category."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from bank.domain.transactions import TransactionStatus
from bank.store.models.base import Base, one_of


class Category(Base):
    """What money was for. `id` is the word that the model speaks."""

    __tablename__ = "categories"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class Merchant(Base):
    """Who was paid, under the name that customers know."""

    __tablename__ = "merchants"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    category_id: Mapped[str] = mapped_column(ForeignKey("categories.id"))


class Transaction(Base):
    """One line of a statement, or one that may become or did not become such a line.

    `amount_minor` is what it does to the account, fee included; negative is money out. `rate`: units of the original
    currency for one of the account's, as an exact decimal text.
    """

    __tablename__ = "transactions"
    __table_args__ = (
        CheckConstraint(one_of("status", TransactionStatus), name="status"),
        CheckConstraint("(status = 'booked') = (entry_set_id IS NOT NULL)", name="booked_by_entries"),
        CheckConstraint("(status = 'booked') = (booked_on IS NOT NULL)", name="booked_on_a_day"),
        CheckConstraint("(status = 'declined') = (decline_reason IS NOT NULL)", name="decline_reason"),
        CheckConstraint("amount_minor <> 0 AND fee_minor >= 0", name="amount"),
        CheckConstraint("(original_minor IS NULL) = (original_currency IS NULL)", name="original"),
        Index("ix_transactions_customer_id_at", "customer_id", "at"),
        Index(
            "ix_transactions_pending",
            "account_id",
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    status: Mapped[str]
    at: Mapped[datetime]
    booked_on: Mapped[date | None]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    fee_minor: Mapped[int]
    original_minor: Mapped[int | None]
    original_currency: Mapped[str | None]
    rate: Mapped[str | None]
    counterparty: Mapped[str]
    description: Mapped[str]
    category_id: Mapped[str] = mapped_column(ForeignKey("categories.id"))
    merchant_id: Mapped[int | None] = mapped_column(ForeignKey("merchants.id"))
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cards.id"))
    entry_set_id: Mapped[int | None] = mapped_column(ForeignKey("entry_sets.id"))
    decline_reason: Mapped[str | None]
