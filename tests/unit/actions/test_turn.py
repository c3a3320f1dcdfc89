"""What an action learns of a message: typed or pressed, and at which of several it points."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Turn, numbered


def turn(text: str, ordinal: int | None = None) -> Turn:
    entities = [] if ordinal is None else [{"entity": "ordinal", "value": ordinal}]
    message: dict[str, Any] = {"text": text, "entities": entities}
    return Turn(CollectingDispatcher(), Tracker("1", {}, message, [], False, None, {}, "action_listen"))


def test_a_pressed_buttons_payload_is_no_words_of_the_customers() -> None:
    pressed, written = turn('/inform{"ordinal": 1}'), turn("the first one")
    assert (pressed.is_pressed, pressed.typed) == (True, "")
    assert (written.is_pressed, written.typed) == (False, "the first one")


@pytest.mark.parametrize(
    ("ordinal", "option"), [(1, "a"), (3, "c"), (-1, "c"), (-3, "a"), (4, None), (-4, None), (0, None), (None, None)]
)
def test_an_ordinal_points_from_either_end_and_never_beyond(ordinal: int | None, option: str | None) -> None:
    assert turn("that one", ordinal).placed(["a", "b", "c"]) == option


def test_a_numbered_button_points_at_what_it_names() -> None:
    options = ["a", "b"]
    places = [button.entities["ordinal"] for button in numbered(options) if button.entities]
    assert [turn("", place).placed(options) for place in places] == options


def test_what_the_bank_has_is_looked_up_once_a_turn() -> None:
    looked: list[Turn] = []

    def look(one: Turn) -> int:
        looked.append(one)
        return len(looked)

    asked = turn("my cards")
    assert [asked.look(look), asked.look(look), turn("my cards").look(look)] == [1, 1, 2]
