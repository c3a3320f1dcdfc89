"""Several requests in one message, each of which needs answers of its own: one is settled after the other."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions import wording
from actions.turn import Event, SkillAction, Turn

WAITING = "waiting_requests"


class Later(SkillAction):
    """Say what comes after the first, in the customer's words, and remember it."""

    action_name = "action_later"

    def answer(self, turn: Turn) -> list[Event]:
        news = [str(request) for request in turn.values("request")]
        turn.say("utter_one_at_a_time", requests=wording.every([_quoted(request) for request in news]))
        return [SlotSet(WAITING, [*(turn.slot(WAITING) or []), *news])]


class NextRequest(SkillAction):
    """Say which of those that waited has its turn; whoever goes on with it takes it off the list."""

    action_name = "action_next_request"

    def answer(self, turn: Turn) -> list[Event]:
        wish = (turn.slot(WAITING) or [""])[0]
        if not wish.startswith("/"):  # a button's has no words of the customer's
            turn.say("utter_next_request", request=_quoted(wish))
        return []


def _quoted(request: str) -> str:
    return f"“{request}”"
