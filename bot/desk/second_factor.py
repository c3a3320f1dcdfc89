"""The second factor of staff: an app's code, each good once, or one of ten recovery codes, each good once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.desk import totp
from bot.store.models import RecoveryCodeRow, StaffRow

RECOVERY_CODES = 10
RECOVERY_BYTES = 8


def pending_secret(db: Session, row: StaffRow) -> str:
    """The secret that an account is to enrol with: the same until a code has shown that the app has it."""
    if row.totp_secret is None:
        row.totp_secret = totp.new_secret()
        db.flush()
    return row.totp_secret


def accept(db: Session, row: StaffRow, code: str) -> bool:
    """Whether a code counts. It does once: an app's code of a step that was used, or of an earlier one, does not."""
    code = code.replace(" ", "")
    if row.totp_secret is not None and (step := totp.find_step(row.totp_secret, code, datetime.now(UTC).timestamp())):
        is_newer = (StaffRow.totp_step.is_(None)) | (StaffRow.totp_step < step)
        used = update(StaffRow).where(StaffRow.id == row.id, is_newer).values(totp_step=step)
        return bool(db.connection().execute(used).rowcount)
    if row.enrolled_at is None:
        return False
    used = (
        update(RecoveryCodeRow)
        .where(RecoveryCodeRow.code_hash == _hash(row.id, code), RecoveryCodeRow.used_at.is_(None))
        .values(used_at=datetime.now(UTC))
    )
    return bool(db.connection().execute(used).rowcount)


def enrol(db: Session, row: StaffRow) -> tuple[str, ...]:
    """The app has shown a right code: from now on it is asked for. Returns the recovery codes, never shown again."""
    row.enrolled_at = datetime.now(UTC)
    codes = tuple(_new_code() for _ in range(RECOVERY_CODES))
    db.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.staff_id == row.id))
    db.add_all(RecoveryCodeRow(code_hash=_hash(row.id, code), staff_id=row.id) for code in codes)
    db.flush()
    return codes


def recovery_codes_left(db: Session, staff_id: int) -> int:
    """How many recovery codes were not used yet."""
    left = select(func.count()).where(RecoveryCodeRow.staff_id == staff_id, RecoveryCodeRow.used_at.is_(None))
    return db.scalar(left) or 0


def forget(db: Session, row: StaffRow) -> None:
    """Take the second factor away: the next sign-in enrols anew."""
    row.totp_secret = row.totp_step = row.enrolled_at = None
    db.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.staff_id == row.id))
    db.flush()


def _new_code() -> str:
    """64 bits, too many to be guessed, in four groups that can be copied by hand."""
    text = secrets.token_hex(RECOVERY_BYTES)
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def _hash(staff_id: int, code: str) -> str:
    return hashlib.sha256(f"{staff_id}:{code.lower()}".encode(errors="replace")).hexdigest()
