"""Customers, their conversations and sessions. A token is never stored, only its SHA-256."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bank.store.models.base import Base


class Customer(Base):
    """A person with accounts. Without a password nobody can sign in as them."""

    __tablename__ = "customers"
    __table_args__ = (CheckConstraint("(sign_in_name IS NULL) = (password_hash IS NULL)", name="name_and_password"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    first_name: Mapped[str]
    last_name: Mapped[str]
    sign_in_name: Mapped[str | None] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    created_at: Mapped[datetime]


class Conversation(Base):
    """What belongs together in the chat: nobody's at first, then one customer's for good."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SessionRow(Base):
    """A browser's or terminal's way in. It ends when idle, after some hours, or when its owner says so."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    started_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class UsedOnce(Base):
    """A token or call that was used: it counts no more, in no replica, until it would count no more by itself."""

    __tablename__ = "used_once"

    hash: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInAttempts(Base):
    """Tries for one name, known or not: the hash of a name that nobody has is counted like any other."""

    __tablename__ = "sign_in_attempts"

    name_hash: Mapped[str] = mapped_column(primary_key=True)
    tries: Mapped[int]
    last_try_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]
