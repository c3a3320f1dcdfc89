"""Handing the conversation to a person: what they are told, and how soon they come."""

from __future__ import annotations

from collections.abc import Iterator

from rasa_sdk.events import ConversationPaused, SlotSet

from actions.clarify import skills
from actions.order_form import money_accounts
from actions.turn import Event, Turn
from actions.wording import money
from bank import Money

NOT_UNDERSTOOD = "The assistant did not understand."
ASKED_FOR = "The customer asked for a person."
REASONS = {
    "fraud": "Fraud: the customer may be losing money.",
    "self_harm": "The customer may be in danger: self-harm.",
    "abuse": "The customer may be in danger: somebody controls or threatens them.",
    "bereavement": "A death: the customer needs help with somebody's affairs.",
    "hardship": "Money worries: the customer cannot pay.",
}
"""Why a person is wanted, by what the customer is troubled with (the slot `concern`)."""
URGENT = frozenset({"fraud", "self_harm", "abuse"})
LAST_WORDS_CHARACTERS = 300


def hand_over(turn: Turn, concern: str | None = None, **facts: str) -> list[Event]:
    """Pause the assistant and put the conversation into the desk's queue; `facts` stand first in what the desk sees."""
    told = turn.slot("concern") or {}
    concern = concern or told.get("kind")
    given = [[label.replace("_", " "), value] for label, value in facts.items()]
    wanted = {
        "reason": REASONS[concern] if concern in REASONS else _reason(turn),
        "summary": given + [[label, value] for label, value in _facts(turn)],
        "is_urgent": concern in URGENT,
    }
    return [SlotSet("hand_over", wanted), SlotSet("concern", None), ConversationPaused()]


def _reason(turn: Turn) -> str:
    return NOT_UNDERSTOOD if int(turn.slot("misunderstandings") or 0) else ASKED_FOR


def _facts(turn: Turn) -> Iterator[tuple[str, str]]:
    """What spares the customer from telling it again."""
    about = turn.form or turn.slot("last_skill")
    if about in skills():
        yield "About", skills()[about]["offer"]
    if amount := turn.slot("amount"):
        currency = amount["currency"] or money_accounts(turn)[0].currency
        yield "Amount", money(Money(amount["minor"], currency))
    if payee := (turn.slot("payee") or {}).get("name") or turn.slot("payee_name"):
        yield "Payee", payee
    for slot, label in (("from_account", "From"), ("to_account", "To"), ("card", "Card")):
        if known := turn.slot(slot):
            yield label, known["label"]
    if told := (turn.slot("concern") or {}).get("words"):
        yield "Told", told[:LAST_WORDS_CHARACTERS]
    if not turn.is_pressed:
        yield "Last words", turn.text[:LAST_WORDS_CHARACTERS]
