"""The greeting: by name where the customer is known, and always saying that it is a machine."""

from __future__ import annotations

from actions.context import NotSignedInError, customer_work
from actions.turn import Event, SkillAction, Turn
from bank.services import customers


class Greet(SkillAction):
    """Open the conversation or return a greeting."""

    action_name = "action_greet"

    def answer(self, turn: Turn) -> list[Event]:
        try:
            with customer_work(turn.conversation_id) as (uow, customer):
                turn.say("utter_greet_by_name", first_name=customers.first_name(uow, customer))
        except NotSignedInError:
            turn.say("utter_greet")
        return []
