"""`teller audit`: prove that nothing was taken out of the audit record, and hand it to an auditor."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from bot.commands import Failure
from bot.runtime.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

COLUMNS = ("number", "at", "actor", "role", "event", "about", "conversation", "reason", "previous_hash", "hash")


@click.group()
def audit() -> None:
    """Verify and export the record of who did and saw what.

    Example: teller audit verify
    """


@audit.command()
@click.option("--noted", metavar="NUMBER:HASH", help="A head that was noted earlier, and kept elsewhere.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(noted: str | None, as_json: bool) -> None:
    """Check every row against the one before it. Exit code 1 if one was changed or is missing.

    Note the head that it prints, outside this machine: with --noted, a record that was written anew is found out.

    Example: teller audit verify
    """
    from bot.store import audit as record

    with _store_session() as db:
        verdict = record.verify(db, _parse(noted))
    if as_json:
        said = {"ok": verdict.problem is None, "rows": verdict.rows, "head": verdict.head, "problem": verdict.problem}
        click.echo(json.dumps(said))
    elif verdict.problem is None:
        click.echo(f"The record is whole: {verdict.rows} rows. Head: {verdict.rows}:{verdict.head}")
    else:
        click.echo(f"Broken: {verdict.problem}")
    if verdict.problem is not None:
        sys.exit(1)


@audit.command()
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
def export(form: str) -> None:
    """Write all rows to standard output, oldest first: a line of JSON each, or CSV.

    Example: teller audit export --format csv
    """
    from bot.store import audit as record

    with _store_session() as db:
        rows = (record.as_json(row) for row in record.all_rows(db))
        if form == "csv":
            table = csv.DictWriter(sys.stdout, COLUMNS)
            table.writeheader()
            table.writerows({name: _safe(value) for name, value in row.items()} for row in rows)
        else:
            for row in rows:
                click.echo(json.dumps(row, ensure_ascii=False))


def _safe(value: object) -> object:
    """A text that a spreadsheet would take for a formula is marked as text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _parse(noted: str | None) -> tuple[int, str] | None:
    if noted is None:
        return None
    number, _, found = noted.partition(":")
    if not number.isdecimal() or len(found) != 64:
        raise click.BadParameter("it must be NUMBER:HASH, as `teller audit verify` prints it.", param_hint="--noted")
    return int(number), found


@contextmanager
def _store_session() -> Iterator[Session]:
    from bot.store import Store, StoreError

    try:
        store = Store.open(Settings.from_environment().bot_url)
    except StoreError as error:
        raise Failure(str(error)) from error
    try:
        with store.read() as db:
            yield db
    finally:
        store.close()
