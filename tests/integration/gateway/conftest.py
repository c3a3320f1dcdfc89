"""The served door for these tests."""

from __future__ import annotations

from tests.door_fixtures import assistant, bank, door, visitor
from tests.store_fixtures import desk, migrated_store, store

__all__ = ["assistant", "bank", "desk", "door", "migrated_store", "store", "visitor"]
