"""Changes that customers ask for, other than by moving money, with every change of their state."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bank.domain.orders import OrderState
from bank.store.models.base import Base, one_of


class Change(Base):
    """A change as it was read back. Triggers refuse another content and a step that its state does not allow.

    `content` and `summary` are JSON text; `result` is what its execution led to, such as a case number.
    """

    __tablename__ = "changes"
    __table_args__ = (
        CheckConstraint(one_of("state", OrderState), name="state"),
        CheckConstraint("(state = 'failed') = (failure IS NOT NULL)", name="failure"),
        CheckConstraint("state = 'executed' OR result IS NULL", name="result"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    kind: Mapped[str]
    needs_code: Mapped[bool]
    content: Mapped[str]
    summary: Mapped[str]
    content_hash: Mapped[str]
    created_at: Mapped[datetime]
    state: Mapped[str]
    state_at: Mapped[datetime]
    failure: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class ChangeStateChange(Base):
    """Every state that a change was ever in, written by a trigger."""

    __tablename__ = "change_state_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("changes.id"), index=True)
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    at: Mapped[datetime]
