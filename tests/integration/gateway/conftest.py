"""A bank with two customers, a store, and the door in front of both."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bank import Bank
from bank.demo.seed import SeedOptions, seed
from bank.domain.clock import bank_day, utc_now
from bank.store.engine import bank_url, make_engine
from bank.store.revision import upgrade
from bot.conversation.bank_side import BankServices
from bot.conversation.conversations import Conversations
from bot.desk import Desk
from bot.gateway.app import create_app
from bot.runtime.settings import Settings
from bot.store import Store
from tests.integration.gateway.door import Door, Visitor, serve
from tests.store_fixtures import desk, migrated_store, store
from tests.unit.conversation.doubles import SmallAssistant

__all__ = ["desk", "migrated_store", "store"]


@pytest.fixture(scope="session")
def seeded_bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo bank's first customers, seeded once; each test gets a copy."""
    file = tmp_path_factory.mktemp("bank") / "bank.db"
    engine = make_engine(bank_url(f"sqlite:///{file}"))
    upgrade(engine)
    seed(engine, SeedOptions(customers=3, months=1, seed=1, until=bank_day(utc_now())), utc_now)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file


@pytest.fixture
def bank(seeded_bank: Path, tmp_path: Path) -> Iterator[Bank]:
    file = tmp_path / "bank.db"
    shutil.copyfile(seeded_bank, file)
    bank = Bank.open(f"sqlite:///{file}")
    yield bank
    bank.close()


@pytest.fixture
def assistant() -> SmallAssistant:
    return SmallAssistant()


@pytest.fixture
async def door(bank: Bank, store: Store, desk: Desk, assistant: SmallAssistant) -> AsyncIterator[Door]:
    conversations = Conversations(bank=BankServices(bank), store=store, assistant=assistant)
    app = create_app(
        replace(Settings.from_environment({}), demo=True),
        bank=bank,
        store=store,
        conversations=conversations,
        desk=desk,
        secure_cookies=False,
    )
    async with serve(app) as base:
        yield Door(base, app.state.doors, conversations, assistant)


@pytest.fixture
async def visitor(door: Door) -> AsyncIterator[Visitor]:
    async with door.visitor() as visitor:
        yield visitor
