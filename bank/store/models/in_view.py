"""What helps a customer see their money: documents behind a short-lived link, and notices that were shown."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from bank.store.models.base import Base


class Document(Base):
    """A file that was made for one conversation, deleted some time after its link has run out."""

    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class NoticeShown(Base):
    """Something that a customer has been told unasked: never again."""

    __tablename__ = "notices"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    shown_at: Mapped[datetime]


class NoticeSetting(Base):
    """Whether a customer wants to be told things unasked; without a row, yes."""

    __tablename__ = "notice_settings"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    wanted: Mapped[bool]
    changed_at: Mapped[datetime]
