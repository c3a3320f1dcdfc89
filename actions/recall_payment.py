"""A payment that was just sent, or sent to the wrong person: what can be done, and the recall that the bank opens."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from actions import in_hand, instructions, payees, wording
from actions.change_form import ChangeForm, ask_change_confirmation, current_change, facts, say_outcome
from actions.context import customer_work, today
from actions.forms import Ask, StopForm, Values, chosen, clear_form
from actions.merchants import names_one
from actions.orders import amount_said
from actions.turn import Event, SkillAction, Turn, numbered
from bank.domain.recalls import REASON_NAMES, RecallReason
from bank.services import recalls
from bank.services.moving_views import RecallableView

OFFERED = 4
"""Payments to choose from."""
LATEST = re.compile(r"\b(just|last|latest|moment ago|minute ago|now|that|this|the payment)\b", re.IGNORECASE)
SHORT_WORDS = 6
REASONS = {
    RecallReason.TWICE: re.compile(r"\b(twice|double|two times|duplicate|second time)\b", re.IGNORECASE),
    RecallReason.WRONG_AMOUNT: re.compile(
        r"\b(wrong (amount|sum)|too much|too many|amount (was|is) wrong|extra zero)\b", re.IGNORECASE
    ),
    RecallReason.WRONG_PAYEE: re.compile(
        r"\b(wrong (\w+ )?(person|payee|guy|one|account|iban|man|woman|people|recipient|anna|\w+)|stranger"
        r"|not (her|him|them)|someone else|somebody else)\b",
        re.IGNORECASE,
    ),
}


class RecallPaymentForm(ChangeForm):
    """Finds out which payment and why."""

    skill: ClassVar[str] = "recall_payment"
    own_intents: ClassVar[frozenset[str]] = frozenset({"recall_payment"})
    details: ClassVar[frozenset[str]] = frozenset({"payee", "amount", "date", "ordinal"})
    slots: ClassVar[tuple[str, ...]] = ("recalled", "recall_reason")
    slot_to_blame: ClassVar[Mapping[str, str]] = {"not_recallable": "recalled", "recall_too_late": "recalled"}

    def open(self, turn: Turn, values: Values) -> None:
        super().open(turn, values)
        if not turn.look(_sent):
            turn.say("utter_recall_payment_none")
            raise StopForm

    def brings_details(self, turn: Turn) -> bool:
        return super().brings_details(turn) or _reason_said(turn) is not None or _describes_one(turn)

    def _is_meant(self, turn: Turn, values: Values, requested: str | None) -> bool:
        if requested and _reason_said(turn) is None and in_hand.asks_of_recall(turn):
            return False  # "how long" gives no reason
        # "wrong amount" looks like a charge to dispute
        gives_reason = (
            requested is not None and len(turn.text.split()) <= SHORT_WORDS and _reason_said(turn) is not None
        )
        return gives_reason or super()._is_meant(turn, values, requested)

    def takes_any_text(self, values: Values) -> bool:
        return bool(values.get("recalled")) and not values.get("recall_reason")

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        news: Values = {}
        if picked := chosen(turn, values, "recall_reason"):
            return {"recall_reason": picked, "candidates": None}
        reason = _reason_said(turn)
        if requested == "recall_reason" and reason is None:
            reasons = list(RecallReason)
            return {"recall_reason": (turn.placed(reasons) or reasons[-1]).value}
        if reason:
            news["recall_reason"] = reason.value
        return news | _recalled_said(turn, values, requested)

    def detail(self, values: Values) -> str | None:
        return next((slot for slot in self.slots if not values.get(slot)), None)

    def kind(self, values: Values) -> str:
        return recalls.RECALL

    def content(self, values: Values) -> Mapping[str, Any]:
        return {"transaction_id": values["recalled"]["id"], "reason": values["recall_reason"]}


class AskRecalled(Ask):
    skill: ClassVar[str] = "recall_payment"
    slot: ClassVar[str] = "recalled"

    def ask(self, turn: Turn) -> None:
        options = _options(turn.look(_sent))
        choices = numbered(option["title"] for option in options)
        turn.say("utter_ask_recall_payment_recalled", choices=choices)


class AskRecallReason(Ask):
    skill: ClassVar[str] = "recall_payment"
    slot: ClassVar[str] = "recall_reason"

    def ask(self, turn: Turn) -> None:
        choices = numbered(REASON_NAMES.values())
        turn.say("utter_ask_recall_payment_reason", choices=choices, payment=(turn.slot("recalled") or {}).get("label"))


class AskRecallConfirmation(Ask):
    skill: ClassVar[str] = "recall_payment"
    slot: ClassVar[str] = "confirmation"

    def ask(self, turn: Turn) -> None:
        ask_change_confirmation(turn, yes="Yes, call it back")


class RecallPayment(SkillAction):
    """Give the number of the recall and the day of the answer."""

    action_name = "action_recall_payment"
    skill = "recall_payment"

    def answer(self, turn: Turn) -> list[Event]:
        change = current_change(turn)
        if change is None or change.failure is not None:
            return say_outcome(turn)
        turn.say(
            "utter_recall_payment_opened",
            data=instructions.receipt(change),
            **facts(change),
            number=change.result["case"],
            answer_by=wording.full_day(date.fromisoformat(change.result["answer_by"])),
        )
        return clear_form(turn)


def _sent(turn: Turn) -> tuple[RecallableView, ...]:
    with customer_work(turn.conversation_id) as (uow, customer):
        return recalls.list_sent(uow, customer)


def _describes_one(turn: Turn) -> bool:
    """Whether a payment is named by what it was for or whom it went to: "the rent"."""
    return any(names_one(turn.typed, f"{one.payee} {one.description}") for one in turn.look(_sent))


def pointed_at(turn: Turn) -> RecallableView | None:
    """The payment that was just explained, if it can be called back: "get that back"."""
    if turn.slot("last_skill") not in {"find_transactions", "explain_transaction"} or not turn.slot(
        "pointed_transaction"
    ):
        return None
    return next((one for one in turn.look(_sent) if one.transaction_id == turn.slot("pointed_transaction")), None)


def _reason_said(turn: Turn) -> RecallReason | None:
    return next((reason for reason, pattern in REASONS.items() if pattern.search(turn.text)), None)


def _recalled_said(turn: Turn, values: Values, requested: str | None) -> Values:
    """The payment that the message means: by payee, amount and day, or the latest; several are a question."""
    if picked := chosen(turn, values, "recalled"):
        return {"recalled": picked, "candidates": None}
    sent = turn.look(_sent)
    if requested == "recalled" and (placed := turn.placed(sent[:OFFERED])):
        return {"recalled": _slot(placed)}
    name, amount, day = turn.value("payee"), amount_said(turn), turn.value("date")
    found: Sequence[RecallableView] = sent
    names = {payee.name for payee in payees.matching(payees.own(turn), str(name))} if name else set()
    named = [one for one in sent if one.payee in names or (name and str(name).casefold() in one.payee.casefold())]
    named = named or ([] if names else [one for one in sent if names_one(turn.typed, f"{one.payee} {one.description}")])
    if named or names:
        found, name = named, name or named[0].payee
    else:
        name = None  # "the wrong person" is nobody's name
    if amount:
        found = [one for one in found if one.amount.minor == amount["minor"]]
    if day:
        found = [one for one in found if one.day == date.fromisoformat(day)]
    if not (name or amount or day):
        latest = sent[0] if LATEST.search(turn.text) or in_hand.just_paid(turn) else None
        one = (pointed_at(turn) or latest) if requested is None else None
        return {"recalled": _slot(one), "candidates": None} if one else {}
    if not found:
        turn.say("utter_recall_payment_no_such")
        return {}
    if len(found) == 1 or (name and requested != "recalled" and len({one.payee for one in found}) == 1):
        return {"recalled": _slot(found[0]), "candidates": None}
    return {"recalled": None, "candidates": {"slot": "recalled", "options": _options(found)}}


def _options(sent: Sequence[RecallableView]) -> list[dict[str, Any]]:
    return [{"title": _slot(one)["label"], "value": _slot(one)} for one in sent[:OFFERED]]


def _slot(one: RecallableView) -> dict[str, Any]:
    label = f"{wording.money(one.amount)} to {one.payee}, {wording.day(one.day, today())}"
    return {"id": one.transaction_id, "label": label}
