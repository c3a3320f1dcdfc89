"""Locks that all replicas share: PostgreSQL's advisory locks, which no time ends, only their holder or its death.

A lock belongs to a connection. A replica that is killed loses the connection, and with it the lock: nothing is left
that would have to be waited for. (A pooler that gives one connection to several callers, such as PgBouncer in its
transaction mode, cannot stand between.)
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event, text

# How many turns of one replica run at the same time, each with a connection for its lock. Others wait.
HELD_AT_ONCE = 16
# Bank and bot may share one database: names of our own keep others' locks out.
TRY = text("SELECT pg_try_advisory_lock(hashtextextended('teller conversation ' || :name, 0))")


class SharedLocks:
    """Locks by name over all replicas of one PostgreSQL database. Its methods block for a moment, never for a lock."""

    def __init__(self, engine: Engine) -> None:
        """`engine`: for the locks alone. Who holds one keeps a connection, and must still get another to work with."""
        self._engine = engine
        event.listen(engine, "reset", _give_locks_back)

    def try_to_hold(self, name: str) -> Connection | None:
        """The connection that holds the lock until it is closed, or none where somebody else holds it."""
        connection = self._engine.connect()
        if connection.execute(TRY, {"name": name}).scalar_one():
            return connection
        connection.close()
        return None

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()


def _give_locks_back(connection: Any, _record: Any, _state: Any) -> None:
    # Whichever way a connection comes back to the pool, even forgotten by a turn that was broken off, it holds nothing.
    connection.execute("SELECT pg_advisory_unlock_all()")
