"""A bare yes or no outside any form: to a person who was offered, or to nothing."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions import follow_up, offered
from actions.clarify import gone_on
from actions.human import Human
from actions.turn import FAILURES_BEFORE_A_PERSON, TALK_TO_A_PERSON, Event, SkillAction, Turn


class Yes(SkillAction):
    """A yes to the offer of a person fetches one."""

    action_name = "action_yes"

    def answer(self, turn: Turn) -> list[Event]:
        if _is_offered_a_person(turn):
            return Human().answer(turn)
        if pressed := offered.agreed_to(turn) or follow_up.opens(turn):  # "ok pay it"
            return pressed
        if offered.asks_which(turn):
            return []
        turn.say("utter_nothing_to_confirm")
        return []


class No(SkillAction):
    """A no to the offer of a person closes no door."""

    action_name = "action_no"

    def answer(self, turn: Turn) -> list[Event]:
        kind = (turn.slot("concern") or {}).get("kind")
        if kind == "self_harm":
            turn.say("utter_self_harm_no", choices=[TALK_TO_A_PERSON])
            return []
        if news := gone_on(turn):
            return news  # "no sorry, september"
        turn.say("utter_person_later" if kind else "utter_nothing_to_deny")
        return [SlotSet("concern", None)]


def _is_offered_a_person(turn: Turn) -> bool:
    """After trouble was told, and after several misunderstandings."""
    return bool(turn.slot("concern")) or int(turn.slot("misunderstandings") or 0) >= FAILURES_BEFORE_A_PERSON
