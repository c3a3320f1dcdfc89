"""Cancel and start over, anywhere, with nothing half-done."""

from __future__ import annotations

from actions.forms import close_form
from actions.orders import current_order, drop_order, receipt
from actions.turn import Event, SkillAction, Turn


class Cancel(SkillAction):
    """Leave the open form; an order that was read back is cancelled at the bank as well."""

    action_name = "action_cancel"

    def answer(self, turn: Turn) -> list[Event]:
        if turn.form is None:
            turn.say("utter_nothing_to_cancel")
            return []
        drop_order(turn)
        order = current_order(turn)
        turn.say(f"utter_cancelled_{turn.form}", data=receipt(order) if order else None)
        return close_form(turn)
