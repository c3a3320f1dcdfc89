"""Connections: one kind of URL in, an engine out that behaves the same over SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, InvalidatePoolError, OperationalError

from bank.domain.errors import BankUnavailable

LOCK_WAIT_SECONDS = 15
POOLED_CONNECTIONS = 8
EXTRA_CONNECTIONS = 24
# A connection that rested longer is asked first whether it still stands, not before each transaction.
TRUSTED_REST_SECONDS = 1.0
# Execution option: how a SQLite transaction begins. One that will write must say so before its first read.
BEGIN = "bank_begin"


def bank_url(text: str) -> URL:
    """The URL of a bank database; refuses what is neither a SQLite file nor PostgreSQL."""
    try:
        url = make_url(text)
    except ArgumentError:
        url = None
    if url is not None and url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url is not None and url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        return url.set(drivername="sqlite+pysqlite")
    raise BankUnavailable(
        f"{shown(text)} is not the address of a bank database.",
        "Use sqlite:///path/to/bank.db or postgresql://user@host/name.",
    )


def shown(url: str | URL) -> str:
    """The address as it may be shown: without its password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return repr(url)


def sqlite_path(url: URL) -> Path | None:
    """The file of a SQLite database, None for PostgreSQL."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


# A booked payment must survive a power cut: every commit reaches the disk.
DURABLE = ("journal_mode = WAL", "synchronous = FULL")
# For a file that nobody uses before it is whole.
SCRATCH = ("journal_mode = OFF", "synchronous = OFF")


def make_engine(url: URL, scratch: bool = False) -> Engine:
    """An engine whose connections wait for locks a limited time and keep foreign keys.

    `scratch`: a SQLite file in the making is written without a journal; after a failure it must be thrown away.
    """
    if url.get_backend_name() == "postgresql":
        options = f"-c timezone=UTC -c lock_timeout={LOCK_WAIT_SECONDS}s"
        engine = create_engine(
            url,
            hide_parameters=True,
            connect_args={"options": options, "connect_timeout": LOCK_WAIT_SECONDS},
            pool_size=POOLED_CONNECTIONS,
            max_overflow=EXTRA_CONNECTIONS,
        )
        event.listen(engine, "checkin", _rests)
        event.listen(engine, "checkout", partial(_ask_if_it_stands, engine))
        hide_values(engine)
        return engine
    engine = create_engine(url, hide_parameters=True, pool_size=POOLED_CONNECTIONS, max_overflow=EXTRA_CONNECTIONS)
    event.listen(engine, "connect", partial(_prepare_sqlite, SCRATCH if scratch else DURABLE))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _rests(_connection: Any, record: Any) -> None:
    record.info["rests_since"] = monotonic()


def _ask_if_it_stands(engine: Engine, connection: Any, record: Any, _proxy: Any) -> None:
    rests_since = record.info.get("rests_since")
    if rests_since is None or monotonic() - rests_since < TRUSTED_REST_SECONDS:
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError from error


def hide_values(engine: Engine) -> None:
    """Let no error of PostgreSQL quote a row: whoever logs it would log names, IBANs and hashes.

    Beside SQLAlchemy's `hide_parameters`, which leaves what the server itself says.
    """
    event.listen(engine, "handle_error", _without_detail)


def _without_detail(context: ExceptionContext) -> None:
    error = context.original_exception
    primary = getattr(getattr(error, "diag", None), "message_primary", None)
    if primary is not None:
        error.args = (primary,)
        if context.sqlalchemy_exception is not None:
            context.sqlalchemy_exception.args = (f"({type(error).__module__}.{type(error).__name__}) {primary}",)


@contextmanager
def answering() -> Iterator[None]:
    """Turn a database or a disk that fails while a bank is made into BankUnavailable."""
    try:
        yield
    except OSError as error:
        raise BankUnavailable(f"{error.filename}: {error.strerror}.", "Check the path and its permissions.") from error
    except DatabaseError as error:
        failure = unavailable(error)
        if failure is None:
            raise
        raise failure from error


def unavailable(error: BaseException | None) -> BankUnavailable | None:
    """What to raise in place of an error that is the database's own fault; None if it is not."""
    if isinstance(error, OperationalError) or type(error) is DatabaseError:
        reason = str(error.orig).strip().splitlines()[0].rstrip(".")
        return BankUnavailable(f"The bank's database does not answer: {reason}.", "Try again in a moment.")
    return None


def _prepare_sqlite(pragmas: tuple[str, ...], connection: Any, _record: Any) -> None:
    # The driver would begin transactions itself, and too late to lock before reading.
    connection.isolation_level = None
    for pragma in (f"busy_timeout = {LOCK_WAIT_SECONDS * 1000}", "foreign_keys = ON", *pragmas):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(BEGIN, "BEGIN"))
