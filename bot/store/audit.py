"""The audit record: who did or saw what, when and why. Rows are only ever added.

Each row holds the SHA-256 of itself and of the row before it, and `audit_head` the newest one: a row that is changed,
missing or added later does not fit. Who could rewrite the whole table is found out by a head that was noted elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.models import AuditHeadRow, AuditRow

FIRST_HASH = "0" * 64
REASON_CHARACTERS = 500
ROWS_AT_ONCE = 1_000


@dataclass(frozen=True)
class Actor:
    """Who acts: a member of staff by their sign-in name, or the console of the machine (then without a role)."""

    name: str
    role: str | None = None


@dataclass(frozen=True)
class Verdict:
    """What checking the record came to; `problem` None: nothing was changed, and nothing is missing."""

    rows: int
    head: str
    problem: str | None


def append(
    db: Session,
    actor: Actor,
    event: str,
    *,
    about: str | None = None,
    conversation_id: str | None = None,
    reason: str = "",
) -> None:
    """Add a row, within the transaction that does what it says."""
    head = db.scalars(select(AuditHeadRow).with_for_update()).one()  # others wait: the chain has one end
    row = AuditRow(
        number=head.number + 1,
        at=datetime.now(UTC),
        actor=actor.name,
        role=actor.role,
        event=event,
        about=about,
        conversation_id=conversation_id,
        reason=reason[:REASON_CHARACTERS],
        previous_hash=head.hash,
    )
    row.hash = _hash(row)
    db.add(row)
    head.number, head.hash = row.number, row.hash
    db.flush()


def newest(db: Session, before: int | None, limit: int) -> tuple[AuditRow, ...]:
    """The newest rows first, from before a number on."""
    rows = select(AuditRow).order_by(AuditRow.number.desc()).limit(limit)
    return tuple(db.scalars(rows if before is None else rows.where(AuditRow.number < before)))


def all_rows(db: Session) -> Iterator[AuditRow]:
    """Every row, oldest first, a thousand at a time in memory."""
    yield from db.scalars(select(AuditRow).order_by(AuditRow.number).execution_options(yield_per=ROWS_AT_ONCE))


def verify(db: Session, noted: tuple[int, str] | None = None) -> Verdict:
    """Check every row against the one before it, and the end against the head. `noted`: a head from earlier."""
    number, found = 0, FIRST_HASH
    for row in all_rows(db):
        if row.number != number + 1:
            return Verdict(number, found, f"Row {number + 1} is missing.")
        if row.previous_hash != found or row.hash != _hash(row):
            return Verdict(number, found, f"Row {row.number} was changed, or one before it.")
        number, found = row.number, row.hash
        if noted is not None and noted[0] == number and noted[1] != found:
            return Verdict(number, found, f"Row {number} is not the one that was noted: the record was written anew.")
    head = db.scalars(select(AuditHeadRow)).one_or_none()
    if head is None or (head.number, head.hash) != (number, found):
        return Verdict(number, found, f"Rows after {number} are missing.")
    if noted is not None and noted[0] > number:
        return Verdict(number, found, f"Row {noted[0]}, which was noted, is missing.")
    return Verdict(number, found, None)


def as_json(row: AuditRow) -> dict[str, Any]:
    """A row as it is exported."""
    return {
        "number": row.number,
        "at": row.at.isoformat(timespec="microseconds"),
        "actor": row.actor,
        "role": row.role,
        "event": row.event,
        "about": row.about,
        "conversation": row.conversation_id,
        "reason": row.reason,
        "previous_hash": row.previous_hash,
        "hash": row.hash,
    }


def _hash(row: AuditRow) -> str:
    content = as_json(row)
    del content["hash"]
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
