"""A lock that all replicas share is held by one at a time, and ends with its holder, however that ends."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from bot.store import Store
from bot.store.shared_locks import SharedLocks
from tests.bank_fixtures import Postgresql


@pytest.fixture
def replicas(postgresql: Postgresql) -> Iterator[tuple[SharedLocks, SharedLocks]]:
    url = postgresql.empty_url()
    stores = Store.open(url), Store.open(url)
    locks = [store.shared_locks for store in stores]
    assert locks[0] is not None
    assert locks[1] is not None
    yield locks[0], locks[1]
    for store in stores:
        store.close()


def test_one_replica_at_a_time_holds_a_conversation(replicas: tuple[SharedLocks, SharedLocks]) -> None:
    one, other = replicas
    held = one.try_to_hold("a")
    assert held is not None

    assert other.try_to_hold("a") is None
    assert one.try_to_hold("a") is None
    assert other.try_to_hold("b") is not None

    held.close()
    assert other.try_to_hold("a") is not None


def test_a_replica_whose_connection_ends_holds_nothing_any_more(replicas: tuple[SharedLocks, SharedLocks]) -> None:
    one, other = replicas
    held = one.try_to_hold("a")
    assert held is not None
    process = held.execute(text("SELECT pg_backend_pid()")).scalar_one()
    killer = other.try_to_hold("anything")
    assert killer is not None

    killer.execute(text("SELECT pg_terminate_backend(:process, 5000)"), {"process": process})

    assert other.try_to_hold("a") is not None
    held.close()
    assert one.try_to_hold("b") is not None


def test_a_lock_that_a_broken_off_turn_forgot_is_given_back(replicas: tuple[SharedLocks, SharedLocks]) -> None:
    one, other = replicas
    assert one.try_to_hold("a") is not None  # nobody keeps the connection
    gc.collect()

    assert other.try_to_hold("a") is not None


def test_an_sqlite_file_is_used_by_one_process_and_needs_no_such_lock(store: Store) -> None:
    assert store.shared_locks is None
