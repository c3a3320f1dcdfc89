"""Variants of a response, said one after the other."""

from __future__ import annotations

import pytest

from bot.runtime import lifted

lifted.apply()

from rasa.shared.core.events import BotUttered, Event  # noqa: E402 - Rasa must be lifted first
from rasa.shared.core.trackers import DialogueStateTracker  # noqa: E402

from bot.runtime.variants import InTurn  # noqa: E402

RESPONSES = {
    "utter_thanks": [{"text": "You're welcome."}, {"text": "Glad to help."}],
    "utter_paid": [{"text": "{amount} paid."}],
}


async def said(*before: str, key: str = "utter_thanks", **facts: str) -> str | None:
    events: list[Event] = [BotUttered("…", metadata={"utter_action": name}) for name in before]
    tracker = DialogueStateTracker.from_events("c", events)
    filled = await InTurn(RESPONSES).generate(key, tracker, "teller", **facts)
    return filled and filled["text"]


async def test_the_first_is_said_first() -> None:
    assert await said() == "You're welcome."


async def test_no_words_are_said_twice_in_a_row() -> None:
    assert await said("utter_thanks") == "Glad to help."
    assert await said("utter_thanks", "utter_thanks") == "You're welcome."


async def test_what_else_was_said_does_not_count() -> None:
    assert await said("utter_thanks", "utter_greet") == "Glad to help."


@pytest.mark.parametrize("before", [(), ("utter_paid",)])
async def test_a_response_of_one_variant_is_said_as_it_is(before: tuple[str, ...]) -> None:
    assert await said(*before, key="utter_paid", amount="€5.00") == "€5.00 paid."


async def test_there_is_nothing_to_say_for_a_response_that_is_not_there() -> None:
    assert await said(key="utter_nothing") is None
