"""Writing many rows quickly: COPY on PostgreSQL, prepared inserts on SQLite. The triggers watch over both."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, text

from bank.demo.rows import COLUMNS, Row


class BulkWriter:
    """Appends rows to tables within the transaction of `connection`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_postgresql = connection.dialect.name == "postgresql"
        self._driver: Any = connection.connection.driver_connection

    def write(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        """Write the rows; constraints and triggers hold as for any other."""
        names = ", ".join(columns)
        with closing(self._driver.cursor()) as cursor:
            if self._is_postgresql:
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                marks = ", ".join("?" * len(columns))
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608

    def write_all(self, rows: dict[str, list[Row]]) -> None:
        """Write and empty what a `RowMaker` has gathered, in an order that foreign keys allow."""
        for table, columns in COLUMNS.items():
            if rows[table]:
                self.write(table, columns, rows[table])
                rows[table].clear()
        if self._is_postgresql:
            # Checks what was put off until now; kept until the end, millions of checks would fill the server's memory.
            self._connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
            self._connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))

    def restart_numbering(self) -> None:
        """Let PostgreSQL number further rows after those that were written with their own ids."""
        if not self._is_postgresql:
            return
        tables = [table for table, columns in COLUMNS.items() if columns[0] == "id" and table != "entry_sets"]
        for table in (*tables, "merchants", "branches"):
            self._connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "  # noqa: S608 - names from above
                    f"(SELECT COALESCE(MAX(id), 0) + 1 FROM {table}), false)"
                )
            )
