"""The ledger: sets of entries, appended and never changed.

The entries of a set are written first and the set's own row last. That row is the seal: a trigger refuses it unless its
entries sum to zero in every currency, the deferred foreign key refuses entries without it, and a trigger refuses
further entries after it.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bank.store.models.base import Base


class EntrySet(Base):
    """One event in the books. `order_id` is unique: an order is posted once or never."""

    __tablename__ = "entry_sets"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), unique=True)
    booked_at: Mapped[datetime]
    value_on: Mapped[date]


class Entry(Base):
    """An amount added to one account, in the account's currency."""

    __tablename__ = "entries"
    __table_args__ = (
        ForeignKeyConstraint(["account_id", "currency"], ["accounts.id", "accounts.currency"]),
        CheckConstraint("amount_minor <> 0", name="amount"),
        {"sqlite_with_rowid": False},
    )

    entry_set_id: Mapped[int] = mapped_column(
        ForeignKey("entry_sets.id", deferrable=True, initially="DEFERRED"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int]
    currency: Mapped[str]
    amount_minor: Mapped[int]
