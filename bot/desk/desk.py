"""The desk's accounts, sessions and queue. Every method blocks: doors call it from a worker thread."""

from __future__ import annotations

from bot.desk import handovers, staff
from bot.desk.demo import DEMO_STAFF
from bot.desk.handovers import Handover
from bot.desk.staff import Staff
from bot.store import Store


class Desk:
    """Staff accounts and sessions, and reading the queue."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add_demo_staff(self) -> None:
        """Make the demo's account, if it is not there."""
        with self._store.write() as db:
            staff.add_staff(db, DEMO_STAFF.sign_in_name, DEMO_STAFF.name, DEMO_STAFF.password)

    def sign_in(self, name: str, password: str) -> tuple[Staff, str]:
        """The member of staff and the token of a new session. Raises `StaffSignInFailedError`."""
        with self._store.read() as db:
            found = staff.check_password(db, name, password)
        with self._store.write() as db:
            return found, staff.start_session(db, found)

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self._store.write() as db:
            staff.end_session(db, token)

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

    def queue(self, staff_id: int) -> tuple[tuple[Handover, ...], tuple[Handover, ...]]:
        """Who waits, and what this member of staff has claimed."""
        with self._store.read() as db:
            return handovers.waiting(db), handovers.claimed_by(db, staff_id)
