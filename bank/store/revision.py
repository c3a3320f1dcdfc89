"""Which migration a database is at, and bringing it to the newest."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError

from bank.domain.errors import BankUnavailable
from bank.store.engine import shown, sqlite_path

MIGRATIONS = Path(__file__).with_name("migrations")
# Kept here so that opening the bank needs no Alembic; a test compares it with the newest script.
NEWEST = "0013"
MAKE_ONE = "Make one with: teller bank seed"


def current(engine: Engine) -> str | None:
    """The database's migration; None for one without tables. BankUnavailable if there is no such database."""
    path, address = sqlite_path(engine.url), shown(engine.url)
    if path is not None:
        if not path.exists():
            raise BankUnavailable(f"There is no bank database at {path}.", f"{MAKE_ONE}.", url=address)
        if not path.is_file() or not os.access(path, os.R_OK | os.W_OK):
            raise BankUnavailable(f"{path} cannot be read and written.", "Check its permissions.", url=address)
    try:
        with engine.connect() as connection:
            tables = inspect(connection).get_table_names()
            if "alembic_version" in tables:
                return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except OperationalError as error:
        raise BankUnavailable(
            f"The bank database at {address} does not answer: {_first_line(error)}.",
            "Check that the server runs and that the address is right.",
            url=address,
        ) from error
    except DatabaseError as error:
        raise BankUnavailable(
            f"{address} is not a bank database, or it is damaged: {_first_line(error)}.",
            "Restore it from a backup, or make a new demo bank with: teller bank seed --replace.",
            url=address,
        ) from error
    if tables:
        raise BankUnavailable(f"{address} holds the tables of something else.", "Use another database.", url=address)
    return None


def require_newest(engine: Engine) -> None:
    """Refuse a database that is not at the newest migration."""
    found = current(engine)
    if found is None:
        raise BankUnavailable(f"The database at {shown(engine.url)} is empty.", f"{MAKE_ONE}.", url=shown(engine.url))
    if found != NEWEST:
        raise BankUnavailable(
            f"The bank database is at migration {found}; this release needs {NEWEST}.",
            "Back it up, then bring it up to date with: teller bank init.",
            url=shown(engine.url),
        )


def upgrade(connection: Connection) -> None:
    """Bring an empty or older database to the newest migration, within the connection's transaction."""
    _alembic(connection, "upgrade", "head")


def downgrade(connection: Connection) -> None:
    """Take all tables of the bank away, within the connection's transaction."""
    _alembic(connection, "downgrade", "base")


def _alembic(connection: Connection, command: str, revision: str) -> None:
    from alembic import command as commands
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    getattr(commands, command)(config, revision)


def _first_line(error: DatabaseError) -> str:
    return str(error.orig).strip().splitlines()[0].rstrip(".")
