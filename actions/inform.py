"""A bare detail outside any form: it continues what the conversation was last about ("and in October?", "savings")."""

from __future__ import annotations

from actions.balances import Balances
from actions.branches import Branches
from actions.clarify import Clarify
from actions.find_transactions import refine
from actions.turn import Event, SkillAction, Turn

OF_TRANSACTIONS = ("period", "date", "merchant", "category", "direction", "amount", "payee", "account")


class Inform(SkillAction):
    """Go on with the last skill if the detail is one of its own; else ask what it is for."""

    action_name = "action_inform"

    def answer(self, turn: Turn) -> list[Event]:
        last = turn.slot("last_skill")
        if last == "find_transactions" and any(turn.entities(kind) for kind in OF_TRANSACTIONS):
            return refine(turn)
        if last == "balances" and turn.entities("account"):
            return Balances().answer(turn)
        if last == "branches" and (turn.entities("place") or turn.entities("postcode")):
            return Branches().answer(turn)
        return Clarify().answer(turn)

    def _remembered(self) -> list[Event]:
        return []
