"""Fraud: safety first, a case at once, the cards frozen on one yes, and then a person before all others.

Whoever is not signed in is heard as well; only their cards cannot be frozen here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from actions import instructions, wording
from actions.cards import label, names
from actions.context import anybodys_work, customer_work
from actions.forms import Ask, SkillForm, Values, clear_form
from actions.hand_over import hand_over
from actions.turn import Choice, Event, SkillAction, Turn
from bank.domain.cards import CardState
from bank.domain.cases import CaseKind
from bank.services import cards
from bank.services.cases import open_case
from bank.services.views import CardView

STORY = frozenset({"fraud", "dispute", "inform", "nlu_fallback", "out_of_scope", "thanks", "what_can_you_do"})
"""What is said to the question whether to freeze and is neither yes nor no: more of the story, for a person to read."""


ONE = r"(?:the |my )?[\w ]{0,12}?(?:credit|debit|\d{4})"
SPARED = re.compile(
    rf"\b(?:not|don['’]?t (?:freeze|block|lock|stop)|leave|keep|except|apart from) {ONE}", re.IGNORECASE
)
SOME = re.compile(rf"\b(yes|yeah|yep|freeze|block|lock|stop)\b|\b(only|just) {ONE}|{SPARED.pattern}", re.IGNORECASE)
"""What makes a card that is named one to be frozen or to be spared, where else it belongs to the story."""
FREEZE = re.compile(
    r"^(?!.*\b(not|never|no|don'?t)\b).*\b(freeze|block|lock|stop) (them|all|everything|it|both|my|the)\b",
    re.IGNORECASE,
)


class FraudForm(SkillForm):
    """Opens the case and asks one thing: whether to freeze the cards."""

    skill: ClassVar[str] = "fraud"
    own_intents: ClassVar[frozenset[str]] = frozenset({"fraud"})
    details: ClassVar[frozenset[str]] = frozenset()
    slots: ClassVar[tuple[str, ...]] = ("fraud_case",)

    def open(self, turn: Turn, values: Values) -> None:
        if turn.slot("order"):
            instructions.drop(turn)
        with anybodys_work(turn.conversation_id) as (uow, customer):
            case = open_case(uow, customer, turn.conversation_id, CaseKind.FRAUD, turn.typed)
            own = cards.list_cards(uow, customer) if customer is not None else ()
            uow.commit()
        values["fraud_case"] = {"number": case.number, "cards": [_slot(card) for card in own if _works(card)]}
        turn.say("utter_fraud_safety" if case.is_new else "utter_fraud_again", case=case.number)

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        return {}

    def event(self, turn: Turn, values: Values) -> bool:
        if some := _some_of(turn.text, values["fraud_case"]["cards"]):
            left = [card for card in values["fraud_case"]["cards"] if card not in some]
            values["fraud_case"] = {**values["fraud_case"], "cards": some, "left": left}
            values["confirmation"] = True
        elif turn.intent == "card_freeze" or (
            FREEZE.search(turn.text) and turn.intent not in {"deny", "card_unfreeze"}
        ):
            values["confirmation"] = True
        elif turn.intent in STORY and not turn.is_pressed:
            with anybodys_work(turn.conversation_id) as (uow, customer):
                open_case(uow, customer, turn.conversation_id, CaseKind.FRAUD, turn.typed)
                uow.commit()
            values["fraud_case"] = {**values["fraud_case"], "is_open": turn.intent != "deny"}
            values["confirmation"] = False
        elif turn.intent == "deny":
            values["confirmation"] = False
        else:
            return False
        return True

    def missing(self, values: Values) -> str | None:
        return "confirmation" if values["fraud_case"]["cards"] and values.get("confirmation") is None else None

    def advance(self, turn: Turn, values: Values, wanted: str | None) -> None:
        if wanted is None and values.get("confirmation"):
            with customer_work(turn.conversation_id) as (uow, customer):
                for card in values["fraud_case"]["cards"]:
                    cards.freeze(uow, customer, card["id"])
                uow.commit()


class AskFraudConfirmation(Ask):
    skill: ClassVar[str] = "fraud"
    slot: ClassVar[str] = "confirmation"

    def ask(self, turn: Turn) -> None:
        turn.say(
            "utter_ask_fraud_confirmation",
            choices=[Choice("Yes, freeze now", "confirm"), Choice("No, fetch a person", "deny")],
            cards=_named(turn.slot("fraud_case")["cards"]),
        )


class Fraud(SkillAction):
    """Say what was frozen and fetch a person before all others."""

    action_name = "action_fraud"
    skill = "fraud"

    def answer(self, turn: Turn) -> list[Event]:
        case = turn.slot("fraud_case")
        if case is None:
            return clear_form(turn)
        facts = {"Case": case["number"]}
        if turn.slot("confirmation"):
            turn.say("utter_fraud_frozen", cards=_named(case["cards"]))
            facts["Frozen"] = _named(case["cards"])
            if left := case.get("left"):
                turn.say("utter_fraud_left", cards=_named(left))
                facts["Not frozen"] = _named(left)
        elif case["cards"]:
            turn.say("utter_fraud_not_frozen_yet" if case.get("is_open") else "utter_fraud_not_frozen")
            facts["Not frozen"] = _named(case["cards"])
        turn.say("utter_fraud_person")
        return [*clear_form(turn), *hand_over(turn, "fraud", **facts)]


def _some_of(text: str, cards_asked: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cards that alone are to be frozen: "only the debit card", "yes, but not the credit card"."""
    if not SOME.search(text):
        return []
    spared, wanted = " ".join(SPARED.findall(text)), SPARED.sub(" ", text)
    named = [card for card in cards_asked if names(wanted, card["label"])]
    others = [card for card in cards_asked if not names(spared, card["label"])]
    found = named or (others if spared else [])
    return found if len(found) < len(cards_asked) else []


def _works(card: CardView) -> bool:
    return card.state is CardState.ACTIVE


def _slot(card: CardView) -> dict[str, Any]:
    return {"id": card.id, "label": label(card)}


def _named(known: Sequence[dict[str, Any]]) -> str:
    return wording.every([card["label"] for card in known])
