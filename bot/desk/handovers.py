"""The queue in the database: who waits since when, with whom. Each change is one conditional UPDATE."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from bot.desk.errors import AlreadyClaimedError, NotYoursError, UnknownHandoverError
from bot.store.models import HandoverRow, MessageRow, StaffRow

WAITING = "waiting"
CLAIMED = "claimed"
CLOSED = "closed"

QUEUE_SHOWN = 100
IN_THE_QUEUE = (HandoverRow.is_urgent.desc(), HandoverRow.waiting_since)
"""What is urgent first, then who waits longest."""
CLOSED_SHOWN = timedelta(days=1)
SUMMARY_FACTS = 20
REASON_CHARACTERS = 500
LAST_TEXT_CHARACTERS = 200


@dataclass(frozen=True)
class Handover:
    """A conversation at the desk."""

    id: str
    conversation_id: str
    customer: str | None
    reason: str
    summary: tuple[tuple[str, str], ...]
    waiting_since: datetime
    is_urgent: bool
    state: str
    staff_id: int | None
    staff: str | None
    last_text: str

    def to_json(self) -> dict[str, Any]:
        """The form that the desk's page reads (docs/architecture.md); the conversation's id stays here."""
        return {
            "id": self.id,
            "customer": self.customer,
            "reason": self.reason,
            "summary": [{"label": label, "value": value} for label, value in self.summary],
            "waiting_since": self.waiting_since.isoformat(timespec="milliseconds"),
            "urgent": self.is_urgent,
            "status": self.state,
            "staff": self.staff,
            "last_text": self.last_text,
        }


def open_handover(
    db: Session,
    conversation_id: str,
    customer_name: str | None,
    reason: str,
    summary: Sequence[tuple[str, str]],
    *,
    is_urgent: bool = False,
) -> Handover:
    """Put a conversation into the queue, an urgent one before the others; one that is there already stays as it is."""
    found = find_open(db, conversation_id)
    if found is not None:
        return found
    row = HandoverRow(
        id=secrets.token_hex(16),
        conversation_id=conversation_id,
        state=WAITING,
        customer_name=customer_name,
        reason=reason[:REASON_CHARACTERS],
        summary=[[str(label), str(value)] for label, value in summary[:SUMMARY_FACTS]],
        waiting_since=datetime.now(UTC),
        is_urgent=is_urgent,
        position_told=False,
    )
    db.add(row)
    db.flush()
    return get(db, row.id)


def find_open(db: Session, conversation_id: str) -> Handover | None:
    """The handover of a conversation that waits or is claimed."""
    found = _select(db, HandoverRow.conversation_id == conversation_id, HandoverRow.state != CLOSED)
    return found[0] if found else None


def get(db: Session, handover_id: str) -> Handover:
    """One handover, closed ones too. Raises `UnknownHandoverError`."""
    found = _select(db, HandoverRow.id == handover_id)
    if not found:
        raise UnknownHandoverError
    return found[0]


def waiting(db: Session) -> tuple[Handover, ...]:
    """The queue: what is urgent first, then who waits longest."""
    return _select(db, HandoverRow.state == WAITING)


def claimed_by(db: Session, staff_id: int) -> tuple[Handover, ...]:
    """What one member of staff is busy with."""
    return _select(db, HandoverRow.state == CLAIMED, HandoverRow.claimed_by == staff_id)


def with_others(db: Session, staff_id: int) -> tuple[Handover, ...]:
    """What is with somebody else, then what was closed within a day, each newest first.

    Without the customers' words: see `look_in`.
    """
    since = datetime.now(UTC) - CLOSED_SHOWN
    found = _select(
        db,
        ((HandoverRow.state == CLAIMED) & (HandoverRow.claimed_by != staff_id))
        | ((HandoverRow.state == CLOSED) & (HandoverRow.closed_at > since)),
        order=(HandoverRow.state == CLOSED, HandoverRow.waiting_since.desc()),
    )
    return tuple(replace(handover, summary=(), last_text="") for handover in found)


def position(db: Session, handover: Handover) -> int:
    """1 for the next in the queue."""
    longer = HandoverRow.waiting_since < handover.waiting_since
    before = HandoverRow.is_urgent & longer if handover.is_urgent else HandoverRow.is_urgent | longer
    earlier = select(func.count()).where(HandoverRow.state == WAITING, HandoverRow.id != handover.id, before)
    return (db.scalar(earlier) or 0) + 1


def tell_position_once(db: Session, handover_id: str) -> bool:
    """True for the first caller, who then tells the customer; false for every later one."""
    told = update(HandoverRow).where(HandoverRow.id == handover_id, HandoverRow.position_told.is_(False))
    return _changed(db, told.values(position_told=True))


def claim(db: Session, handover_id: str, staff_id: int) -> tuple[Handover, bool]:
    """Take a waiting conversation; of several who try, one wins. Returns it and whether it is newly claimed.

    Raises `UnknownHandoverError`, `AlreadyClaimedError`.
    """
    wanted = update(HandoverRow).where(HandoverRow.id == handover_id, HandoverRow.state == WAITING)
    won = _changed(db, wanted.values(state=CLAIMED, claimed_by=staff_id, claimed_at=datetime.now(UTC)))
    handover = get(db, handover_id)
    if not won and (handover.state != CLAIMED or handover.staff_id != staff_id):
        raise AlreadyClaimedError
    return handover, won


def require_mine(db: Session, handover_id: str, staff_id: int) -> Handover:
    """The handover, if this member of staff has it. Raises `UnknownHandoverError`, `NotYoursError`."""
    handover = get(db, handover_id)
    if handover.state != CLAIMED or handover.staff_id != staff_id:
        raise NotYoursError
    return handover


def require_readable(db: Session, handover_id: str, staff_id: int) -> Handover:
    """The handover, if it waits for anybody or was claimed by this member of staff."""
    handover = get(db, handover_id)
    if handover.state != WAITING and handover.staff_id != staff_id:
        raise NotYoursError
    return handover


def close(db: Session, handover_id: str) -> bool:
    """End a handover: the conversation is the assistant's again. False if it was closed before."""
    wanted = update(HandoverRow).where(HandoverRow.id == handover_id, HandoverRow.state != CLOSED)
    return _changed(db, wanted.values(state=CLOSED, closed_at=datetime.now(UTC)))


def name_customer(db: Session, conversation_id: str, name: str | None) -> None:
    """Note who waits, when somebody signs in while waiting."""
    db.execute(
        update(HandoverRow)
        .where(HandoverRow.conversation_id == conversation_id, HandoverRow.state != CLOSED)
        .values(customer_name=name)
    )


def put_back(db: Session, staff_id: int) -> tuple[Handover, ...]:
    """Let everything that one member of staff has claimed wait again, at its old place."""
    mine = claimed_by(db, staff_id)
    db.execute(
        update(HandoverRow)
        .where(HandoverRow.state == CLAIMED, HandoverRow.claimed_by == staff_id)
        .values(state=WAITING, claimed_by=None, claimed_at=None, position_told=False)
    )
    return mine


def _changed(db: Session, statement: Any) -> bool:
    return bool(db.connection().execute(statement).rowcount)


def _select(db: Session, *conditions: ColumnElement[bool], order: Sequence[Any] = IN_THE_QUEUE) -> tuple[Handover, ...]:
    db.flush()
    last_text = (
        select(MessageRow.text)
        .where(
            MessageRow.conversation_id == HandoverRow.conversation_id,
            MessageRow.author.in_(("customer", "staff")),
        )
        .order_by(MessageRow.number.desc())
        .limit(1)
        .correlate(HandoverRow)
        .scalar_subquery()
    )
    rows = db.execute(
        select(HandoverRow, StaffRow.display_name, last_text)
        .outerjoin(StaffRow, StaffRow.id == HandoverRow.claimed_by)
        .where(*conditions)
        .order_by(*order)
        .limit(QUEUE_SHOWN)
        .execution_options(populate_existing=True)
    )
    return tuple(_handover(row, staff, text or "") for row, staff, text in rows)


def _handover(row: HandoverRow, staff: str | None, last_text: str) -> Handover:
    return Handover(
        id=row.id,
        conversation_id=row.conversation_id,
        customer=row.customer_name,
        reason=row.reason,
        summary=tuple((label, value) for label, value in row.summary),
        waiting_since=row.waiting_since,
        is_urgent=row.is_urgent,
        state=row.state,
        staff_id=row.claimed_by,
        staff=staff,
        last_text=last_text[:LAST_TEXT_CHARACTERS],
    )
