"""Unsure is an outcome: ask back with two to four named choices, and offer a person before the customer tires of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk.events import SlotSet

from actions import follow_up, hardship, offered
from actions.turn import FAILURES_BEFORE_A_PERSON, TALK_TO_A_PERSON, Choice, Event, SkillAction, Turn

GOES_ON = re.compile(
    r"\W*(no|nope|not|and|or|ok|but|what about|how about|just|only|instead|rather|for|from|in|of|the)\b", re.IGNORECASE
)
SHORT_WORDS = 6
SKILLS_FILE = Path(__file__).resolve().parents[1] / "data" / "skills.yml"


class Clarify(SkillAction):
    """Ask which of the likely skills was meant; inside a form just say so, since the form asks its question again."""

    action_name = "action_clarify"

    def answer(self, turn: Turn) -> list[Event]:
        if news := follow_up.opens(turn) or _gone_on(turn) or offered.pointed_at(turn):
            return news
        failures = int(turn.slot("misunderstandings") or 0) + 1
        if hardship.goes_on(turn):
            return [SlotSet("misunderstandings", failures)]
        skills = (turn.message.get("outcome") or {}).get("choices") or []
        if failures >= FAILURES_BEFORE_A_PERSON:
            turn.say("utter_offer_a_person", choices=[*_offers(turn, skills), TALK_TO_A_PERSON])
        elif turn.form:
            turn.say("utter_not_understood_in_form")
        elif skills:
            turn.say("utter_which_did_you_mean", choices=_offers(turn, skills))
        else:
            turn.say("utter_not_understood", choices=[TALK_TO_A_PERSON])
        return [SlotSet("misunderstandings", failures)]

    def _remembered(self) -> list[Event]:
        return []  # the count above is what is remembered


class OutOfScope(SkillAction):
    """Say that this is not a bank's job and what is; never twice in the same words."""

    action_name = "action_out_of_scope"

    def answer(self, turn: Turn) -> list[Event]:
        if news := follow_up.opens(turn):
            return news
        failures = int(turn.slot("misunderstandings") or 0) + 1
        if hardship.goes_on(turn):
            pass
        elif failures >= FAILURES_BEFORE_A_PERSON:
            turn.say("utter_out_of_scope_again", choices=[TALK_TO_A_PERSON])
        else:
            turn.say("utter_out_of_scope")
        return [SlotSet("misunderstandings", failures)]

    def _remembered(self) -> list[Event]:
        return []


def _gone_on(turn: Turn) -> list[Event]:
    """An unsure message that reads like a change to the last answer: "no for the savings one"."""
    from actions.inform import go_on  # it clarifies what goes on with nothing

    is_short = len(turn.text.split()) <= SHORT_WORDS
    return go_on(turn) if turn.form is None and is_short and GOES_ON.match(turn.text) else []


@cache
def skills() -> dict[str, dict[str, Any]]:
    """The skills of data/skills.yml by id."""
    loaded: dict[str, dict[str, Any]] = yaml.load(SKILLS_FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)["skills"]
    return loaded


def offer(name: str, entities: Mapping[str, Any] | None = None) -> Choice:
    """The button of a skill."""
    return Choice(skills()[name]["offer"], skills()[name]["intents"][0], entities)


def _offers(turn: Turn, names: list[str]) -> list[Choice]:
    """A button for each skill, which keeps what the unclear message already said."""
    entities: dict[str, list[Any]] = {}
    for entity in turn.message.get("entities") or ():
        entities.setdefault(entity["entity"], []).append(entity["value"])
    return [offer(name, entities or None) for name in names]
