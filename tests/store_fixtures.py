"""The bot's store for tests: migrated once, with the demo's staff in it, and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.desk import Desk
from bot.store import Store


@pytest.fixture(scope="session")
def migrated_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store of the newest migration with one member of staff."""
    file = tmp_path_factory.mktemp("store") / "bot.db"
    store = Store.open(f"sqlite:///{file}")
    Desk(store).add_demo_staff()
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return file


@pytest.fixture
def store(migrated_store: Path, tmp_path: Path) -> Iterator[Store]:
    """A store of the test's own."""
    file = tmp_path / "bot.db"
    shutil.copyfile(migrated_store, file)
    store = Store.open(f"sqlite:///{file}")
    yield store
    store.close()


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)
