"""Staff: who may sign in, and their sessions. Passwords are kept as argon2id, tokens as SHA-256."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.desk.errors import StaffSignInFailedError
from bot.store.models import StaffRow, StaffSessionRow

AGENT = "agent"
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
# How often at most a session in use is written down again.
TOUCH_EVERY = timedelta(minutes=1)

# OWASP's setting for argon2id where memory is scarce: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@dataclass(frozen=True)
class Staff:
    """A signed-in member of staff; `name` is what customers read."""

    id: int
    sign_in_name: str
    name: str
    role: str


def add_staff(db: Session, sign_in_name: str, name: str, password: str, role: str = AGENT) -> None:
    """Make an account, unless the name is taken: then it stays as it is."""
    if db.scalar(select(StaffRow.id).where(StaffRow.name == sign_in_name)) is None:
        db.add(StaffRow(name=sign_in_name, display_name=name, password_hash=_hasher.hash(password), role=role))


def check_password(db: Session, sign_in_name: str, password: str) -> Staff:
    """The account, if the password is its. An unknown name takes as long as a wrong password.

    Raises `StaffSignInFailedError`.
    """
    row = db.scalar(select(StaffRow).where(StaffRow.name == sign_in_name))
    try:
        _hasher.verify(row.password_hash if row else _nobody(), password)
    except (VerifyMismatchError, InvalidHashError):
        raise StaffSignInFailedError from None
    if row is None:
        raise StaffSignInFailedError
    return _staff(row)


def start_session(db: Session, staff: Staff) -> str:
    """A new session; returns its token, of which only the hash is kept."""
    now = datetime.now(UTC)
    db.execute(delete(StaffSessionRow).where(StaffSessionRow.ends_at < now))
    token = secrets.token_urlsafe(32)
    db.add(StaffSessionRow(token_hash=_hash(token), staff_id=staff.id, idle_ends_at=now + IDLE, ends_at=now + ABSOLUTE))
    return token


def find_session(db: Session, token: str) -> tuple[Staff, bool] | None:
    """Who holds the token, and whether the session is due to be written down as used; None if it ended."""
    row = db.get(StaffSessionRow, _hash(token))
    now = datetime.now(UTC)
    if row is None or now >= min(row.idle_ends_at, row.ends_at):
        return None
    staff = db.get_one(StaffRow, row.staff_id)
    return _staff(staff), now + IDLE - row.idle_ends_at > TOUCH_EVERY


def touch_session(db: Session, token: str) -> None:
    """Write down that the session was used now."""
    row = db.get(StaffSessionRow, _hash(token))
    if row is not None:
        row.idle_ends_at = datetime.now(UTC) + IDLE


def end_session(db: Session, token: str) -> None:
    """End the session at once."""
    db.execute(delete(StaffSessionRow).where(StaffSessionRow.token_hash == _hash(token)))


def has_session(db: Session, staff_id: int) -> bool:
    """Whether this member of staff is signed in anywhere."""
    now = datetime.now(UTC)
    live = select(StaffSessionRow.staff_id).where(
        StaffSessionRow.staff_id == staff_id,
        StaffSessionRow.idle_ends_at > now,
        StaffSessionRow.ends_at > now,
    )
    return db.scalar(live.limit(1)) is not None


def _staff(row: StaffRow) -> Staff:
    return Staff(id=row.id, sign_in_name=row.name, name=row.display_name, role=row.role)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_hex(16))
