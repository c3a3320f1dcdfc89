"""Explain a transaction: what it is, booked or pending, the fee and the rate in it, or why it was declined."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from actions import merchants, wording
from actions.context import customer_work, today
from actions.in_hand import FEE
from actions.orders import to_label
from actions.pointing import DECLINED_DAYS, choices, meant, remember, said, status_said
from actions.turn import Choice, Event, SkillAction, Turn
from bank.domain.card_rules import DeclineReason
from bank.domain.transactions import TransactionStatus
from bank.services import orders
from bank.services.views import OrderView, TransactionView

REASONS = frozenset(DeclineReason)
"""Reasons of a refusal that have words of their own."""
HOW_MUCH_IT = re.compile(r"^\W*(and |so )?how much (was|is) (it|that)\b\W*$", re.IGNORECASE)
CHANGE_IT = {
    DeclineReason.ONLINE_OFF: Choice("Switch it on", "card_settings", {"card_use": "online", "switch": "on"}),
    DeclineReason.ABROAD_OFF: Choice("Switch it on", "card_settings", {"card_use": "abroad", "switch": "on"}),
    DeclineReason.CONTACTLESS_OFF: Choice("Switch it on", "card_settings", {"card_use": "contactless", "switch": "on"}),
    DeclineReason.OVER_CARD_LIMIT: Choice("Change the limit", "card_limit"),
    DeclineReason.OVER_CASH_LIMIT: Choice("Change the limit", "card_limit"),
    DeclineReason.NOT_ACTIVATED: Choice("Activate the card", "card_activate"),
    DeclineReason.FROZEN: Choice("Unfreeze", "card_unfreeze"),
    DeclineReason.WRONG_PIN: Choice("Choose a new PIN", "card_pin"),
    DeclineReason.PIN_BLOCKED: Choice("Choose a new PIN", "card_pin"),
}
"""What mends it."""
OF_A_TRANSFER = re.compile(
    r"\b(transfer\w*|standing order|sent|send|sending|payment to|pay(ing)? \w+ back)\b", re.IGNORECASE
)


class ExplainTransaction(SkillAction):
    """One transaction in words; where several may be meant, ask which."""

    action_name = "action_explain_transaction"
    skill = "explain_transaction"

    def answer(self, turn: Turn) -> list[Event]:
        asks_why = status_said(turn.text) == TransactionStatus.DECLINED
        with customer_work(turn.conversation_id) as (uow, customer):
            found = meant(turn, uow, customer)
            failed = orders.list_failed(uow, customer, today() - timedelta(days=DECLINED_DAYS)) if asks_why else ()
        if failed and (not found.items or OF_A_TRANSFER.search(turn.text)):
            _explain_order(turn, failed[0])
            return []
        if not found.items:
            not_found(turn, asks_why)
            return []
        if not found.is_sure:
            turn.say("utter_which_transaction", choices=choices(found.items, "explain_transaction"))
            return remember([item.id for item in found.items])
        item = found.items[0]
        explain(turn, item)
        shown = turn.slot("shown_transactions") or []
        return remember(shown if item.id in shown else [item.id], pointed=item.id)


def asks_its_amount(turn: Turn) -> bool:
    """Whether "how much was it?" is asked of a payment that was just shown, rather than of an account."""
    just_shown = turn.slot("last_skill") in {"find_transactions", "explain_transaction"}
    return just_shown and bool(turn.slot("shown_transactions")) and HOW_MUCH_IT.search(turn.text) is not None


def not_found(turn: Turn, asks_why: bool = False) -> None:
    """Say that there is no such transaction."""
    if asks_why:
        turn.say(
            "utter_nothing_declined", days=DECLINED_DAYS, choices=[Choice("Latest transactions", "find_transactions")]
        )
    elif not merchants.say_unknown(turn, said(turn), "explain_transaction"):
        turn.say("utter_transaction_not_found", choices=[Choice("Latest transactions", "find_transactions")])


def explain(turn: Turn, item: TransactionView) -> None:
    """All that the bank knows about one transaction."""
    facts: dict[str, Any] = {
        "amount": abs(item.amount),
        "counterparty": item.counterparty,
        "day": wording.on_day(item.day, today()),
        "description": item.description or item.category_name,
        "account": item.account_name,
        "with_card": f" with your card …{item.card_digits}" if item.card_digits else "",
    }
    data = {"kind": "transactions", "rows": [row(item)], "total": None}
    if item.status is TransactionStatus.DECLINED:
        reason = DeclineReason(item.decline_reason) if item.decline_reason in REASONS else None
        mend = [CHANGE_IT[reason]] if reason in CHANGE_IT else []
        turn.say(f"utter_explained_declined_{reason or 'other'}", data=data, choices=mend, **facts)
        return
    way = "in" if item.amount.minor > 0 else "out"
    if item.status is TransactionStatus.PENDING:
        turn.say(f"utter_explained_pending_{way}", data=data, **facts)
    else:
        booked = wording.day(item.booked_on, today()) if item.booked_on else facts["day"]
        turn.say(f"utter_explained_booked_{way}", data=data, booked_on=booked, **facts)
    if item.original is not None and item.rate is not None:
        rate = f"{item.rate.normalize():f} {item.original.currency}"
        turn.say("utter_explained_rate", original=abs(item.original), rate=rate, currency=item.amount.currency)
    if item.fee is not None:
        turn.say("utter_explained_fee", fee=item.fee)
    elif FEE.search(turn.text):
        turn.say("utter_explained_no_fee")


def row(item: TransactionView) -> dict[str, Any]:
    """A transaction as a page draws it."""
    return {
        "date": item.day.isoformat(),
        "merchant": item.counterparty,
        "amount": wording.money_data(item.amount),
        "status": item.status.value,
    }


def _explain_order(turn: Turn, order: OrderView) -> None:
    failure = order.failure
    turn.say(
        "utter_explained_failed_order",
        amount=order.amount,
        to=to_label(order),
        day=wording.day(order.state_at.date(), today()),
        reason=failure.sentence if failure else "",
        remedy=failure.remedy if failure else "",
    )
