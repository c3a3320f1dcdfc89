"""Branches and cash machines: where they are, when they are open, what they do."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bank.domain.places import PlaceKind
from bank.store.models.base import Base, one_of


class Branch(Base):
    """A branch or a cash machine. Coordinates in degrees."""

    __tablename__ = "branches"
    __table_args__ = (CheckConstraint(one_of("kind", PlaceKind), name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    street: Mapped[str]
    town: Mapped[str]
    post_code: Mapped[str]
    latitude: Mapped[float]
    longitude: Mapped[float]
    step_free: Mapped[bool]
    services: Mapped[list[BranchService]] = relationship(order_by="BranchService.service")
    hours: Mapped[list[OpeningHours]] = relationship(order_by="OpeningHours.weekday")


class BranchService(Base):
    """One thing that can be done there."""

    __tablename__ = "branch_services"

    branch_id: Mapped[int] = mapped_column(ForeignKey("branches.id"), primary_key=True)
    service: Mapped[str] = mapped_column(primary_key=True)


class OpeningHours(Base):
    """From when to when it is open on a weekday (Monday is 0), in minutes after midnight, local time."""

    __tablename__ = "opening_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("0 <= opens_minute AND opens_minute < closes_minute AND closes_minute <= 1440", name="day"),
    )

    branch_id: Mapped[int] = mapped_column(ForeignKey("branches.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    opens_minute: Mapped[int]
    closes_minute: Mapped[int]
