"""Conversations over a real store in a temporary folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.conversation.conversations import Conversations
from bot.desk import Desk
from bot.store import Store
from tests.unit.conversation.doubles import SmallAssistant, SmallBank


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{tmp_path / 'bot.db'}")
    yield store
    store.close()


@pytest.fixture
def assistant() -> SmallAssistant:
    return SmallAssistant()


@pytest.fixture
def bank() -> SmallBank:
    return SmallBank()


@pytest.fixture
def conversations(store: Store, assistant: SmallAssistant, bank: SmallBank) -> Conversations:
    return Conversations(bank=bank, store=store, assistant=assistant)


@pytest.fixture
def desk(store: Store) -> Desk:
    desk = Desk(store)
    desk.add_demo_staff()
    return desk
