"""The desk's accounts, sessions, queue and record. Every method blocks: doors call it from a worker thread."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import handovers, second_factor, staff, totp
from bot.desk.demo import DEMO_ACCOUNTS
from bot.desk.errors import (
    CodeNeededError,
    DeskError,
    NameTakenError,
    NoReasonError,
    StaffSignInFailedError,
    WrongCodeError,
)
from bot.desk.handovers import Handover
from bot.desk.permissions import Permission, Role
from bot.desk.staff import Staff
from bot.store import Store, audit
from bot.store.audit import Actor
from bot.store.models import AuditRow, StaffRow
from bot.store.sealing import Sealer

AUDIT_ROWS_SHOWN = 100
# As short as "fraud case 12"; a word alone says nothing to who reads the record.
LEAST_REASON_CHARACTERS = 10
PASSWORD_BYTES = 15


def require_reason(text: str) -> str:
    """Why somebody needs to see a customer's matters. Raises `NoReasonError` for none worth the name."""
    reason = " ".join(text.split())
    if len(reason) < LEAST_REASON_CHARACTERS:
        raise NoReasonError
    return reason


@dataclass(frozen=True)
class SignedIn:
    """A new session. `recovery_codes`: after enrolment, to be shown once."""

    staff: Staff
    token: str
    recovery_codes: tuple[str, ...] = ()
    recovery_codes_left: int | None = None


@dataclass(frozen=True)
class Enrolment:
    """The password is right, and an authenticator app is to be set up with this; then come back with its code."""

    secret: str
    uri: str


@dataclass(frozen=True)
class Queue:
    """Who waits, what one has claimed, and, for who may look in, what is or lately was with others."""

    waiting: tuple[Handover, ...]
    mine: tuple[Handover, ...]
    others: tuple[Handover, ...] | None


class Desk:
    """Staff accounts and sessions, reading the queue, and the audit record. `is_demo`: lets the demo's accounts in."""

    def __init__(self, store: Store, sealer: Sealer, *, is_demo: bool = False) -> None:
        self._store = store
        self._sealer = sealer
        self._is_demo = is_demo

    def add_demo_staff(self) -> None:
        """Make the demo's accounts, if they are not there."""
        with self._store.write() as db:
            for account in DEMO_ACCOUNTS:
                staff.add_staff(db, account.sign_in_name, account.name, account.password, account.role, is_demo=True)

    def reseal(self) -> None:
        """Have every second factor sealed with the newest key. Raises `SealingError`."""
        with self._store.write() as db:
            second_factor.reseal(db, self._sealer)

    # Signing in

    def sign_in(self, name: str, password: str, code: str | None = None) -> SignedIn | Enrolment:
        """A new session for name, password and second factor; or what to enrol with, the first time.

        Raises `StaffSignInFailedError`, `CodeNeededError`, `WrongCodeError`, `StaffLockedError`.
        """
        with self._store.write() as db:
            staff.count_try(db, name)
        try:
            with self._store.read() as db:
                staff_id = staff.check_password(db, name, password, is_demo=self._is_demo)
            with self._store.write() as db:
                return self._second_step(db, db.get_one(StaffRow, staff_id), code)
        except CodeNeededError:
            with self._store.write() as db:
                staff.take_back_try(staff.find(db, name))
            raise
        except (StaffSignInFailedError, WrongCodeError) as error:
            self._record_refusal(name, error)
            raise

    def _second_step(self, db: Session, row: StaffRow, code: str | None) -> SignedIn | Enrolment:
        codes: tuple[str, ...] = ()
        left: int | None = None
        if not row.is_demo:
            if code is None and row.enrolled_at is not None:
                raise CodeNeededError
            secret = second_factor.pending_secret(db, row, self._sealer)
            if code is None:
                staff.take_back_try(row)
                return Enrolment(secret, totp.uri(secret, row.name))
            if not second_factor.accept(db, row, code, self._sealer):
                raise WrongCodeError
            if row.enrolled_at is None:
                codes = second_factor.enrol(db, row)
                audit.append(db, staff.view(row).actor, "second_factor_set_up")
            left = second_factor.recovery_codes_left(db, row.id)
        staff.forget_tries(row)
        member = staff.view(row)
        audit.append(db, member.actor, "signed_in")
        return SignedIn(member, staff.start_session(db, row.id), codes, left)

    def _record_refusal(self, name: str, error: DeskError) -> None:
        with self._store.write() as db:
            if db.scalar(select(StaffRow.id).where(StaffRow.name == name)) is not None:
                audit.append(db, Actor(name), "sign_in_refused", reason=error.sentence)

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self._store.write() as db:
            found = staff.find_session(db, token)
            staff.end_session(db, token)
            if found is not None:
                audit.append(db, found[0].actor, "signed_out")

    def staff_for(self, token: str, is_use: bool = True) -> Staff | None:
        """Who holds this token; None if nobody does or the session has ended. `is_use`: keeps it from idling out."""
        with self._store.read() as db:
            found = staff.find_session(db, token)
        if found is None:
            return None
        member, is_due = found
        if is_due and is_use:
            with self._store.write() as db:
                staff.touch_session(db, token)
        return member

    def is_signed_in(self, staff_id: int) -> bool:
        """Whether this member of staff has any session left."""
        with self._store.read() as db:
            return staff.has_session(db, staff_id)

    # Reading

    def queue(self, member: Staff) -> Queue:
        """The lists of one member of staff."""
        with self._store.read() as db:
            others = handovers.with_others(db, member.id) if Permission.LOOK_IN in member.permissions else None
            return Queue(handovers.waiting(db), handovers.claimed_by(db, member.id), others)

    def read_audit(self, member: Staff, before: int | None) -> tuple[AuditRow, ...]:
        """The newest rows of the record, or those before a number. That they were read is a row itself."""
        member.require(Permission.READ_AUDIT)
        with self._store.write() as db:
            if before is None:
                audit.append(db, member.actor, "audit_read")
            return audit.newest(db, before, AUDIT_ROWS_SHOWN)

    def record_test(self, member: Staff, customer: int, reason: str) -> None:
        """Note that somebody is a customer in the testing shell. Raises `NotAllowedError`, `NoReasonError`."""
        member.require(Permission.TEST)
        with self._store.write() as db:
            audit.append(
                db, member.actor, "tested_as_customer", about=f"customer {customer}", reason=require_reason(reason)
            )

    # Accounts: by an administrator, or by who has the machine

    def accounts(self) -> tuple[StaffRow, ...]:
        """Everybody who has not left."""
        with self._store.read() as db:
            return tuple(db.scalars(select(StaffRow).where(StaffRow.left_at.is_(None)).order_by(StaffRow.name)))

    def add(self, actor: Actor, sign_in_name: str, name: str, role: Role) -> str:
        """Make an account; its first password, which is kept nowhere else. Raises `NameTakenError`."""
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        with self._store.write() as db:
            if not staff.add_staff(db, sign_in_name, name, password, role):
                raise NameTakenError
            audit.append(db, actor, "staff_added", about=sign_in_name, reason=role)
        return password

    def give_role(self, actor: Actor, sign_in_name: str, role: Role) -> None:
        """Change a role; the sessions of the old one end. Raises `UnknownStaffError`."""
        with self._store.write() as db:
            row = staff.find(db, sign_in_name)
            audit.append(db, actor, "role_changed", about=sign_in_name, reason=f"{row.role} to {role}")
            row.role = role
            staff.end_all_sessions(db, row.id)

    def reset(self, actor: Actor, sign_in_name: str) -> str:
        """Give a new password, and let the second factor be set up anew. Raises `UnknownStaffError`."""
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        with self._store.write() as db:
            row = staff.find(db, sign_in_name)
            staff.set_password(row, password)
            staff.forget_tries(row)
            second_factor.forget(db, row)
            staff.end_all_sessions(db, row.id)
            audit.append(db, actor, "staff_reset", about=sign_in_name)
        return password

    def remove(self, actor: Actor, sign_in_name: str) -> None:
        """Close an account for good; what it did stays on record. Raises `UnknownStaffError`."""
        with self._store.write() as db:
            row = staff.find(db, sign_in_name)
            row.left_at = datetime.now(UTC)
            staff.end_all_sessions(db, row.id)
            handovers.put_back(db, row.id)
            audit.append(db, actor, "staff_removed", about=sign_in_name)
