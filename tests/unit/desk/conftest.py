"""A desk over a store of the test's own."""

from __future__ import annotations

from tests.store_fixtures import desk, migrated_store, store

__all__ = ["desk", "migrated_store", "store"]
