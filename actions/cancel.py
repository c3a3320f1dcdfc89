"""Cancel, start over and say goodbye, anywhere, with nothing half-done."""

from __future__ import annotations

import re

from rasa_sdk.events import SlotSet

from actions import follow_up, instructions
from actions.forms import close_form
from actions.turn import SIGN_IN_WISH, Event, SkillAction, Turn

START_OVER = re.compile(
    r"\b(start\w*|begin\w*)\b.*\b(over|again|afresh|scratch|zero|beginning|new)\b"
    r"|\b(re-?start|reset|new start|clear everything|(back|return) to (the )?(start|beginning)|from scratch)\b",
    re.IGNORECASE,
)
REMEMBERED = (
    "last_skill", "transactions_filter", "shown_transactions", "spending_asked", "shown_account", "document_kind",
    "document_of", "last_calculation", "converted", "price_words", "loan", "branch_place", "waiting_requests",
    "last_order", "shown_payee", "pointed_transaction", "pointed_card", "shown_places",
)  # fmt: skip
"""What was spoken of before, to which "that one" would point."""


class Cancel(SkillAction):
    """Leave the open form and cancel what was read back; starting over also forgets what was shown."""

    action_name = "action_cancel"

    def answer(self, turn: Turn) -> list[Event]:
        starts_over = bool(START_OVER.search(turn.text))
        if turn.form is None and not starts_over and (news := follow_up.opens(turn)):
            return news
        events = [*_leave_form(turn), SlotSet(SIGN_IN_WISH, None)]
        if starts_over:
            turn.say("utter_started_over")
            return [*events, *(SlotSet(slot, None) for slot in REMEMBERED if turn.slot(slot) is not None)]
        if turn.form is None:
            turn.say("utter_nothing_to_cancel")
        return events


class Goodbye(SkillAction):
    """Say goodbye; an open form is left, and what came of it is said."""

    action_name = "action_goodbye"

    def answer(self, turn: Turn) -> list[Event]:
        events = _leave_form(turn)
        turn.say("utter_goodbye")
        return [*events, SlotSet("waiting_requests", None), SlotSet(SIGN_IN_WISH, None)]


def _leave_form(turn: Turn) -> list[Event]:
    """Cancel what was read back, and say so; nothing where no form is open."""
    if turn.form is None:
        return []
    instructions.drop(turn)
    dropped = instructions.current(turn)
    turn.say(f"utter_cancelled_{turn.form}", data=instructions.receipt(dropped) if dropped else None)
    return close_form(turn)
