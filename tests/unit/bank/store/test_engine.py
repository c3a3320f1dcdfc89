"""Addresses of databases, and how they may be shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bank.domain.errors import BankUnavailable
from bank.store.engine import bank_url, shown, sqlite_path


def test_postgresql_is_reached_through_psycopg_however_it_is_written() -> None:
    for url in ("postgresql://u@h/d", "postgresql+psycopg://u@h/d", "postgresql+psycopg2://u@h/d"):
        assert bank_url(url).drivername == "postgresql+psycopg"


def test_a_sqlite_address_names_a_file() -> None:
    assert sqlite_path(bank_url("sqlite:///var/bank.db")) == Path("var/bank.db")
    assert sqlite_path(bank_url("postgresql://u@h/d")) is None


@pytest.mark.parametrize("url", ["", "bank.db", "sqlite://", "sqlite:///:memory:", "mysql://h/d"])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(BankUnavailable, match="not the address"):
        bank_url(url)


def test_an_address_is_shown_without_its_password() -> None:
    assert "secret" not in shown("postgresql://u:secret@h/d")
    assert shown("no address") == "'no address'"
