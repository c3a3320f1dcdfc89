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
SMALL_WORDS = re.compile(
    r"(\W|\b(a|actually|ah|all|also|an|and|at|but|by|did|do|for|from|hm+|i|in|instead|is|it|just|mean|meant|mine|my|nah|no|nope"
    r"|not|of|oh|ok|okay|on|ones?|only|or|please|pls|plz|rather|s|show|so|sorry|t|that|the|them|then|there|these|thing|this"
    r"|those|till?|to|too|u|until|up|wait|was|well|what|whats|with|yeah|yes|you)\b)*",
    re.IGNORECASE,
)
"""Words beside details that ask for nothing of their own: "just the fresco foods ones"."""
SKILLS_FILE = Path(__file__).resolve().parents[1] / "data" / "skills.yml"


class Clarify(SkillAction):
    """Ask which of the likely skills was meant; inside a form just say so, since the form asks its question again."""

    action_name = "action_clarify"

    def answer(self, turn: Turn) -> list[Event]:
        if news := follow_up.opens(turn) or gone_on(turn) or (_is_bare(turn) and offered.pointed_at(turn)):
            return news
        failures = int(turn.slot("misunderstandings") or 0) + 1
        if hardship.goes_on(turn):
            return [SlotSet("misunderstandings", failures)]
        skills = (turn.message.get("outcome") or {}).get("choices") or []
        if failures >= FAILURES_BEFORE_A_PERSON:
            turn.say(
                "utter_offer_a_person", choices=[*_offers(turn, [s for s in skills if s != "human"]), TALK_TO_A_PERSON]
            )
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
        if news := follow_up.opens(turn) or gone_on(turn):
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


def gone_on(turn: Turn) -> list[Event]:
    """What reads like a change to the last answer, whatever it was taken for: "no for the savings one"."""
    from actions.inform import go_on  # it clarifies what goes on with nothing

    is_short = len(turn.text.split()) <= SHORT_WORDS
    is_change = (is_short and GOES_ON.match(turn.text)) or _is_bare(turn)
    return go_on(turn) if turn.form is None and is_change else []


def _is_bare(turn: Turn) -> bool:
    """Whether nothing is said but details."""
    rest = list(turn.typed)
    for entity in turn.message.get("entities") or ():
        rest[entity["start"] : entity["end"]] = " " * (entity["end"] - entity["start"])
    return SMALL_WORDS.fullmatch("".join(rest)) is not None


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
