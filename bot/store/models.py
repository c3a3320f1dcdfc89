"""The tables, as SQLAlchemy sees them. Their history is in `migrations/`; nothing else creates them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

AUTHORS = ("customer", "assistant", "staff", "system")
HANDOVER_STATES = ("waiting", "claimed", "closed")
ROLES = ("agent", "supervisor", "auditor", "administrator", "tester")

CONVERSATION_ID_LENGTH = 64
CLIENT_ID_LENGTH = 64
NAME_LENGTH = 80


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always UTC: SQLite keeps no time zone, and a naive moment waits for summer time to bite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs its time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables of the bot."""


class MessageRow(Base):
    """One line of a conversation. Never changed after it is written, but for `answered`."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "author", "client_id", name="uq_messages_client_id"),
        CheckConstraint(_one_of("author", AUTHORS), name="ck_messages_author"),
        Index("ix_messages_turn", "conversation_id", "turn"),
    )

    conversation_id: Mapped[str] = mapped_column(String(CONVERSATION_ID_LENGTH), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    turn: Mapped[int]
    """Shared by what was said and its replies: answers a repeat, and only the last turn's buttons count."""
    author: Mapped[str] = mapped_column(String(16))
    name: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    text: Mapped[str] = mapped_column(Text)
    buttons: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    data: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    client_id: Mapped[str | None] = mapped_column(String(CLIENT_ID_LENGTH))
    answered: Mapped[bool]
    """False from when a customer's message is stored until its replies are: shows what a kill left open."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffRow(Base):
    """A member of staff who may sign in at the desk."""

    __tablename__ = "staff"
    __table_args__ = (CheckConstraint(_one_of("role", ROLES), name="ck_staff_role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    display_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16))
    is_demo: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Its password is public: opens the desk of a demo, without a second factor, and nothing elsewhere."""
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    totp_sealed: Mapped[str | None] = mapped_column("totp_secret", String(64))
    totp_step: Mapped[int | None] = mapped_column(BigInteger)
    """The newest step whose code was used."""
    enrolled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a code first showed that the app has the secret; None until then."""
    wrong_tries: Mapped[int] = mapped_column(default=0, server_default="0")
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecoveryCodeRow(Base):
    """A code that stands in for the app once."""

    __tablename__ = "staff_recovery_codes"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AuditRow(Base):
    """Something that was done or seen; see bot/store/audit.py."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(NAME_LENGTH))
    role: Mapped[str | None] = mapped_column(String(16))
    event: Mapped[str] = mapped_column(String(32))
    about: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    conversation_id: Mapped[str | None] = mapped_column(String(CONVERSATION_ID_LENGTH))
    reason: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHeadRow(Base):
    """The number and hash of the newest row of the audit record: the one row of this table."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="ck_audit_head_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))


class StaffSessionRow(Base):
    """A staff session, known by the SHA-256 of its token."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    idle_ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)


class HandoverRow(Base):
    """A conversation that waits for, or is with, a member of staff: one at most, besides closed ones."""

    __tablename__ = "handovers"
    __table_args__ = (
        CheckConstraint(_one_of("state", HANDOVER_STATES), name="ck_handovers_state"),
        CheckConstraint(
            "state <> 'claimed' OR (claimed_by IS NOT NULL AND claimed_at IS NOT NULL)",
            name="ck_handovers_claimed",
        ),
        Index(
            "uq_handovers_open",
            "conversation_id",
            unique=True,
            sqlite_where=text("state <> 'closed'"),
            postgresql_where=text("state <> 'closed'"),
        ),
        Index("ix_handovers_waiting", "state", "waiting_since"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(CONVERSATION_ID_LENGTH), index=True)
    state: Mapped[str] = mapped_column(String(16))
    customer_name: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    reason: Mapped[str] = mapped_column(Text)
    summary: Mapped[list[list[str]]] = mapped_column(JSON)
    waiting_since: Mapped[datetime] = mapped_column(UtcDateTime)
    is_urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    position_told: Mapped[bool]
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
