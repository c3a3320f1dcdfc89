"""Making an empty bank, and bringing an older one up to date."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bank.domain.clock import Clock, utc_now
from bank.store import revision
from bank.store.books import open_books
from bank.store.engine import bank_url, make_engine, sqlite_path


def initialise(url: str, clock: Clock = utc_now) -> str | None:
    """Make what is missing at `url`; the migration that was there before, None if nothing was. BankUnavailable."""
    address = bank_url(url)
    path = sqlite_path(address)
    if path is not None and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    engine = make_engine(address)
    try:
        before = revision.current(engine)
        revision.upgrade(engine)
        with Session(engine) as session:
            open_books(session, clock)
            session.commit()
    finally:
        engine.dispose()
    return before
