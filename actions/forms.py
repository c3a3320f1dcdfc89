"""How every form of the assistant works: take what was said in any order, check it, ask for what is missing.

A form's slots are filled here and nowhere else, so that a digression ("and what did I spend on 50 things?") cannot
change a payment. A message that brings the form nothing is left to the rules; the form asks again afterwards.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence, Set
from functools import cache
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import NotSignedInError
from actions.turn import CANCEL, FAILURES_BEFORE_A_PERSON, TALK_TO_A_PERSON, Event, Turn, numbered
from bank import BankError

REQUESTED = "requested_slot"
COMMON_SLOTS = ("order", "confirmation", "authorisation", "candidates")
"""What any form may keep: what was read back, the answer to it, whether its code was taken, a choice that is open."""
ANSWERS = frozenset({"confirm", "deny"})

DAYS_ASKED = frozenset({"execute_on", "noticed_on"})
BARE_DAY = re.compile(
    r"\W*(ok|yes|no|hm+|well|maybe)?\W*(from|starting|beginning|start|begin|first|on|by|until|till|the|every|next|last)"
    r"\b(\W*[\w.]+){1,5}\W*$",
    re.IGNORECASE,
)
AMOUNTS_ASKED = frozenset({"amount", "income", "commitments"})
WORDS_BESIDE = 2
"""Words that may stand beside an amount that is a whole answer: "over 500 please"."""
AGREED = re.compile(
    r"\W*((ok|okay|yes|yeah|yep|yup|sure|all ?right|fine|great|good|then|so|well|please|pls|just)\W+)+"
    r"(do|go|open|close|start|order|send|book|freeze|unfreeze|lock|block|set|switch|pay|dispute|replace|move)\s+"
    r"(it|that|this|them|ahead|on)(\W+(then|anyway|please|pls|now|for me|off|on|back))*\W*",
    re.IGNORECASE,
)
"""A yes that names what is agreed to: "ok open it"; beside a no it may as well be a change: "no, pay it now"."""

Values = dict[str, Any]


class StopForm(Exception):
    """The form cannot go on; what there is to say has been said. `events`: what is to be remembered of it."""

    def __init__(self, *events: Event) -> None:
        self.events = events


class SkillForm(Action, ABC):  # type: ignore[misc]
    """The validation of one skill's form. A subclass says which slots it needs, how it reads them, and what follows."""

    skill: ClassVar[str]
    own_intents: ClassVar[frozenset[str]]
    """Intents whose messages are for this form, besides details, yes and no."""
    details: ClassVar[frozenset[str]]
    """Kinds of entity that this form can use."""
    slots: ClassVar[tuple[str, ...]]
    """What this form collects, besides the `COMMON_SLOTS`."""

    def name(self) -> str:
        return f"validate_{self.skill}_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Event]:
        turn = Turn(dispatcher, tracker)
        # what another form has asked for is nothing to this one, which opens in its place
        requested = None if turn.left_form not in {None, self.skill} else turn.slot(REQUESTED)
        if requested and turn.digressed:
            return [SlotSet(REQUESTED, requested)]
        values: Values = {slot: turn.slot(slot) if requested else None for slot in form_slots()}
        try:
            if not requested:
                self.open(turn, values)
            before = dict(values)
            if not self._take(turn, values, requested) and requested:
                if dispatcher.messages:  # the form has said why it cannot take this: its question comes again
                    return self._stay(requested, None)
                # a bare yes or no, or the same wish once more, is nobody else's business: ask again; a rule that opens
                # a form does not open it twice. All else is left to the rules
                failures = int(turn.slot("misunderstandings") or 0) + 1
                return self._stay(requested, failures) if turn.intent in ANSWERS | self.own_intents else []
            wanted = self._settle(turn, values)
            took = {slot for slot in self.slots if values.get(slot) != before.get(slot)}
            if wanted and wanted == requested and self.is_aside(took, wanted) and not dispatcher.messages:
                turn.say("utter_noted")  # the question that comes again is not deaf to what was told
        except NotSignedInError:
            return [*clear_form(turn), turn.ask_to_sign_in(), SlotSet(REQUESTED, None)]
        except StopForm as stop:
            # without the event of a slot, Rasa takes it that the message brought nothing, and goes on with the form
            return [*clear_form(turn), *stop.events, SlotSet("misunderstandings", None), SlotSet(REQUESTED, None)]
        return [
            *(SlotSet(slot, value) for slot, value in values.items() if turn.slot(slot) != value),
            SlotSet("misunderstandings", None),
            SlotSet("last_skill", self.skill),
            SlotSet(REQUESTED, wanted),
        ]

    def open(self, turn: Turn, values: Values) -> None:
        """Called once when the form opens, before the message is read: refuse it here, or set what is known."""

    @abstractmethod
    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        """What the message says about the form's slots; a value of None takes one back."""

    def event(self, turn: Turn, values: Values) -> bool:
        """Take what the assistant itself reports (a code accepted); True if that was it."""
        return False

    @abstractmethod
    def missing(self, values: Values) -> str | None:
        """The slot to ask for next, or None when all is done."""

    def advance(self, turn: Turn, values: Values, wanted: str | None) -> None:
        """Do what must be done before `wanted` is asked: propose an order, send a code. May raise BankError."""

    def refused(self, turn: Turn, values: Values, error: BankError) -> None:
        """The bank refused: say so and clear the slot that would have to change."""
        turn.refuse(error)
        raise StopForm

    def is_aside(self, took: Set[str], wanted: str) -> bool:
        """Whether what was taken leaves the question after `wanted` as it was."""
        return wanted in self.slots and bool(took - {wanted})

    def changed(self, turn: Turn, values: Values) -> None:
        """A value that was read back has changed: what was confirmed counts no more."""

    def _take(self, turn: Turn, values: Values, requested: str | None) -> bool:
        if requested and self.event(turn, values):
            return True
        if requested == "confirmation" and not self.brings_details(turn):
            if turn.intent == "confirm" or AGREED.fullmatch(turn.text):
                values["confirmation"] = True
                return True
            if turn.intent == "deny":
                values["candidates"] = None
                return True
        if not self._is_meant(turn, values, requested):
            return False
        said = self.read(turn, values, requested)
        news = {slot: value for slot, value in said.items() if values.get(slot) != value}
        if not news:
            # "yes, 60": nothing new, so it is a yes
            agreed = requested == "confirmation" and turn.intent == "confirm"
            values["confirmation"] = agreed or values.get("confirmation")
            is_said = any(value for slot, value in said.items() if not slot.endswith("_wish"))
            if requested == "confirmation" and turn.intent not in {"confirm", *self.own_intents} and is_said:
                turn.say("utter_as_it_stands")
            return agreed
        values.update(news)
        if news.keys() - {"candidates"}:
            self.changed(turn, values)
        return True

    def _stay(self, requested: str, failures: int | None) -> list[Event]:
        return [
            SlotSet("misunderstandings", failures),
            SlotSet("last_skill", self.skill),
            SlotSet(REQUESTED, requested),
        ]

    def _is_meant(self, turn: Turn, values: Values, requested: str | None) -> bool:
        if requested is None or turn.intent in self.own_intents:
            return True
        if turn.intent in ANSWERS | {"inform"} or (DAYS_ASKED & {*self.slots} and _is_a_bare_day(turn)):
            return True
        if requested in AMOUNTS_ASKED and _is_a_bare_amount(turn):
            return True
        # "mia" may look like anything to the model: an unsure message that holds such a detail is meant for the form
        unsure = turn.intent in {"nlu_fallback", "out_of_scope", "greet"}
        return unsure and (self.takes_any_text(values) or self.brings_details(turn))

    def brings_details(self, turn: Turn) -> bool:
        """Whether the message says something that this form can use, whatever the model makes of it: "no, 60"."""
        return any(turn.entities(kind) for kind in self.details)

    def takes_any_text(self, values: Values) -> bool:
        """Whether what was asked for can be any words at all, such as a name."""
        return False

    def _settle(self, turn: Turn, values: Values) -> str | None:
        """Go as far as can be gone without another word of the customer."""
        for _ in values:  # each pass fills or clears a slot; there are no more passes than slots
            wanted = self.missing(values)
            known = dict(values)
            try:
                self.advance(turn, values, wanted)
            except BankError as error:
                self.refused(turn, values, error)
            if values == known:
                return wanted
        raise RuntimeError(f"The {self.skill} form does not settle.")


def _is_a_bare_day(turn: Turn) -> bool:
    """ "From the 1st of January" to the question for a day, though it may look like the beginning of a search."""
    return bool(turn.entities("date") or turn.entities("period")) and BARE_DAY.match(turn.text) is not None


def _is_a_bare_amount(turn: Turn) -> bool:
    """ "Over 500" to the question for an amount, though it looks like a search."""
    amounts = [str(entity.get("text") or "") for entity in turn.entities("amount")]
    return len(amounts) == 1 and len(turn.typed.split()) - len(amounts[0].split()) <= WORDS_BESIDE


@cache
def form_slots() -> tuple[str, ...]:
    """The slots of all forms: they share some, so a form that opens or closes clears them all."""
    forms, found = [SkillForm], set(COMMON_SLOTS)
    while forms:
        form = forms.pop()
        found.update(getattr(form, "slots", ()))
        forms += form.__subclasses__()
    return tuple(sorted(found))


def clear_form(turn: Turn) -> list[Event]:
    """Forget everything that a form has collected."""
    return [SlotSet(slot, None) for slot in form_slots() if turn.slot(slot) is not None]


def close_form(turn: Turn) -> list[Event]:
    """Leave the open form and forget what it has collected."""
    return [ActiveLoop(None), SlotSet(REQUESTED, None), *clear_form(turn)]


class Ask(Action, ABC):  # type: ignore[misc]
    """What a form says when it asks for one slot; names are Rasa's: action_ask_<form>_<slot>."""

    skill: ClassVar[str]
    slot: ClassVar[str]
    which: ClassVar[str] = "utter_which_one"
    """What is said where one of several candidates must be chosen."""

    def name(self) -> str:
        return f"action_ask_{self.skill}_form_{self.slot}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Event]:
        turn = Turn(dispatcher, tracker)
        candidates = turn.slot("candidates")
        is_choice = bool(candidates) and candidates["slot"] == self.slot
        failures = int(turn.slot("misunderstandings") or 0)
        if turn.digressed and not turn.misunderstood:
            turn.say(f"utter_back_to_{self.skill}")
            failures = 0
        elif failures and not turn.digressed and not is_choice:
            _say_stuck(turn, failures)
        if is_choice:
            self._ask_which(turn, candidates["options"], failures)
        else:
            self.ask(turn)
        return []

    def _ask_which(self, turn: Turn, options: Sequence[Mapping[str, Any]], failures: int) -> None:
        """One of several: asked again, it is asked in other words, with the ways out of it."""
        choices = numbered(option["title"] for option in options)
        if failures == 1 and not turn.digressed and turn.intent not in ANSWERS:
            turn.say("utter_already_at_it")
            failures = 0
        if not failures:
            turn.say(self.which, choices=choices)
        elif failures < FAILURES_BEFORE_A_PERSON:
            none_of_them = turn.intent == "deny" and not turn.digressed
            turn.say("utter_none_of_these" if none_of_them else "utter_which_one_again", choices=[*choices, CANCEL])
        else:
            turn.say("utter_which_one_stuck", choices=[*choices, CANCEL, TALK_TO_A_PERSON])

    @abstractmethod
    def ask(self, turn: Turn) -> None:
        """Say the question."""


def _say_stuck(turn: Turn, failures: int) -> None:
    """The same question comes again: show the ways out of it, and a person before the customer tires of it."""
    if failures < FAILURES_BEFORE_A_PERSON:
        same_wish = failures == 1 and turn.intent not in ANSWERS
        turn.say("utter_already_at_it" if same_wish else "utter_asked_again", choices=[CANCEL])
    else:
        turn.say("utter_asked_too_often", choices=[CANCEL, TALK_TO_A_PERSON])


def chosen(turn: Turn, values: Values, slot: str) -> Any:
    """The option that an ordinal ("the second one", a pressed button) picks among the open candidates, or None."""
    candidates = values.get("candidates")
    if not candidates or candidates["slot"] != slot:
        return None
    option = turn.placed(candidates["options"])
    return option["value"] if option else None
