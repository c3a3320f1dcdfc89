"""Putting a demo bank where none is, or in the place of another, which stays until the new one is whole."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import URL, func, select
from sqlalchemy.orm import Session

from bank.demo.seed import SeedOptions, seed
from bank.domain.clock import Clock, utc_now
from bank.domain.errors import BankUnavailable
from bank.store import revision
from bank.store.engine import answering, bank_url, make_engine, shown, sqlite_path
from bank.store.models import Customer

UNFINISHED = ".unfinished"
SQLITE_COMPANIONS = ("-wal", "-shm")


def install(
    url: str,
    options: SeedOptions,
    *,
    replace: bool = False,
    clock: Clock = utc_now,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Make the demo bank at `url`. BankUnavailable if one with customers is there and `replace` is not set."""
    address = bank_url(url)
    path = sqlite_path(address)
    with answering():
        if path is not None and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
        elif not replace:
            _refuse_customers(address)
        if path is None:
            _fill_postgresql(address, options, clock, progress)
        else:
            _fill_sqlite(address, path, options, clock, progress)


def _fill_postgresql(address: URL, options: SeedOptions, clock: Clock, progress: Callable[[int], None]) -> None:
    engine = make_engine(address)
    try:
        there = revision.current(engine)
        with engine.begin() as connection:
            if there is not None:
                revision.downgrade(connection)
            revision.upgrade(connection)
            seed(connection, options, clock, progress)
    finally:
        engine.dispose()


def _fill_sqlite(address: URL, path: Path, options: SeedOptions, clock: Clock, progress: Callable[[int], None]) -> None:
    """Into a file beside it, which takes its place at the end."""
    unfinished = path.with_name(path.name + UNFINISHED)
    _remove(unfinished)
    engine = make_engine(address.set(database=str(unfinished)), scratch=True)
    try:
        with engine.begin() as connection:
            revision.upgrade(connection)
            seed(connection, options, clock, progress)
        engine.dispose()
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        _remove_companions(path)
        unfinished.replace(path)
    finally:
        engine.dispose()
        _remove(unfinished)


def _refuse_customers(address: URL) -> None:
    engine = make_engine(address)
    try:
        if revision.current(engine) is None:
            return
        with Session(engine) as session:
            customers = session.scalar(select(func.count()).select_from(Customer)) or 0
    finally:
        engine.dispose()
    if customers:
        raise BankUnavailable(
            f"The bank at {shown(engine.url)} has {customers} customers already.",
            "Give --replace to delete it and make a new one.",
        )


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _remove_companions(path)


def _remove_companions(path: Path) -> None:
    for ending in SQLITE_COMPANIONS:
        path.with_name(path.name + ending).unlink(missing_ok=True)
