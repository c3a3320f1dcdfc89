"""A long conversation costs no more a turn than a short one, and forgets nothing."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from bot.conversation.house import House
from bot.runtime.assistant import EVENTS_OF_A_SESSION
from bot.shell.line import open_line

TURNS = 45
"""Three sessions of Rasa's, which open one when the last has become long."""
EVENTS_OF_A_TURN = 60


async def test_a_session_starts_with_the_values_of_its_slots_and_nothing_else(
    house: House, assistant_and_store: tuple[Any, Any]
) -> None:
    store = assistant_and_store[0]._agent.tracker_store
    line = open_line(house, 1)
    lengths = []
    for _ in range(TURNS):
        await line.hear("what's my balance?")
        lengths.append(len((await store.retrieve(line.session.conversation_id)).events))
        store.forget(line.session.conversation_id)  # as another process would find it
    sessions = sum(later < earlier for earlier, later in pairwise(lengths))
    assert sessions >= 2
    assert max(lengths) < EVENTS_OF_A_SESSION + EVENTS_OF_A_TURN
    assert min(lengths[TURNS // 2 :]) < EVENTS_OF_A_TURN


async def test_what_was_talked_about_is_remembered_across_sessions(house: House) -> None:
    line = open_line(house, 1)
    for _ in range(TURNS):
        await line.hear("what's my balance?")
    before = await line.hear("show me my last transactions")
    for _ in range(TURNS // 2):
        await line.hear("how are you?")
    after = await line.hear("what's my balance?")
    assert before.turn is not None
    assert after.turn is not None
    assert after.turn.slots.keys() >= before.turn.slots.keys()
