"""Runs the custom actions inside this process, where Rasa would call an action server over HTTP."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from rasa.core.actions.action import ActionExecutionRejection as RasaRejection
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

logger = logging.getLogger(__name__)


class InProcessActions(EndpointConfig):  # type: ignore[misc]
    """Stands where Rasa expects the action server's endpoint, and hands the call to rasa_sdk's executor."""

    def __init__(self, package: str = "actions") -> None:
        # selective domain: Rasa leaves the whole domain out of a call unless an action asks for it
        super().__init__(url="in-process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        logging.getLogger("rasa_sdk.executor").setLevel(logging.WARNING)
        self._executor.register_package(package)

    @property
    def names(self) -> frozenset[str]:
        """The actions that the package holds."""
        return frozenset(self._executor.actions)

    async def request(self, *_: Any, json: dict[str, Any], **__: Any) -> Any:
        """Run one action; a failure is logged under a number that the customer is told, and nothing else is lost."""
        try:
            return await self._executor.run(json)
        except ActionExecutionRejection as rejection:
            raise RasaRejection(rejection.action_name, str(rejection)) from rejection
        except Exception:
            incident = secrets.token_hex(4)
            logger.exception("action %s failed, incident %s", json["next_action"], incident)
            return {"events": [], "responses": [{"response": "utter_incident", "incident": incident}]}


def shorten_action_calls() -> None:
    """Leave out of an action's call what was made for a network between them.

    Rasa checks the answer *and the schema* at every call, which is 75 % of a turn, where our actions are typed and
    tested; and it sends the whole conversation, where ours read the slots, the events of their own turn and the buttons
    under the replies before it.
    """
    RemoteAction._validate_action_result = lambda self, result: True
    RemoteAction._action_call_format = _call_of_this_turn


def _call_of_this_turn(action: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
    state = tracker.current_state(EventVerbosity.NONE)
    earlier = reversed(tracker.events)
    events: list[dict[str, Any]] = []
    for event in earlier:
        events.insert(0, event.as_dict())
        if isinstance(event, UserUttered):
            break
    message = {**state["latest_message"], "offered_buttons": _buttons_of_a_turn(earlier)}
    kept = {**state, "events": events, "latest_message": message}
    return {"next_action": action.name(), "sender_id": tracker.sender_id, "tracker": kept}


def _buttons_of_a_turn(events: Iterator[Event]) -> list[dict[str, str]]:
    """The buttons that were offered in the turn that the events, newest first, begin with."""
    buttons: list[dict[str, str]] = []
    for event in takewhile(lambda event: not isinstance(event, UserUttered), events):
        if isinstance(event, BotUttered):
            buttons[:0] = event.data.get("buttons") or []
    return buttons
