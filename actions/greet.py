"""The greeting, by name where the customer is known, and what can be asked for."""

from __future__ import annotations

from actions import hardship
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


class WhatCanYouDo(SkillAction):
    """Say what can be asked for; whoever is in trouble asks what can be done about that."""

    action_name = "action_what_can_you_do"

    def answer(self, turn: Turn) -> list[Event]:
        if not hardship.goes_on(turn):
            turn.say("utter_what_can_you_do")
        return []
