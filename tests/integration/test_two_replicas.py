"""Two replicas over one PostgreSQL database: a conversation's turns never overlap, whichever replica they come to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from bot.conversation.conversations import Conversations
from bot.store import Store
from bot.store.shared_locks import HELD_AT_ONCE
from tests.bank_fixtures import Postgresql, postgresql
from tests.unit.conversation.doubles import SmallAssistant, SmallBank, Speaker

__all__ = ["postgresql"]
AMELIE = Speaker()


@pytest.fixture
def assistant() -> SmallAssistant:
    """One for both replicas, so that it notices turns that overlap."""
    return SmallAssistant(seconds=0.03)


@pytest.fixture
def replicas(postgresql: Postgresql, assistant: SmallAssistant) -> Iterator[list[Conversations]]:
    url = postgresql.empty_url()
    stores = [Store.open(url), Store.open(url)]
    yield [Conversations(bank=SmallBank(), store=store, assistant=assistant) for store in stores]
    for store in stores:
        store.close()


async def test_turns_of_one_conversation_never_overlap(
    replicas: list[Conversations], assistant: SmallAssistant
) -> None:
    await asyncio.gather(*(replicas[n % 2].say(AMELIE, f"message {n}") for n in range(8)))

    assert not assistant.overlapped
    assert {text for _, text in assistant.heard} == {f"message {n}" for n in range(8)}


async def test_a_message_that_is_sent_to_both_is_heard_once(
    replicas: list[Conversations], assistant: SmallAssistant
) -> None:
    first, second = await asyncio.gather(*(replica.say(AMELIE, "yes", "same") for replica in replicas))

    assert first.messages == second.messages
    assert assistant.heard == [("turn", "yes")]


async def test_more_conversations_than_can_be_held_at_once_are_all_answered(
    replicas: list[Conversations], assistant: SmallAssistant
) -> None:
    many = [Speaker(conversation_id=f"{n:032}") for n in range(3 * HELD_AT_ONCE)]

    async with asyncio.timeout(30):
        await asyncio.gather(*(replica.say(speaker, "hello") for speaker in many for replica in replicas))

    assert not assistant.overlapped
    assert len(assistant.heard) == 2 * len(many)
