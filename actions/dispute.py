"""Dispute a charge: which, why, and when it was noticed; read back, then a case and what happens next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from actions import orders, wording
from actions.change_form import ChangeForm, ask_change_confirmation, current_change, say_outcome
from actions.context import customer_work, today
from actions.forms import Ask, Values, chosen, clear_form
from actions.merchants import say_unknown
from actions.pointing import meant, said
from actions.turn import Choice, Event, SkillAction, Turn, numbered
from bank.domain.cases import REASON_NAMES, DisputeReason
from bank.domain.orders import OrderState
from bank.services.dispute_changes import OPEN_DISPUTE
from bank.services.transactions import find_transactions
from bank.services.views import TransactionFilter, TransactionView

REASON_SAID = {
    DisputeReason.TWICE: r"\b(twice|two times|2 times|2x|double\w*|duplicate\w*|second time|charged me again)\b",
    DisputeReason.NO_REFUND: r"\b(refund\w*|returned|(sent|gave) it back|credit note)\b"
    r"|\b(never|not|\w+n['’]t|havent|hasnt|didnt|waiting|still)\b.{0,20}\bmoney back\b",
    DisputeReason.CANCELLED: r"\b(cancel\w*|unsubscri\w*|ended (it|the \w+)|no longer a \w+|free trial|quit)\b",
    DisputeReason.NOT_RECEIVED: r"\bnever (came|arrived|got|received|delivered|turned up)\b"
    r"|(\bnot|n['’]?t) (come|arrive\w*|receiv\w*|deliver\w*|got|get|turn\w* up)\b"
    r"|\b(not as described|broken|faulty|wrong (item|thing|size))\b",
    DisputeReason.WRONG_AMOUNT: r"\b(wrong (amount|sum|price)|too much|overcharged|more than|should (have been|be))\b",
    DisputeReason.NOT_MINE: r"(\bnot|n['’]?t) (me|mine|my \w+|make|buy|order|know|do|spend|pay|by me)\b"
    r"|(\bnot|n['’]?t) (recogni[sz]e|authori[sz]e)\b"
    r"|\b(not from me|never (made|bought|ordered|shopped|been|heard|authori[sz]ed|did|paid))\b"
    r"|\b(unauthori[sz]ed|unknown|unrecogni[sz]ed|strange|weird)\b",
}
NOW = re.compile(r"\b(now|just|today|right away|this minute)\b", re.IGNORECASE)
CHARGES_OFFERED = 5
REASONS = tuple(DisputeReason)


class DisputeForm(ChangeForm):
    """Collects the charge, the reason and the day on which it was noticed."""

    skill: ClassVar[str] = "dispute"
    own_intents: ClassVar[frozenset[str]] = frozenset({"dispute"})
    details: ClassVar[frozenset[str]] = frozenset(
        {"merchant", "payee", "amount", "date", "period", "ordinal", "category"}
    )
    slots: ClassVar[tuple[str, ...]] = ("disputed", "dispute_reason", "noticed_on")
    slot_to_blame: ClassVar[Mapping[str, str]] = {
        "not_disputable": "disputed",
        "already_disputed": "disputed",
        "noticed_later": "noticed_on",
    }

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        news: Values = {}
        if requested == "noticed_on":
            day = orders.day_said(turn) or (today().isoformat() if NOW.search(turn.text) else None)
            day = day or _last_day_said(turn, values["disputed"]["day"])
            if day and day < values["disputed"]["day"]:
                turn.say("utter_dispute_noticed_before", charge=values["disputed"]["label"])
                return {}
            return {"noticed_on": day} if day else {}
        if requested == "dispute_reason" and turn.entities("ordinal"):
            placed = turn.placed(REASONS)
            return {"dispute_reason": placed.value} if placed else {}
        if reason := _reason_said(turn.text):
            news["dispute_reason"] = reason
        if requested in {None, "disputed"} or said(turn):
            news |= self._charge_said(turn, values)
        return news

    @staticmethod
    def _charge_said(turn: Turn, values: Values) -> Values:
        if picked := chosen(turn, values, "disputed"):
            return {"disputed": picked, "candidates": None}
        with customer_work(turn.conversation_id) as (uow, customer):
            found = meant(turn, uow, customer)
        points = bool(said(turn) or turn.slot("shown_transactions") or turn.entities("ordinal"))
        charges = [item for item in found.items if item.amount.minor < 0]
        if not points or not charges:
            if not found.items:
                say_unknown(turn, said(turn), "dispute")
            return {}
        if found.is_sure or len(charges) == 1:
            return {"disputed": _slot(charges[0]), "candidates": None}
        return {"disputed": None, "candidates": _candidates(charges)}

    def _is_meant(self, turn: Turn, values: Values, requested: str | None) -> bool:
        # "it's fine, cancel" is no reason: "I had cancelled" is one
        asked = requested in {"dispute_reason", "confirmation"} and turn.intent != "cancel"
        answers = asked and _reason_said(turn.text) is not None
        return answers or super()._is_meant(turn, values, requested)

    def brings_details(self, turn: Turn) -> bool:
        return super().brings_details(turn) or _reason_said(turn.typed) is not None

    def takes_any_text(self, values: Values) -> bool:
        return self.detail(values) in {"disputed", "noticed_on"}

    def detail(self, values: Values) -> str | None:
        return next((slot for slot in self.slots if not values.get(slot)), None)

    def advance(self, turn: Turn, values: Values, wanted: str | None) -> None:
        if wanted == "disputed" and not values.get("candidates"):
            with customer_work(turn.conversation_id) as (uow, customer):
                page = find_transactions(uow, customer, TransactionFilter(), limit=CHARGES_OFFERED * 4)
            charges = [item for item in page.items if item.merchant and item.amount.minor < 0][:CHARGES_OFFERED]
            values["candidates"] = _candidates(charges)
        super().advance(turn, values, wanted)

    def kind(self, values: Values) -> str:
        return OPEN_DISPUTE

    def content(self, values: Values) -> Mapping[str, Any]:
        return {
            "transaction_id": values["disputed"]["id"],
            "reason": values["dispute_reason"],
            "noticed_on": values["noticed_on"],
        }


class AskDisputed(Ask):
    skill: ClassVar[str] = "dispute"
    slot: ClassVar[str] = "disputed"

    def ask(self, turn: Turn) -> None:
        turn.say("utter_ask_dispute_disputed")


class AskDisputeReason(Ask):
    skill: ClassVar[str] = "dispute"
    slot: ClassVar[str] = "dispute_reason"

    def ask(self, turn: Turn) -> None:
        turn.say(
            "utter_ask_dispute_reason",
            choices=numbered(REASON_NAMES[reason] for reason in REASONS),
            charge=turn.slot("disputed")["label"],
        )


class AskNoticedOn(Ask):
    skill: ClassVar[str] = "dispute"
    slot: ClassVar[str] = "noticed_on"

    def ask(self, turn: Turn) -> None:
        turn.say("utter_ask_dispute_noticed", choices=[Choice("Today", "inform", {"date": today().isoformat()})])


class AskDisputeConfirmation(Ask):
    skill: ClassVar[str] = "dispute"
    slot: ClassVar[str] = "confirmation"

    def ask(self, turn: Turn) -> None:
        ask_change_confirmation(turn, yes="Yes, dispute it")


class Dispute(SkillAction):
    """Say the case's number and what happens next."""

    action_name = "action_dispute"
    skill = "dispute"

    def answer(self, turn: Turn) -> list[Event]:
        change = current_change(turn)
        if change is None or change.state is not OrderState.EXECUTED:
            return say_outcome(turn)
        is_unauthorised = change.result["reason_id"] == DisputeReason.NOT_MINE
        turn.say(
            "utter_dispute_opened_not_mine" if is_unauthorised else "utter_dispute_opened",
            case=change.result["case"],
            answer_by=date.fromisoformat(change.result["answer_by"]),
            choices=[Choice("Freeze my card", "card_freeze")] if is_unauthorised else [],
        )
        return clear_form(turn)


def _reason_said(text: str) -> str | None:
    for reason, pattern in REASON_SAID.items():
        if re.search(pattern, text, re.IGNORECASE):
            return reason.value
    return None


def _last_day_said(turn: Turn, charged_on: str) -> str | None:
    """ "Last week" is its last day, but none before the charge or after today."""
    until = (turn.value("period") or {}).get("until")
    return max(charged_on, min(until, today().isoformat())) if until else None


def _slot(item: TransactionView) -> dict[str, Any]:
    amount = wording.money(abs(item.amount))
    return {
        "id": item.id,
        "day": item.day.isoformat(),
        "label": f"{item.counterparty}, {amount}, {wording.day(item.day, today())}",
    }


def _candidates(items: list[TransactionView]) -> dict[str, Any]:
    slots = [_slot(item) for item in items]
    return {"slot": "disputed", "options": [{"title": slot["label"], "value": slot} for slot in slots]}
