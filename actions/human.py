"""A person: asked for once is enough. Whoever takes over sees what was collected; the assistant is silent."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.hand_over import hand_over
from actions.turn import Event, SkillAction, Turn


class Human(SkillAction):
    """Pause the assistant and say why a person is wanted; the desk takes it from there."""

    action_name = "action_human"
    skill = "human"

    def answer(self, turn: Turn) -> list[Event]:
        turn.say("utter_person_comes")
        return hand_over(turn, "fraud" if turn.form == "fraud" else None)


class Resume(SkillAction):
    """Staff has handed back."""

    action_name = "action_resume"

    def answer(self, turn: Turn) -> list[Event]:
        turn.say("utter_back_from_person")
        return [SlotSet("hand_over", None)]
