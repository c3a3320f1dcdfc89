"""An address where nothing is yet, on SQLite and on PostgreSQL."""

from __future__ import annotations

from tests.bank_fixtures import empty_url, postgresql
from tests.store_fixtures import migrated_store, store

__all__ = ["empty_url", "migrated_store", "postgresql", "store"]
