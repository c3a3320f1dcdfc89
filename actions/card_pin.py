"""A new PIN: agreed to here, authorised by a code, and chosen in a panel of the page's own, never in a message.

A PIN that was forgotten cannot be shown: the bank keeps none that it could read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from actions import cards, instructions
from actions.card_settings_form import own
from actions.change_form import ChangeForm, ask_change_authorisation, current_change, say_outcome
from actions.forms import Ask, StopForm, Values, chosen
from actions.instruction_form import read_back
from actions.turn import CANCEL, Choice, Event, SkillAction, Turn
from bank.domain.limits import PIN_LENGTH
from bank.domain.orders import FINAL
from bank.services.card_pins import choose_until
from bank.services.pin_changes import CHOOSE
from bank.services.views import CardView

WANTS_TO_SEE = re.compile(
    r"\b(remind\w*|see|show\w*|tell|what(['’]?s| is| was)|whats|forg[eo]t\w*|forgoten|remember|recall|know|look up|view"
    r"|display|send|lost|mislaid|have no)\b",
    re.IGNORECASE,
)
"""Who asks for the old PIN hears that it cannot be shown, before a new one is offered."""
WANTS_A_NEW_ONE = re.compile(r"\b(new|chang\w*|set|choose|another|different|reset|pick)\b", re.IGNORECASE)
ONCE_MORE = Choice("Choose a new PIN", "card_pin")


class CardPinForm(ChangeForm):
    """Finds out for which card, and waits until the panel has the PIN."""

    skill: ClassVar[str] = "card_pin"
    own_intents: ClassVar[frozenset[str]] = frozenset({"card_pin"})
    details: ClassVar[frozenset[str]] = frozenset({"account", "card_digits", "ordinal"})
    slots: ClassVar[tuple[str, ...]] = ("card", "pin_chosen")
    slot_to_blame: ClassVar[Mapping[str, str]] = {}

    def open(self, turn: Turn, values: Values) -> None:
        super().open(turn, values)
        known = _working(turn)
        if not known:
            waits = bool(own(turn))
            activate = [Choice("Activate it", "card_activate")] if waits else []
            turn.say("utter_activate_card_first" if waits else "utter_no_cards", choices=activate)
            raise StopForm
        if WANTS_TO_SEE.search(turn.text) and not WANTS_A_NEW_ONE.search(turn.text):
            turn.say("utter_pin_cannot_be_shown")
        values["card"] = cards.slot_value(known[0]) if len(known) == 1 else cards.in_hand(turn)

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        if picked := chosen(turn, values, "card"):
            return {"card": picked, "candidates": None}
        known = _working(turn)
        if values.get("card") and (other := cards.pointed(turn, known, values["card"])):
            return other
        return cards.said(turn, known)

    def takes_any_text(self, values: Values) -> bool:
        return self.detail(values) is not None

    def changed(self, turn: Turn, values: Values) -> None:
        super().changed(turn, values)
        values["pin_chosen"] = None

    def detail(self, values: Values) -> str | None:
        return None if values.get("card") else "card"

    def missing(self, values: Values) -> str | None:
        return super().missing(values) or (None if values.get("pin_chosen") else "pin_chosen")

    def advance(self, turn: Turn, values: Values, wanted: str | None) -> None:
        if wanted == "card" and not values.get("candidates"):
            values["candidates"] = cards.candidates(_working(turn))
        elif wanted == "pin_chosen":
            change = instructions.current(turn, values)
            if change is None or change.state in FINAL:
                values["pin_chosen"] = True  # there is only the outcome left to say
        super().advance(turn, values, wanted)

    def event(self, turn: Turn, values: Values) -> bool:
        if not values.get("authorisation"):
            return super().event(turn, values)
        if turn.intent == "secret_accepted":
            change = instructions.current(turn, values)
            values["pin_chosen"] = True if change is None or change.state in FINAL else None
            return True
        if turn.intent == "secret_failed":
            self.changed(turn, values)
            turn.say("utter_pin_not_chosen", choices=[ONCE_MORE])
            raise StopForm
        if turn.intent in self.own_intents:
            self.changed(turn, values)  # the panel was closed, or another card is meant: it begins anew
            values.update(self.read(turn, values, None))
            return True
        return turn.intent == "confirm"

    def kind(self, values: Values) -> str:
        return CHOOSE

    def content(self, values: Values) -> Mapping[str, Any]:
        return {"card_id": values["card"]["id"]}


class AskPinCard(Ask):
    skill: ClassVar[str] = "card_pin"
    slot: ClassVar[str] = "card"
    which: ClassVar[str] = "utter_ask_card_pin_card"

    def ask(self, turn: Turn) -> None:
        turn.say(self.which)


class AskPinConfirmation(Ask):
    skill: ClassVar[str] = "card_pin"
    slot: ClassVar[str] = "confirmation"

    def ask(self, turn: Turn) -> None:
        read_back(turn, "utter_ask_choose_pin_confirmation", "Yes, a new PIN", card=turn.slot("card")["label"])


class AskPinAuthorisation(Ask):
    skill: ClassVar[str] = "card_pin"
    slot: ClassVar[str] = "authorisation"

    def ask(self, turn: Turn) -> None:
        ask_change_authorisation(turn)


class AskPin(Ask):
    """Opens the panel; what is entered there goes to the bank by a way of its own."""

    skill: ClassVar[str] = "card_pin"
    slot: ClassVar[str] = "pin_chosen"

    def ask(self, turn: Turn) -> None:
        change = current_change(turn)
        if change is None or change.state in FINAL:
            return
        is_new = turn.intent == "code_accepted"
        turn.say(
            "utter_ask_card_pin_pin_chosen" if is_new else "utter_waiting_for_pin",
            data={
                "kind": "secret_request",
                "order": change.key,
                "purpose": "pin",
                "length": PIN_LENGTH,
                "summary": instructions.summary(change),
                "expires_at": choose_until(change.state_at).isoformat(),
            },
            choices=[CANCEL] if is_new else [ONCE_MORE, CANCEL],
            card=turn.slot("card")["label"],
        )


class CardPin(SkillAction):
    """Say what became of it."""

    action_name = "action_card_pin"
    skill = "card_pin"

    def answer(self, turn: Turn) -> list[Event]:
        return [*say_outcome(turn), cards.remember(turn.slot("card"))]


def _working(turn: Turn) -> list[CardView]:
    return [details.card for details in own(turn) if not details.awaits_activation]
