"""Money worries, a death, abuse, thoughts of self-harm: plain kindness, safety first, a person offered, nothing sold.

What a form had collected is put aside: nobody in such trouble shall be asked once more for an amount.
"""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions import instructions
from actions.forms import close_form
from actions.turn import TALK_TO_A_PERSON, Event, SkillAction, Turn

ANSWERS = {
    "hardship": ("utter_hardship", "utter_hardship_again"),
    "bereavement": ("utter_bereavement", "utter_bereavement_again"),
    "abuse": ("utter_abuse", "utter_abuse_again"),
    "self_harm": ("utter_self_harm", "utter_self_harm_again"),
}
"""What is answered to each the first time, and told again."""


def goes_on(turn: Turn) -> bool:
    """What is not understood right after trouble was told is answered as more of it, once."""
    kind = (turn.slot("concern") or {}).get("kind")
    if kind is None or turn.form or turn.slot("last_skill") != Hardship.skill or turn.slot("misunderstandings"):
        return False
    turn.say(ANSWERS[kind][1], choices=[TALK_TO_A_PERSON])
    return True


class Hardship(SkillAction):
    """Answer what was told by its kind; told again, it is answered in other words."""

    action_name = "action_hardship"
    skill = "hardship"

    def answer(self, turn: Turn) -> list[Event]:
        known = turn.slot("concern") or {}
        first, again = ANSWERS[turn.intent]
        turn.say(again if known.get("kind") == turn.intent else first, choices=[TALK_TO_A_PERSON])
        events: list[Event] = [SlotSet("concern", {"kind": turn.intent, "words": turn.typed})]
        if turn.form:
            instructions.drop(turn)
            turn.say("utter_put_aside")
            events = [*close_form(turn), *events]
        return events
