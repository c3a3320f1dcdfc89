"""Cancel and start over, anywhere, with nothing half-done."""

from __future__ import annotations

from actions import follow_up, instructions
from actions.forms import close_form
from actions.turn import Event, SkillAction, Turn


class Cancel(SkillAction):
    """Leave the open form; what was read back is cancelled at the bank as well."""

    action_name = "action_cancel"

    def answer(self, turn: Turn) -> list[Event]:
        if turn.form is None:
            if news := follow_up.opens(turn):
                return news
            turn.say("utter_nothing_to_cancel")
            return []
        instructions.drop(turn)
        dropped = instructions.current(turn)
        turn.say(f"utter_cancelled_{turn.form}", data=instructions.receipt(dropped) if dropped else None)
        return close_form(turn)
