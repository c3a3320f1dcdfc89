"""The served door, to be attacked."""

from __future__ import annotations

from tests.door_fixtures import assistant, bank, door, visitor
from tests.security.adas_things import adas
from tests.store_fixtures import desk, migrated_store, store

__all__ = ["adas", "assistant", "bank", "desk", "door", "migrated_store", "store", "visitor"]
