"""One turn as an action sees it: what was said, what is remembered, and a way to answer."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.context import NotSignedInError
from bank import BankError

T = TypeVar("T")
SIGN_IN_WISH = "sign_in_wish"
Event = dict[str, Any]
Entity = Mapping[str, Any]


@dataclass(frozen=True)
class Choice:
    """A button: what it says, the intent it stands for, and the entities it brings."""

    title: str
    intent: str
    entities: Mapping[str, Any] | None = None

    def as_button(self) -> dict[str, str]:
        return {"title": self.title, "payload": payload(self.intent, self.entities)}


def payload(intent: str, entities: Mapping[str, Any] | None = None) -> str:
    """A message that no customer has typed, as Rasa reads it."""
    return f"/{intent}{json.dumps(entities, ensure_ascii=False) if entities else ''}"


def numbered(titles: Iterable[str]) -> list[Choice]:
    """A button for each, which answers by its place (`Turn.placed`)."""
    return [Choice(title, "inform", {"ordinal": place}) for place, title in enumerate(titles, 1)]


CANCEL = Choice("Cancel", "cancel")
TALK_TO_A_PERSON = Choice("Talk to a person", "human")
FAILURES_BEFORE_A_PERSON = 2
"""Misunderstood turns in a row after which a person is offered."""


class Turn:
    """The latest message and the conversation's slots; replies go out in the order in which they are said."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        self._dispatcher = dispatcher
        self._tracker = tracker
        self.message: Mapping[str, Any] = tracker.latest_message or {}
        self._looks: dict[Callable[[Turn], Any], Any] = {}

    @property
    def conversation_id(self) -> str:
        """Rasa's sender; the bank knows whose it is."""
        return str(self._tracker.sender_id)

    @property
    def text(self) -> str:
        return str(self.message.get("text") or "")

    @property
    def is_pressed(self) -> bool:
        """Whether a button was pressed, whose payload is no words of the customer's."""
        return self.text.startswith("/")

    @property
    def typed(self) -> str:
        """The customer's own words; none where a button was pressed."""
        return "" if self.is_pressed else self.text

    @property
    def intent(self) -> str:
        return str((self.message.get("intent") or {}).get("name") or "")

    @property
    def form(self) -> str | None:
        """The form that is open, by its skill's name."""
        name = (self._tracker.active_loop or {}).get("name")
        return str(name).removesuffix("_form") if name else None

    @property
    def left_form(self) -> str | None:
        """The form, by its skill's name, for which this message brought nothing."""
        for event in reversed(self._tracker.events):
            if event["event"] == "action_execution_rejected":
                return str(event["name"]).removesuffix("_form")
        return None

    @property
    def digressed(self) -> bool:
        """Whether something else has already answered this message, so that a form only comes back to itself."""
        return self._answered_by is not None

    @property
    def misunderstood(self) -> bool:
        """Whether all that came of this message is that it was not understood: nothing led away from the form."""
        return self._answered_by == "action_clarify"

    @property
    def _answered_by(self) -> str | None:
        own = {f"{self.form}_form", "action_listen", None}
        for event in reversed(self._tracker.events):
            if event["event"] in {"user", "followup"}:  # a form that another action opens is no way back
                return None
            if event["event"] == "action" and event.get("name") not in own:
                return str(event["name"])
        return None

    def look(self, read: Callable[[Turn], T]) -> T:
        """What the bank has, read once however often the turn needs it."""
        if read not in self._looks:
            self._looks[read] = read(self)
        found: T = self._looks[read]
        return found

    @property
    def is_proposed_anew(self) -> bool:
        """Whether this message has changed what is read back: "no, the other way round"."""
        for event in reversed(self._tracker.events):
            if event["event"] == "slot" and event["name"] == "order" and event["value"]:
                return True
            if event["event"] == "user":
                return False
        return False

    def slot(self, name: str) -> Any:
        return self._tracker.get_slot(name)

    def entities(self, kind: str) -> list[Entity]:
        """The message's entities of a kind, in the order of the text."""
        return [entity for entity in self.message.get("entities") or () if entity["entity"] == kind]

    def values(self, kind: str) -> list[Any]:
        return [entity["value"] for entity in self.entities(kind)]

    def value(self, kind: str) -> Any:
        """The first value of a kind, or None."""
        return next(iter(self.values(kind)), None)

    def placed(self, options: Sequence[T]) -> T | None:
        """The one at which an ordinal points: "the second one", "the last", a pressed button."""
        place = self.value("ordinal")
        if not isinstance(place, int):
            return None
        at = place - 1 if place > 0 else len(options) + place
        return options[at] if 0 <= at < len(options) else None

    def say(
        self,
        response: str,
        *,
        data: Mapping[str, Any] | None = None,
        choices: Iterable[Choice] = (),
        **facts: Any,
    ) -> None:
        """Utter a response of domain.yml with its gaps filled; `data` is for a page to draw."""
        self._dispatcher.utter_message(
            response=response,
            json_message=dict(data) if data else None,
            buttons=[choice.as_button() for choice in choices],
            **{name: wording.fact(value) for name, value in facts.items()},
        )

    def ask_to_sign_in(self, response: str = "utter_sign_in_first", wish: str | None = None, **facts: Any) -> Event:
        """Say that it takes a sign-in, and remember for what: `wish`, or the message. With the sign-in it goes on."""
        self.say(response, data={"kind": "sign_in"}, **facts)
        event: Event = SlotSet(SIGN_IN_WISH, wish or self.text)
        return event

    def refuse(self, error: BankError) -> None:
        """Say why the bank does not do it, in the words of domain.yml."""
        facts: dict[str, Any] = error.facts
        self.say(f"utter_refused_{error.code}", **facts)


class SkillAction(Action, ABC):  # type: ignore[misc]
    """An action of a skill: what it needs of a customer and what the bank refuses are answered here once for all."""

    action_name: str
    skill: str | None = None
    """The skill that the conversation was last about, for "and in October?"; None leaves it as it was."""

    def name(self) -> str:
        return self.action_name

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Event]:
        from actions import in_hand, news  # they speak through a `Turn` themselves

        turn = Turn(dispatcher, tracker)
        if in_hand.answers(turn, self.action_name):
            return [SlotSet("misunderstandings", None)]
        try:
            events = self.answer(turn)
        except NotSignedInError:
            events = [turn.ask_to_sign_in()]
        except BankError as error:
            turn.refuse(error)
            events = []
        if any(event["event"] == "followup" for event in events):
            return events  # the form that opens remembers what it is about
        news.tell(turn)
        return [*events, *self._remembered()]

    @abstractmethod
    def answer(self, turn: Turn) -> list[Event]:
        """Say the answer and return what the conversation shall remember."""

    def _remembered(self) -> list[Event]:
        understood = [SlotSet("misunderstandings", None)]
        return understood + ([SlotSet("last_skill", self.skill)] if self.skill else [])
