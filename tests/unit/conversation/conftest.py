"""Conversations over a real store in a temporary folder."""

from __future__ import annotations

import pytest

from bot.conversation.conversations import Conversations
from bot.store import Store
from tests.store_fixtures import desk, migrated_store, store
from tests.unit.conversation.doubles import SmallAssistant, SmallBank

__all__ = ["desk", "migrated_store", "store"]


@pytest.fixture
def assistant() -> SmallAssistant:
    return SmallAssistant()


@pytest.fixture
def bank() -> SmallBank:
    return SmallBank()


@pytest.fixture
def conversations(store: Store, assistant: SmallAssistant, bank: SmallBank) -> Conversations:
    return Conversations(bank=bank, store=store, assistant=assistant)
