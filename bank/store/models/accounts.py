"""Accounts and the cards that draw on them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from bank.domain.accounts import AccountKind, AccountStatus
from bank.domain.cards import CardKind, CardState
from bank.domain.limits import CARD_CASH_DAY_MINOR, CARD_PAYMENTS_DAY_MINOR
from bank.store.models.base import Base, one_of


class Account(Base):
    """A customer's account, or one of the bank's own (`internal`, no customer).

    `balance_minor` is kept by a trigger on `entries`. The bank's own accounts have none: every payment of the bank
    would wait for that one row. Theirs is the sum of their entries.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("id", "currency"),
        CheckConstraint(one_of("kind", AccountKind), name="kind"),
        CheckConstraint(one_of("status", AccountStatus), name="status"),
        CheckConstraint("(kind = 'internal') = (customer_id IS NULL)", name="holder"),
        CheckConstraint("(kind = 'internal') = (balance_minor IS NULL)", name="balance_kept"),
        CheckConstraint("limit_minor >= 0", name="limit"),
        CheckConstraint("balance_minor IS NULL OR balance_minor + limit_minor >= 0", name="within_limit"),
        Index(
            "uq_accounts_internal",
            "name",
            "currency",
            unique=True,
            sqlite_where=text("kind = 'internal'"),
            postgresql_where=text("kind = 'internal'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str]
    currency: Mapped[str]
    iban: Mapped[str | None] = mapped_column(unique=True)
    balance_minor: Mapped[int | None]
    limit_minor: Mapped[int]
    status: Mapped[str]
    is_main: Mapped[bool]
    opened_at: Mapped[datetime]


class CreditTermsRow(Base):
    """How a credit card, loan or mortgage is paid back; see `bank.domain.accounts.CreditTerms`."""

    __tablename__ = "credit_terms"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    rate_basis_points: Mapped[int]
    payment_day: Mapped[int]
    instalment_minor: Mapped[int]
    minimum_floor_minor: Mapped[int]
    minimum_basis_points: Mapped[int]
    ends_on: Mapped[date | None]


class Card(Base):
    """A debit or credit card; only the last four digits of its number are kept here.

    `awaits_activation`: it was sent and does not work before its holder says that it has come.
    """

    __tablename__ = "cards"
    __table_args__ = (
        CheckConstraint(one_of("kind", CardKind), name="kind"),
        CheckConstraint(one_of("state", CardState), name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    kind: Mapped[str]
    digits: Mapped[str]
    holder: Mapped[str]
    state: Mapped[str]
    state_at: Mapped[datetime]
    expires_on: Mapped[date]
    awaits_activation: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_online_open: Mapped[bool] = mapped_column(default=True, server_default=true())
    is_abroad_open: Mapped[bool] = mapped_column(default=True, server_default=true())
    is_contactless_open: Mapped[bool] = mapped_column(default=True, server_default=true())
    cash_day_minor: Mapped[int] = mapped_column(
        default=CARD_CASH_DAY_MINOR["debit"], server_default=str(CARD_CASH_DAY_MINOR["debit"])
    )
    payments_day_minor: Mapped[int] = mapped_column(
        default=CARD_PAYMENTS_DAY_MINOR, server_default=str(CARD_PAYMENTS_DAY_MINOR)
    )


class CardStateChange(Base):
    """Every change of a card's state, written by a trigger."""

    __tablename__ = "card_state_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id"), index=True)
    from_state: Mapped[str]
    to_state: Mapped[str]
    at: Mapped[datetime]
