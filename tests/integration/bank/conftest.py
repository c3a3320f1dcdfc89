"""The small bank for the tests in this folder."""

from tests.bank_fixtures import empty_url, postgresql, sqlite_world, world

__all__ = ["empty_url", "postgresql", "sqlite_world", "world"]
