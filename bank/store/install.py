"""Making an empty bank, and bringing an older one up to date."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bank.domain.clock import Clock, utc_now
from bank.store import revision
from bank.store.books import open_books
from bank.store.engine import answering, bank_url, make_engine, sqlite_path


def initialise(url: str, clock: Clock = utc_now) -> str | None:
    """Make what is missing at `url`; the migration that was there before, None if nothing was. BankUnavailable."""
    address = bank_url(url)
    path = sqlite_path(address)
    engine = make_engine(address)
    try:
        with answering():
            if path is not None and not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
            before = revision.current(engine)
            with engine.begin() as connection:
                revision.upgrade(connection)
                with Session(bind=connection) as session:
                    open_books(session, clock)
                    session.flush()
    finally:
        engine.dispose()
    return before
