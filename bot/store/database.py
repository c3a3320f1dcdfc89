"""Opens the bot's database, brings it to the newest migration, and hands out transactions.

Unlike the bank's, this database is made when it is missing: a new installation has no conversations to lose.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

from bank.store.engine import hide_values
from bot.store.shared_locks import HELD_AT_ONCE, SharedLocks

# Compared by plain SQL, so that a start that has nothing to migrate need not import Alembic.
NEWEST_MIGRATION = "0003"
# Not Alembic's usual name: bank and bot may share one PostgreSQL database.
VERSION_TABLE = "bot_alembic_version"
SQLITE_BUSY_SECONDS = 5
CONNECT_SECONDS = 5


class StoreError(Exception):
    """The database cannot be used; `sentence` says what is wrong and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Store:
    """The bot's database. Its methods block: call them from a worker thread where an event loop waits."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # One process at a time uses an SQLite file: it needs no lock that others see.
        self.shared_locks = None if engine.dialect.name == "sqlite" else SharedLocks(_engine_for_locks(engine.url))

    @classmethod
    def open(cls, url: str) -> Store:
        """Open the database at `url`, made and migrated where it must be. Raises `StoreError`."""
        place = "TELLER_BOT_URL"
        try:
            address = make_url(url)
            if address.drivername == "postgresql":
                address = address.set(drivername="postgresql+psycopg")  # the one driver that is installed
            place = address.render_as_string(hide_password=True)
            engine = _create_engine(address)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise StoreError(
                f"The address of the conversations' database ({place}) cannot be used: "
                "set TELLER_BOT_URL to sqlite:///… or postgresql+psycopg://…"
            ) from error
        try:
            _migrate(engine)
        except DBAPIError as error:
            engine.dispose()
            raise StoreError(_sentence_for(address, place, error)) from error
        except StoreError:
            engine.dispose()
            raise
        return cls(engine)

    @property
    def engine(self) -> Engine:
        """For Rasa's tracker store, whose table lies in the same database."""
        return self._engine

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading: nothing written in it is kept."""
        with Session(self._engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that is committed at the end and rolled back when the block raises."""
        engine = self._engine.execution_options(teller_write=True)
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    def answers(self) -> bool:
        """Whether the database can be asked anything just now."""
        try:
            with self._engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except DBAPIError:
            return False
        return True

    def close(self) -> None:
        """Give all connections back."""
        if self.shared_locks is not None:
            self.shared_locks.close()
        self._engine.dispose()


def _engine_for_locks(address: URL) -> Engine:
    return _create_engine(address, isolation_level="AUTOCOMMIT", pool_size=HELD_AT_ONCE, max_overflow=0)


def _create_engine(address: URL, **of_server: Any) -> Engine:
    # Parameters are hidden: an error that is logged must not carry what a customer wrote.
    if address.get_backend_name() != "sqlite":
        engine = create_engine(
            address,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={"connect_timeout": CONNECT_SECONDS},
            **of_server,
        )
        hide_values(engine)
        return engine
    if address.database and address.database != ":memory:":
        try:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The folder of {address.database} cannot be made ({error.strerror}): "
                "set TELLER_BOT_URL to another place."
            ) from error
    engine = create_engine(address, hide_parameters=True, connect_args={"timeout": SQLITE_BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # this module says BEGIN, not the driver
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    # WAL with NORMAL survives a killed process; only a power cut can lose the last commits of the transcript.
    connection.execute("PRAGMA synchronous = NORMAL")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that will write takes the lock at once: one that upgrades later fails instead of waiting.
    writes = connection.get_execution_options().get("teller_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        found = None
        if inspect(connection).has_table(VERSION_TABLE):
            found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608
    if found == NEWEST_MIGRATION:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.execution_options(teller_write=True).connect() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreError(
                f"The conversations' database is at version {found}, which this Teller does not know: "
                "it was made by a newer one. Start that one, or set TELLER_BOT_URL to another database."
            ) from error
        connection.commit()


def _sentence_for(address: URL, place: str, error: DBAPIError) -> str:
    if address.get_backend_name() == "sqlite":
        return (
            f"The conversations' database {address.database} cannot be opened ({error.orig}): "
            "mend it, or move it away and start again, and a new one is made."
        )
    reason = str(error.orig).strip().splitlines()[0]
    return f"The conversations' database {place} does not answer ({reason}): start it, or correct TELLER_BOT_URL."
