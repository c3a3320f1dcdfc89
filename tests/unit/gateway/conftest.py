"""The door over doubles and a store of the test's own."""

from __future__ import annotations

from tests.door_fixtures import assistant, bank
from tests.store_fixtures import desk, migrated_store, store

__all__ = ["assistant", "bank", "desk", "migrated_store", "store"]
