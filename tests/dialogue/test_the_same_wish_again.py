"""In an open form the customer says once more what opened it: the form goes on, it never falls silent."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.conversation.house import House
from bot.shell.line import Heard, open_line

RULES = Path(__file__).parents[2] / "data/rules/forms.yml"
WISHES = {
    "transfer_own": "transfer money to savings",
    "pay_payee": "I want to send money to mia",
    "payee_add": "add a payee",
    "payee_rename": "I'd like to rename a payee",
    "payee_remove": "remove a payee",
    "card_freeze": "freeze a card",
    "card_unfreeze": "unfreeze a card",
    "fraud": "I think I've been scammed",
    "complaint": "I want to make a complaint",
    "dispute": "I want to dispute a charge",
    "card_replace": "I need a replacement card",
    "card_settings": "I want to change my card settings",
    "card_limit": "change the limit of my card",
    "card_pin": "I want to change my PIN",
    "card_activate": "I want to activate my card",
    "travel_notice": "I want to set up a travel notice",
    "scheduled_change": "change a scheduled payment",
    "scheduled_cancel": "cancel a scheduled payment",
    "standing_order_create": "set up a standing order",
    "standing_order_change": "change a standing order",
    "standing_order_pause": "pause a standing order",
    "standing_order_cancel": "cancel a standing order",
    "direct_debit_return": "give me back a direct debit",
    "pay_bill": "I want to pay a bill",
    "recall_payment": "I want to recall a payment",
    "exchange": "I want to exchange money",
    "calculators": "I'd like to calculate a loan repayment",
    "overdraft_change": "I want a higher overdraft",
    "contact_change": "I want to change my contact details",
    "appointment_book": "I want to book an appointment",
    "appointment_move": "move my appointment",
    "appointment_cancel": "cancel my appointment",
    "alert_set": "set an alert",
    "alert_remove": "remove an alert",
    "product_open": "I want to open an account",
    "product_close": "I want to close an account",
    "product_change": "I want to change my account",
}


def opening() -> dict[str, str]:
    """Each intent that opens a form, and the form."""
    rules = yaml.safe_load(RULES.read_text(encoding="utf-8"))["rules"]
    return {rule["steps"][0]["intent"]: rule["steps"][1]["action"] for rule in rules if "intent" in rule["steps"][0]}


OVER_AT_ONCE = frozenset(
    {"scheduled_change", "scheduled_cancel", "appointment_move", "appointment_cancel", "alert_remove", "card_activate"}
)
"""The demo's first customer has none of these: the form says so and closes."""
PERSON_AT_ONCE = "fraud"


def test_each_wish_that_opens_a_form_is_tried() -> None:
    assert set(WISHES) == set(opening())


@pytest.mark.parametrize("intent", [intent for intent in WISHES if intent not in OVER_AT_ONCE | {PERSON_AT_ONCE}])
async def test_the_form_asks_again_in_other_words(house: House, intent: str) -> None:
    line = open_line(house, 1)
    first, again, third = [await line.hear(WISHES[intent]) for _ in range(3)]
    form = opening()[intent]
    assert [heard.turn and heard.turn.intent for heard in (first, again, third)] == [intent] * 3
    assert [heard.turn and heard.turn.actions for heard in (first, again, third)] == [(form,)] * 3
    said = ["\n".join(reply.text for reply in heard.replies) for heard in (first, again, third)]
    assert len(set(said)) == 3, "each time in other words"
    assert all(_asks_the_same(heard, first) for heard in (again, third)), "the same question"
    assert "Talk to a person" in [button["title"] for reply in third.replies for button in reply.buttons]
    cancelled = await line.hear("cancel")
    assert cancelled.turn is not None
    assert "action_cancel" in cancelled.turn.actions


def _asks_the_same(heard: Heard, first: Heard) -> bool:
    """The question's own words, or, of a choice, all that there was to choose from."""
    now, then = heard.replies[-1], first.replies[-1]
    offered = {button["title"] for button in now.buttons}
    return now.text == then.text or (bool(offered) and {button["title"] for button in then.buttons} <= offered)


@pytest.mark.parametrize("intent", sorted(OVER_AT_ONCE))
async def test_where_there_is_nothing_to_ask_it_is_said_again(house: House, intent: str) -> None:
    line = open_line(house, 1)
    first, again = [await line.hear(WISHES[intent]) for _ in range(2)]
    assert first.replies
    assert [reply.text for reply in again.replies] == [reply.text for reply in first.replies]


async def test_fraud_told_twice_fetches_the_person(house: House) -> None:
    line = open_line(house, 1)
    _, again = [await line.hear(WISHES[PERSON_AT_ONCE]) for _ in range(2)]
    assert any("A person is coming" in reply.text for reply in again.replies)


@pytest.mark.parametrize(
    ("intent", "other"),
    [(a, b) for a, form in opening().items() for b, same in opening().items() if a != b and form == same],
)
async def test_another_wish_of_the_same_form_is_answered(house: House, intent: str, other: str) -> None:
    line = open_line(house, 1)
    await line.hear(WISHES[intent])
    heard = await line.hear(WISHES[other])
    assert heard.turn is not None
    assert heard.turn.intent == other
    assert heard.replies
    assert all("this is all I still need" not in reply.text for reply in heard.replies), "it is not the same wish"
