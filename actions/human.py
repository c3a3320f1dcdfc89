"""A person: asked for once is enough. Whoever takes over sees what was collected; the assistant is silent."""

from __future__ import annotations

from collections.abc import Iterator

from rasa_sdk.events import ConversationPaused, SlotSet

from actions.clarify import skills
from actions.order_form import money_accounts
from actions.turn import Event, SkillAction, Turn
from actions.wording import money
from bank import Money


class Human(SkillAction):
    """Pause the assistant and say why a person is wanted; the desk takes it from there."""

    action_name = "action_human"
    skill = "human"

    def answer(self, turn: Turn) -> list[Event]:
        turn.say("utter_person_comes")
        summary = [[label, value] for label, value in _facts(turn)]
        return [SlotSet("hand_over", {"reason": _reason(turn), "summary": summary}), ConversationPaused()]


class Resume(SkillAction):
    """Staff has handed back."""

    action_name = "action_resume"

    def answer(self, turn: Turn) -> list[Event]:
        turn.say("utter_back_from_person")
        return [SlotSet("hand_over", None)]


def _reason(turn: Turn) -> str:
    if int(turn.slot("misunderstandings") or 0):
        return "The assistant did not understand."
    return "The customer asked for a person."


def _facts(turn: Turn) -> Iterator[tuple[str, str]]:
    """What spares the customer from telling it again."""
    about = turn.form or turn.slot("last_skill")
    if about in skills():
        yield "About", skills()[about]["offer"]
    if amount := turn.slot("amount"):
        currency = amount["currency"] or money_accounts(turn)[0].currency
        yield "Amount", money(Money(amount["minor"], currency))
    if payee := turn.slot("payee"):
        yield "Payee", payee["name"]
    for slot, label in (("from_account", "From"), ("to_account", "To"), ("card", "Card")):
        if known := turn.slot(slot):
            yield label, known["label"]
    yield "Last words", turn.text
