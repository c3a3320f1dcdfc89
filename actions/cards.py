"""Which of the customer's cards is meant: by its digits, its kind, or because there is one only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk.events import SlotSet

from actions import wording
from actions.context import customer_work
from actions.forms import Values
from actions.turn import Event, Turn
from bank.domain.cards import CardKind
from bank.services import cards
from bank.services.views import CardView

KIND_SAID = {
    CardKind.DEBIT: re.compile(r"\b(debit ?(card)?|current account|giro ?card|maestro|v ?pay)\b", re.IGNORECASE),
    CardKind.CREDIT: re.compile(r"\bcredit ?(card)?\b", re.IGNORECASE),
}
BRAND_SAID = re.compile(r"\b(visa|master ?card|amex|american express)\b", re.IGNORECASE)
"""A brand alone names the credit card: the bank's debit cards go by their kind ("visa debit" is one)."""
AND = re.compile(r"\b(and|n|plus)\b|&", re.IGNORECASE)
POINTED = "pointed_card"
FORMS = frozenset({"card_freeze", "card_replace", "card_settings", "card_pin"})
POINTS = re.compile(r"\b(it|that|this|same|its)\b|^\W*(and|also)\b", re.IGNORECASE)
"""What is said of the card that was last spoken of."""
BOTH = re.compile(
    r"\b(both|all|each|every|either)\b.{0,15}\bcards?\b|\bcards?\b.{0,10}\b(both|each)\b"
    r"|^\W*(on |for )?(both|all)\b",
    re.IGNORECASE,
)
"""That all cards are meant: "both my cards"."""
OTHER = re.compile(r"\b(the|my) other\b|\bnot (that|this) (one|card)\b|\bwrong (one|card)\b", re.IGNORECASE)


def own(turn: Turn) -> list[CardView]:
    """All cards of the customer."""
    with customer_work(turn.conversation_id) as (uow, customer):
        return list(cards.list_cards(uow, customer))


def said(turn: Turn, known: Sequence[CardView]) -> Values:
    """The card that the message names by digits or kind, among those that are `known`, as a form's news."""
    digits = (
        turn.value("card_digits")
        or next((v["digits"] for v in turn.values("account") if v.get("digits")), None)
        or next((card.digits for card in known if re.search(rf"\b{card.digits}\b", turn.typed)), None)
    )
    kinds = _kinds_said(turn.text)
    if not digits and len(kinds) != 1:
        return {}
    found = [card for card in known if (card.digits == digits if digits else card.kind in kinds)]
    if len(found) == 1:
        return {"card": slot_value(found[0]), "candidates": None}
    if not found:
        turn.say("utter_no_such_card", cards=wording.every([f"a {label(card)}" for card in known]))
        return {}
    return {"card": None, "candidates": candidates(found)}


def in_hand(turn: Turn) -> dict[str, Any] | None:
    """The card that a wish is about without naming it: that of the form that is left for another one about the same
    ("freeze it instead", "actually i lost it"), or the one last spoken of ("and the other one")."""
    card: dict[str, Any] | None = turn.slot("card") if turn.left_form in FORMS else None
    if card is None and (POINTS.search(turn.text) or OTHER.search(turn.text)):
        card = next((slot_value(one) for one in own(turn) if one.id == turn.slot(POINTED)), None)
    return card if card and "ids" not in card else None


def in_view(turn: Turn) -> int | None:
    """The id of the card that the open form is about, or that was last spoken of."""
    card = turn.slot("card") or {}
    found: int | None = card.get("id") if card and "ids" not in card else turn.slot(POINTED)
    return found


def remember(card: Mapping[str, Any] | None) -> Event:
    """Keep the one card that was spoken of, for "it" and "the other one"."""
    event: Event = SlotSet(POINTED, card["id"] if card and "ids" not in card else None)
    return event


def pointed(turn: Turn, known: Sequence[CardView], current: Mapping[str, Any] | None = None) -> Values:
    """The card that is pointed at among those that are `known`: "the second one", "no, the other one"."""
    if turn.entities("ordinal") and current is None:
        placed = turn.placed(known)
        return {"card": slot_value(placed)} if placed else {}
    others = [card for card in known if current is not None and card.id != current["id"]]
    return {"card": slot_value(others[0])} if len(others) == 1 and OTHER.search(turn.text) else {}


def _kinds_said(text: str) -> set[CardKind]:
    kinds = {kind for kind, pattern in KIND_SAID.items() if pattern.search(text)}
    return kinds or ({CardKind.CREDIT} if BRAND_SAID.search(text) else set())


def candidates(found: Sequence[CardView]) -> dict[str, Any]:
    """An open choice among several."""
    return {"slot": "card", "options": [{"title": label(card), "value": slot_value(card)} for card in found]}


def slot_value(card: CardView) -> dict[str, Any]:
    """A card as a form's slot keeps it."""
    return {"id": card.id, "label": label(card)}


def slot_value_of_all(known: Sequence[CardView]) -> dict[str, Any]:
    """Several cards in the place of one."""
    if len(known) == 1:
        return slot_value(known[0])
    return {"id": known[0].id, "ids": [card.id for card in known], "label": " and ".join(map(label, known))}


def ids(kept: Mapping[str, Any]) -> list[int]:
    """The ids of the cards that a form's slot keeps: mostly one."""
    return list(kept.get("ids") or [kept["id"]])


def means_all(text: str) -> bool:
    """ "Both my cards", "the debit and the credit card"."""
    every_kind = AND.search(text) is not None and _kinds_said(text) == set(KIND_SAID)
    return every_kind or BOTH.search(text) is not None


def names(text: str, written: str) -> bool:
    """Whether the text names the card that is labelled so, by its kind or digits."""
    kind, _, digits = written.partition(" card …")
    return bool(re.search(rf"\b({kind}|{digits})\b", text, re.IGNORECASE))


def label(card: CardView) -> str:
    """ "debit card …1234"."""
    return f"{card.kind.value} card …{card.digits}"
