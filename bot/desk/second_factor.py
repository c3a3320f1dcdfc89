"""The second factor of staff: an app's code, each good once, or one of ten recovery codes, each good once.

What the app and we share lies sealed in the database; the keys are in a file of their own (`bot/store/sealing.py`).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import UTC, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.desk import totp
from bot.store.models import RecoveryCodeRow, StaffRow
from bot.store.sealing import Sealer

RECOVERY_CODES = 10
RECOVERY_BYTES = 8
# A secret in base32, as earlier releases kept it; sealed, it has twice as many.
PLAIN_CHARACTERS = 32


def pending_secret(db: Session, row: StaffRow, sealer: Sealer) -> str:
    """The secret that an account is to enrol with: the same until a code has shown that the app has it."""
    if row.totp_sealed is None:
        _keep(row, totp.new_secret(), sealer)
        db.flush()
    return _secret(row, sealer)


def reseal(db: Session, sealer: Sealer) -> None:
    """Seal with the newest key what lies under an older one, or in plain as it once did. Raises `SealingError`."""
    for row in db.scalars(select(StaffRow).where(StaffRow.totp_sealed.is_not(None))):
        kept = row.totp_sealed or ""
        if len(kept) == PLAIN_CHARACTERS:
            _keep(row, kept, sealer)
        else:
            row.totp_sealed = sealer.renew(kept, row.name)
    db.flush()


def accept(db: Session, row: StaffRow, code: str, sealer: Sealer) -> bool:
    """Whether a code counts. It does once: an app's code of a step that was used, or of an earlier one, does not."""
    code = code.replace(" ", "")
    if row.totp_sealed is not None and (
        step := totp.find_step(_secret(row, sealer), code, datetime.now(UTC).timestamp())
    ):
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
    row.totp_sealed = row.totp_step = row.enrolled_at = None
    db.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.staff_id == row.id))
    db.flush()


def _keep(row: StaffRow, secret: str, sealer: Sealer) -> None:
    row.totp_sealed = sealer.seal(base64.b32decode(secret), row.name)


def _secret(row: StaffRow, sealer: Sealer) -> str:
    return base64.b32encode(sealer.open(row.totp_sealed or "", row.name)).decode()


def _new_code() -> str:
    """64 bits, too many to be guessed, in four groups that can be copied by hand."""
    text = secrets.token_hex(RECOVERY_BYTES)
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def _hash(staff_id: int, code: str) -> str:
    return hashlib.sha256(f"{staff_id}:{code.lower()}".encode(errors="replace")).hexdigest()
