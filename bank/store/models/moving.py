"""What standing orders did, direct debits that were returned, payments called back, currencies and their rates."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bank.domain.recalls import RecallReason, RecallState
from bank.store.models.base import Base, one_of


class StandingOrderRun(Base):
    """A month of a standing order: paid by an entry set, or not, and why. One row a month: it is paid once."""

    __tablename__ = "standing_order_runs"
    __table_args__ = (CheckConstraint("(entry_set_id IS NULL) = (failure IS NOT NULL)", name="outcome"),)

    standing_order_id: Mapped[int] = mapped_column(ForeignKey("standing_orders.id"), primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
    entry_set_id: Mapped[int | None] = mapped_column(ForeignKey("entry_sets.id"))
    failure: Mapped[str | None]
    at: Mapped[datetime]


class DirectDebitReturn(Base):
    """A direct debit whose amount was given back: each once."""

    __tablename__ = "direct_debit_returns"

    transaction_id: Mapped[int] = mapped_column(ForeignKey("transactions.id"), primary_key=True)
    entry_set_id: Mapped[int] = mapped_column(ForeignKey("entry_sets.id"))
    at: Mapped[datetime]


class Recall(Base):
    """A payment that the bank asks the receiving bank to return: each once."""

    __tablename__ = "recalls"
    __table_args__ = (
        CheckConstraint(one_of("reason", RecallReason), name="reason"),
        CheckConstraint(one_of("state", RecallState), name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    transaction_id: Mapped[int] = mapped_column(ForeignKey("transactions.id"), unique=True)
    reason: Mapped[str]
    state: Mapped[str]
    opened_at: Mapped[datetime]
    answer_by: Mapped[date]


class ExchangeRate(Base):
    """The reference rate of a day: units of the currency for one euro, in millionths."""

    __tablename__ = "exchange_rates"
    __table_args__ = (CheckConstraint("per_euro_e6 > 0", name="rate"),)

    currency: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    per_euro_e6: Mapped[int]


class ExchangeQuote(Base):
    """A rate that was promised to a customer for some seconds, and what an exchange at it comes to."""

    __tablename__ = "exchange_quotes"
    __table_args__ = (CheckConstraint("sold_minor > 0 AND bought_minor > 0 AND fee_minor >= 0", name="amounts"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    from_account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    to_account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    sold_minor: Mapped[int]
    bought_minor: Mapped[int]
    fee_minor: Mapped[int]
    rate_text: Mapped[str]
    expires_at: Mapped[datetime]
    entry_set_id: Mapped[int | None] = mapped_column(ForeignKey("entry_sets.id"))
