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

from bot.desk.errors import NotAllowedError, StaffLockedError, StaffSignInFailedError, UnknownStaffError
from bot.desk.permissions import PERMISSIONS, Permission, Role
from bot.store.audit import Actor
from bot.store.models import StaffRow, StaffSessionRow

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
# How often at most a session in use is written down again.
TOUCH_EVERY = timedelta(minutes=1)
# Wrong passwords or codes for one account, over all replicas, before it is closed for a while.
TRIES = 5
LOCK = timedelta(minutes=15)

# OWASP's setting for argon2id where memory is scarce: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@dataclass(frozen=True)
class Staff:
    """A signed-in member of staff; `name` is what customers read."""

    id: int
    sign_in_name: str
    name: str
    role: Role

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the role allows."""
        return PERMISSIONS[self.role]

    def require(self, permission: Permission) -> None:
        """Raises `NotAllowedError`."""
        if permission not in self.permissions:
            raise NotAllowedError

    @property
    def actor(self) -> Actor:
        """As the audit record names them."""
        return Actor(self.sign_in_name, self.role)


def add_staff(
    db: Session, sign_in_name: str, name: str, password: str, role: Role = Role.AGENT, *, is_demo: bool = False
) -> bool:
    """Make an account, unless the name is taken: then it stays as it is, and the answer is false."""
    if db.scalar(select(StaffRow.id).where(StaffRow.name == sign_in_name)) is not None:
        return False
    hashed = _hasher.hash(password)
    db.add(StaffRow(name=sign_in_name, display_name=name, password_hash=hashed, role=role, is_demo=is_demo))
    return True


def set_password(row: StaffRow, password: str) -> None:
    """Give an account another password."""
    row.password_hash = _hasher.hash(password)


def find(db: Session, sign_in_name: str) -> StaffRow:
    """The account of who has not left. Raises `UnknownStaffError`."""
    row = db.scalar(select(StaffRow).where(StaffRow.name == sign_in_name, StaffRow.left_at.is_(None)))
    if row is None:
        raise UnknownStaffError
    return row


def count_try(db: Session, sign_in_name: str) -> None:
    """Count a try before it is looked at: tries made at once cannot outrun the count. Raises `StaffLockedError`."""
    row = db.scalar(select(StaffRow).where(StaffRow.name == sign_in_name).with_for_update())
    if row is None:
        return
    now = datetime.now(UTC)
    if row.locked_until is not None:
        if now < row.locked_until:
            raise StaffLockedError
        row.wrong_tries, row.locked_until = 0, None
    row.wrong_tries += 1
    if row.wrong_tries >= TRIES:
        row.locked_until = now + LOCK


def take_back_try(row: StaffRow) -> None:
    """The password was right and no code was given: that was no guess."""
    row.wrong_tries -= 1
    row.locked_until = None


def forget_tries(row: StaffRow) -> None:
    """Both factors were right."""
    row.wrong_tries, row.locked_until = 0, None


def check_password(db: Session, sign_in_name: str, password: str, *, is_demo: bool) -> int:
    """The account's id, if the password is its. An unknown name takes as long as a wrong password.

    An account of the demo has no password anywhere else. Raises `StaffSignInFailedError`.
    """
    row = db.scalar(select(StaffRow).where(StaffRow.name == sign_in_name))
    if row is not None and (row.left_at is not None or (row.is_demo and not is_demo)):
        row = None
    try:
        _hasher.verify(row.password_hash if row else _nobody(), password)
    except (VerifyMismatchError, InvalidHashError):
        raise StaffSignInFailedError from None
    if row is None:
        raise StaffSignInFailedError
    return row.id


def start_session(db: Session, staff_id: int) -> str:
    """A new session; returns its token, of which only the hash is kept."""
    now = datetime.now(UTC)
    db.execute(delete(StaffSessionRow).where(StaffSessionRow.ends_at < now))
    token = secrets.token_urlsafe(32)
    db.add(StaffSessionRow(token_hash=_hash(token), staff_id=staff_id, idle_ends_at=now + IDLE, ends_at=now + ABSOLUTE))
    return token


def find_session(db: Session, token: str) -> tuple[Staff, bool] | None:
    """Who holds the token, and whether the session is due to be written down as used; None if it ended."""
    row = db.get(StaffSessionRow, _hash(token))
    now = datetime.now(UTC)
    if row is None or now >= min(row.idle_ends_at, row.ends_at):
        return None
    staff = db.get_one(StaffRow, row.staff_id)
    return view(staff), now + IDLE - row.idle_ends_at > TOUCH_EVERY


def touch_session(db: Session, token: str) -> None:
    """Write down that the session was used now."""
    row = db.get(StaffSessionRow, _hash(token))
    if row is not None:
        row.idle_ends_at = datetime.now(UTC) + IDLE


def end_session(db: Session, token: str) -> None:
    """End the session at once."""
    db.execute(delete(StaffSessionRow).where(StaffSessionRow.token_hash == _hash(token)))


def end_all_sessions(db: Session, staff_id: int) -> None:
    """End all of one member's sessions: their role, their factor or their job has changed."""
    db.execute(delete(StaffSessionRow).where(StaffSessionRow.staff_id == staff_id))


def has_session(db: Session, staff_id: int) -> bool:
    """Whether this member of staff is signed in anywhere."""
    now = datetime.now(UTC)
    live = select(StaffSessionRow.staff_id).where(
        StaffSessionRow.staff_id == staff_id,
        StaffSessionRow.idle_ends_at > now,
        StaffSessionRow.ends_at > now,
    )
    return db.scalar(live.limit(1)) is not None


def view(row: StaffRow) -> Staff:
    """An account as the rest of the desk sees it."""
    return Staff(id=row.id, sign_in_name=row.name, name=row.display_name, role=Role(row.role))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_hex(16))
