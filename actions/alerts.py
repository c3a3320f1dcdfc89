"""Alerts: which are set and what they told last, a new one or another amount, and an end to one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, NoReturn

from actions import follow_up, news, wording
from actions.change_form import ChangeForm, ask_change_confirmation, say_outcome
from actions.context import customer_work, today
from actions.forms import Ask, StopForm, Values
from actions.turn import Choice, Event, SkillAction, Turn, numbered
from bank.domain.alerts import NAMES, WITH_AMOUNT, AlertKind
from bank.domain.clock import bank_day
from bank.services import alert_watch, alerts
from bank.services.product_views import AlertView, NotificationView

KINDS = tuple(AlertKind)
WISHES = {"alert_set": alerts.SET, "alert_remove": alerts.REMOVE}
# in this order: "a payment abroad" is about the card, "the card bill over 500" is about the bill
SAID = {
    AlertKind.CARD_ABROAD: r"\b(abroad|foreign\w*|overseas|other countr\w+|another country|outside|holiday|travel\w*"
    r"|(other|different|another) currenc\w+)\b",
    AlertKind.BILL_DUE: r"\b(bills?|due|minimum|payment (date|deadline)|reminder)\b",
    AlertKind.LOW_BALANCE: r"\b(low|balances?|below|under|less than|drops?|falls?|dips?|run(s|ning)? (low|out)|empty"
    r"|broke|overdrawn|in the red|enough (money|in))\b",
    AlertKind.LARGE_PAYMENT: r"\b(large|larger|big|bigger|high|payments?|transactions?|spend\w*|spent|debits?|goes out"
    r"|going out|leaves|over|above|more than|purchases?|withdraw\w*)\b",
}
COMES_IN = re.compile(
    r"\b(salary|wages?|pay ?day|incoming|(money|payment|cash|transfer)s? (comes?|is|are|arrives?|gets?) in|arriv\w+"
    r"|(get|got|am|been) paid|credited|deposits?|refunds?)\b",
    re.IGNORECASE,
)
SET_ONE = Choice("Set an alert", "alert_set")
PAST = 5
"""Notifications shown with the list."""
SHORT_WORDS = 5


class AlertsForm(ChangeForm):
    """Collects what to be told of, and from which amount."""

    skill: ClassVar[str] = "alerts"
    own_intents: ClassVar[frozenset[str]] = frozenset(WISHES)
    details: ClassVar[frozenset[str]] = frozenset({"amount", "ordinal"})
    slots: ClassVar[tuple[str, ...]] = ("alert_wish", "alert", "amount")
    slot_to_blame: ClassVar[Mapping[str, str]] = {
        "not_positive": "amount",
        "absurd_amount": "amount",
        "home_currency_only": "amount",
        "same_alert": "amount",
    }

    def open(self, turn: Turn, values: Values) -> None:
        super().open(turn, values)
        pointed = alerts.REMOVE if follow_up.gives_up(turn.text) else alerts.SET
        values["alert_wish"] = WISHES.get(turn.intent, pointed)
        known = own(turn)
        if values["alert_wish"] == alerts.REMOVE and not known:
            _stop_without_alerts(turn)
        if len(known) == 1 and (values["alert_wish"] == alerts.REMOVE or turn.intent not in WISHES):
            values["alert"] = known[0].kind.value

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        found: Values = {}
        if requested and turn.intent in WISHES and WISHES[turn.intent] != values["alert_wish"]:
            found |= {"alert_wish": WISHES[turn.intent], "amount": None}
            if found["alert_wish"] == alerts.REMOVE and not own(turn):
                _stop_without_alerts(turn)
        wish = found.get("alert_wish") or values["alert_wish"]
        if wish == alerts.SET and COMES_IN.search(turn.typed):
            turn.say("utter_alert_not_for_that")
            return found
        kinds = [one.kind for one in own(turn)] if wish == alerts.REMOVE else list(KINDS)
        if (kind := _kind_said(turn, kinds, requested)) and kind != values.get("alert"):
            found |= {"alert": kind, "amount": None}
        if wish == alerts.SET and (amount := _amount_said(turn)):
            found["amount"] = amount
        return found

    def brings_details(self, turn: Turn) -> bool:
        return super().brings_details(turn) or _kind_said(turn, list(KINDS), None) is not None

    def _is_meant(self, turn: Turn, values: Values, requested: str | None) -> bool:
        is_short = len(turn.text.split()) <= SHORT_WORDS
        if requested == "alert" and is_short and _kind_said(turn, list(KINDS), None):
            return True
        return super()._is_meant(turn, values, requested)

    def takes_any_text(self, values: Values) -> bool:
        return self.detail(values) == "alert"

    def detail(self, values: Values) -> str | None:
        if not values.get("alert"):
            return "alert"
        has_amount = values["alert_wish"] == alerts.REMOVE or values["alert"] not in WITH_AMOUNT
        return None if has_amount or values.get("amount") else "amount"

    def kind(self, values: Values) -> str:
        return str(values["alert_wish"])

    def content(self, values: Values) -> Mapping[str, Any]:
        if values["alert_wish"] == alerts.REMOVE:
            return {"alert": values["alert"]}
        amount = values.get("amount") if values["alert"] in WITH_AMOUNT else None
        return {
            "alert": values["alert"],
            "threshold_minor": amount["minor"] if amount else None,
            "currency": amount["currency"] if amount else None,
        }


class AskAlert(Ask):
    skill: ClassVar[str] = "alerts"
    slot: ClassVar[str] = "alert"

    def ask(self, turn: Turn) -> None:
        is_removal = turn.slot("alert_wish") == alerts.REMOVE
        names = [one.name for one in own(turn)] if is_removal else [NAMES[kind] for kind in KINDS]
        turn.say(
            f"utter_ask_alerts_{turn.slot('alert_wish')}",
            choices=numbered(names),
        )


class AskAlertAmount(Ask):
    skill: ClassVar[str] = "alerts"
    slot: ClassVar[str] = "amount"

    def ask(self, turn: Turn) -> None:
        turn.say(f"utter_ask_alerts_amount_{turn.slot('alert')}")


class AskAlertsConfirmation(Ask):
    skill: ClassVar[str] = "alerts"
    slot: ClassVar[str] = "confirmation"

    def ask(self, turn: Turn) -> None:
        is_removal = turn.slot("alert_wish") == alerts.REMOVE
        ask_change_confirmation(turn, yes="Yes, remove it" if is_removal else "Yes, set it")


class Alerts(SkillAction):
    """Say what became of it."""

    action_name = "action_alerts"
    skill = "alerts"

    def answer(self, turn: Turn) -> list[Event]:
        return say_outcome(turn)


class AlertsList(SkillAction):
    """The alerts that are set, and what they told last."""

    action_name = "action_alerts_list"
    skill = "alerts"

    def answer(self, turn: Turn) -> list[Event]:
        known = own(turn)
        with customer_work(turn.conversation_id) as (uow, customer):
            told = alert_watch.list_notifications(uow, customer)[:PAST]
        if not known:
            turn.say("utter_no_alerts", choices=[SET_ONE])
        else:
            rows = wording.lines(map(_line, known))
            turn.say("utter_alerts", rows=rows, choices=[SET_ONE, Choice("Remove one", "alert_remove")])
        if told:
            turn.say("utter_alerts_past", rows=wording.lines(map(_past_line, told)))
        return []


def own(turn: Turn) -> tuple[AlertView, ...]:
    """The customer's alerts, in the order of the kinds."""
    with customer_work(turn.conversation_id) as (uow, customer):
        return alerts.list_alerts(uow, customer)


def _stop_without_alerts(turn: Turn) -> NoReturn:
    turn.say("utter_no_alerts", choices=[SET_ONE])
    raise StopForm


def _line(one: AlertView) -> str:
    if one.threshold is None:
        return one.name
    bound = "below" if one.kind is AlertKind.LOW_BALANCE else "from"
    return f"{one.name}: {bound} {wording.money(one.threshold)}"


def _past_line(one: NotificationView) -> str:
    facts = news.facts(one)
    what = f"{facts.get('account') or facts.get('payee')}, {wording.money(facts['amount'])}"
    return f"{NAMES[one.kind]}, {wording.day(bank_day(one.at), today())}: {what}"


def _kind_said(turn: Turn, kinds: list[AlertKind], requested: str | None) -> str | None:
    if requested == "alert" and (kind := turn.placed(kinds)):
        return kind.value
    return next((kind.value for kind in SAID if kind in kinds and re.search(SAID[kind], turn.typed, re.I)), None)


def _amount_said(turn: Turn) -> dict[str, Any] | None:
    """The amount, bound or not: "below 100" is what is meant here."""
    for value in turn.values("amount"):
        if value.get("minor") is not None:
            return {"minor": value["minor"], "currency": value.get("currency")}
    return None
