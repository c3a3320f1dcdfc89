"""What the bank offers and at what price: products, their dated rates and fees, requests for them, repayment quotes."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bank.domain.products import RequestKind
from bank.domain.tariff import Per
from bank.store.models.base import Base, one_of


class Product(Base):
    """Something that customers can open. `words`, `to_open`, `to_close`: one a line, as people say and read them."""

    __tablename__ = "products"

    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    name: Mapped[str]
    words: Mapped[str]
    to_open: Mapped[str]
    to_close: Mapped[str]


class TariffItem(Base):
    """A rate or a fee. `words`: how customers ask for it, one wording a line."""

    __tablename__ = "tariff_items"
    __table_args__ = (CheckConstraint(one_of("per", Per), name="per"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    subject: Mapped[str]
    title: Mapped[str]
    per: Mapped[str]
    words: Mapped[str]
    # Not merged with the item: a value that the file no longer names stays.
    values: Mapped[list[TariffValue]] = relationship(order_by="TariffValue.valid_from", cascade="save-update")


class TariffValue(Base):
    """What it is from a day on: a rate in basis points, an amount, or a rate within amounts. Minor units."""

    __tablename__ = "tariff_values"
    __table_args__ = (
        CheckConstraint("basis_points IS NOT NULL OR amount_minor IS NOT NULL", name="something"),
        CheckConstraint("basis_points IS NULL OR amount_minor IS NULL", name="one_thing"),
    )

    item_id: Mapped[str] = mapped_column(ForeignKey("tariff_items.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    basis_points: Mapped[int | None]
    amount_minor: Mapped[int | None]
    least_minor: Mapped[int | None]
    most_minor: Mapped[int | None]
    currency: Mapped[str]
    note: Mapped[str]


class ProductRequest(Base):
    """A customer's wish to open, close or change a product: a colleague goes on with it under its number."""

    __tablename__ = "product_requests"
    __table_args__ = (CheckConstraint(one_of("kind", RequestKind), name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    kind: Mapped[str]
    product_id: Mapped[str] = mapped_column(ForeignKey("products.id"))
    made_at: Mapped[datetime]


class RepaymentQuote(Base):
    """What paying a loan back early comes to, promised until `pay_by`. Amounts in minor units."""

    __tablename__ = "repayment_quotes"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    owed_minor: Mapped[int]
    repaid_minor: Mapped[int]
    interest_minor: Mapped[int]
    fee_minor: Mapped[int]
    made_at: Mapped[datetime]
    pay_by: Mapped[date]
