"""What alerts told and what became of cases since the customer was last here: shown once, and never in a form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from actions.context import anybodys_work
from actions.turn import Choice, Turn
from bank import Money
from bank.domain.alerts import AlertKind
from bank.services import alert_watch, case_work
from bank.services.product_views import NotificationView

NO_TIME_FOR_NEWS = frozenset({"fraud", "hardship", "bereavement", "abuse", "self_harm", "human", "goodbye"})
"""Intents after which nobody wants to hear of a bill."""
IT_WAS_NOT_ME = (Choice("It wasn't me", "fraud"), Choice("Freeze a card", "card_freeze"))
HELP: Mapping[AlertKind, tuple[Choice, ...]] = {
    AlertKind.LARGE_PAYMENT: IT_WAS_NOT_ME,
    AlertKind.CARD_ABROAD: IT_WAS_NOT_ME,
}


def tell(turn: Turn) -> None:
    """Say what is new, if this is the moment for it."""
    if turn.form is not None or turn.slot("concern") or turn.intent in NO_TIME_FOR_NEWS:
        return
    with anybodys_work(turn.conversation_id) as (uow, customer):
        cases = case_work.take_untold(uow, customer, turn.conversation_id)
        alerts = alert_watch.take_unshown(uow, customer) if customer is not None else ()
        if cases or alerts:
            uow.commit()
    for words in cases:
        turn.say("utter_case_news", news=words)
    for one in alerts:
        turn.say(f"utter_alert_told_{one.kind.value}", choices=HELP.get(one.kind, ()), **facts(one))


def facts(one: NotificationView) -> dict[str, Any]:
    """What it tells, for wording: money and days as they are written here."""
    told: dict[str, Any] = {**one.facts, "amount": Money.parse(*one.facts["amount"].split(" "))}
    return told | ({"day": date.fromisoformat(one.facts["day"])} if "day" in one.facts else {})
