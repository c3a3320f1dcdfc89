"""Buttons that are answered in words: "the first one", "yes please" to a single offer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rasa_sdk.events import SlotSet

from actions.one_at_a_time import WAITING
from actions.turn import Choice, Event, Turn

MEANT = re.compile(r"\b(yes|yeah|yep|yup|ya|sure|please|pls|plz|do|go)\b", re.IGNORECASE)
"""More than "ok", which may only say that something was read."""


def pointed_at(turn: Turn) -> list[Event]:
    """Press the button of the last replies at which the message points."""
    button = turn.placed(_buttons(turn)) if turn.form is None else None
    return _press(turn, button) if button else []


def agreed_to(turn: Turn) -> list[Event]:
    """Press the only button that was offered, to a yes that means it."""
    buttons = _buttons(turn)
    return _press(turn, buttons[0]) if len(buttons) == 1 and MEANT.search(turn.text) else []


def asks_which(turn: Turn) -> bool:
    """A yes to several: which of them?"""
    buttons = _buttons(turn)
    if turn.slot("misunderstandings") and len(buttons) > 1 and MEANT.search(turn.text):
        turn.say(
            "utter_which_of_these",
            choices=[Choice(each["title"], each["payload"].removeprefix("/")) for each in buttons],
        )
        return True
    return False


def _buttons(turn: Turn) -> Sequence[Mapping[str, str]]:
    return turn.message.get("offered_buttons") or []


def _press(turn: Turn, button: Mapping[str, str]) -> list[Event]:
    """What was pressed is heard next, as if it had been asked for besides."""
    return [SlotSet(WAITING, [button["payload"], *(turn.slot(WAITING) or [])]), SlotSet("misunderstandings", None)]
