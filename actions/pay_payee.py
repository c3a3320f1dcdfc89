"""Paying somebody: payee, amount, day and reference in any order, read back, confirmed, authorised by a code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from actions import in_hand, payees, wording
from actions.context import customer_work
from actions.forms import Ask, Values, chosen, clear_form
from actions.instruction_form import ask_for_code
from actions.instructions import current_order, receipt
from actions.names import name_in
from actions.order_form import (
    ASK_AGAIN,
    AskConfirmation,
    OrderForm,
    account_choices,
    account_said,
    made,
    money_accounts,
)
from actions.orders import amount_of, arrival, execution_day, from_label, when
from actions.turn import Event, SkillAction, Turn
from bank import CustomerId, UnitOfWork
from bank.domain.orders import OrderState
from bank.services import orders
from bank.services.usual import last_amount
from bank.services.views import OrderView, PaymentRequest

USUAL = re.compile(
    r"\b(the usual|usual amount|same (amount )?(as|like) (the )?(last|before|always|usual|ever)|same (again|amount)"
    r"|like (the )?last (time|month|payment)|as (usual|always|last time)|what i (always|usually|last) (pay|sent)"
    r"|(send|pay|give) (her|him|them) the same)\b",
    re.IGNORECASE,
)


SAME = re.compile(r"\bsame\b", re.IGNORECASE)
"""As much as was paid last, to whoever is named: "same to jo"."""


class PayPayeeForm(OrderForm):
    """Collects a payment."""

    skill: ClassVar[str] = "pay_payee"
    own_intents: ClassVar[frozenset[str]] = frozenset({"pay_payee"})
    details: ClassVar[frozenset[str]] = frozenset(
        {"amount", "payee", "iban", "iban_invalid", "account", "date", "reference"}
    )
    slots: ClassVar[tuple[str, ...]] = ("payee", "amount", "from_account", "execute_on", "reference", "wants_usual")
    code_failed: ClassVar[str] = "utter_pay_payee_code_failed"
    slot_to_blame: ClassVar[Mapping[str, str]] = {
        "not_positive": "amount",
        "absurd_amount": "amount",
        "over_day_limit": "amount",
        "over_new_payee_limit": "amount",
        "insufficient_funds": "amount",
        "currency_mismatch": "amount",
        "currency_not_sent": "amount",
        "invalid_iban": "payee",
        "unknown_payee": "payee",
        "invalid_text": "payee",
        "account_not_allowed": "from_account",
        "unknown_account": "from_account",
        "date_in_past": "execute_on",
        "date_too_far": "execute_on",
    }

    def open(self, turn: Turn, values: Values) -> None:
        super().open(turn, values)
        last = in_hand.asked_again(turn)
        if last is None or last.payee_id is None or (turn.entities("payee") and not SAME.search(turn.text)):
            return
        values["payee"] = {"id": last.payee_id, "name": last.payee_name}
        values["amount"] = wording.money_data(last.amount)
        values["from_account"] = {"id": last.from_account_id, "label": from_label(last)}

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        news = super().read(turn, values, requested)
        if reference := turn.value("reference"):
            news["reference"] = reference
        own = money_accounts(turn)
        news |= account_said(turn, values, "from_account", "from", own, asked=requested is not None)
        news |= _payee_said(turn, values, requested)
        payee = news.get("payee") or values.get("payee") or {}
        if "amount" not in news and "id" in payee and (USUAL.search(turn.text) or values.get("wants_usual")):
            news |= _usual(turn, payee)
        elif "amount" not in news and "id" not in payee and USUAL.search(turn.text):
            news["wants_usual"] = True  # whom first
        return news

    def takes_any_text(self, values: Values) -> bool:
        return self.missing(values) == "payee" and "iban" in (values.get("payee") or {})

    def detail(self, values: Values) -> str | None:
        payee = values.get("payee") or {}
        if not ("id" in payee or {"name", "iban"} <= payee.keys()):
            return "payee"
        if not values.get("amount"):
            return "amount"
        if values.get("execute_on") == ASK_AGAIN:
            return "execute_on"
        if (values.get("candidates") or {}).get("slot") == "from_account":
            return "from_account"
        return None

    def propose(self, turn: Turn, values: Values, uow: UnitOfWork, customer: CustomerId) -> OrderView:
        return orders.propose_payment(uow, customer, self._request(turn, values))

    @staticmethod
    def _request(turn: Turn, values: Values) -> PaymentRequest:
        own, source = money_accounts(turn), values.get("from_account") or {}
        account = next((a for a in own if a.id == source.get("id")), own[0])
        payee = values["payee"]
        return PaymentRequest(
            amount=amount_of(values, account.currency),
            payee_id=payee.get("id"),
            payee_name=None if "id" in payee else payee["name"],
            payee_iban=None if "id" in payee else payee["iban"],
            from_account_id=source.get("id"),
            execute_on=execution_day(values),
            reference=values.get("reference") or "",
        )


class AskPayee(Ask):
    skill: ClassVar[str] = "pay_payee"
    slot: ClassVar[str] = "payee"

    def ask(self, turn: Turn) -> None:
        known = turn.slot("payee") or {}
        buttons = payees.choices(payees.own(turn))
        if "iban" in known:
            turn.say("utter_ask_pay_payee_name", iban=f"…{known['iban'][-4:]}")
        elif "name" in known:
            turn.say("utter_ask_pay_payee_iban", choices=buttons, name=known["name"])
        else:
            turn.say("utter_ask_pay_payee_payee", choices=buttons)


class AskAmount(Ask):
    skill: ClassVar[str] = "pay_payee"
    slot: ClassVar[str] = "amount"

    def ask(self, turn: Turn) -> None:
        turn.say("utter_ask_pay_payee_amount", payee=(turn.slot("payee") or {}).get("name"))


class AskFromAccount(Ask):
    skill: ClassVar[str] = "pay_payee"
    slot: ClassVar[str] = "from_account"

    def ask(self, turn: Turn) -> None:
        turn.say("utter_ask_pay_payee_from_account", choices=account_choices(money_accounts(turn)))


class AskExecuteOn(Ask):
    skill: ClassVar[str] = "pay_payee"
    slot: ClassVar[str] = "execute_on"

    def ask(self, turn: Turn) -> None:
        turn.say("utter_ask_pay_payee_execute_on")


class AskPaymentConfirmation(AskConfirmation):
    skill: ClassVar[str] = "pay_payee"
    yes: ClassVar[str] = "Yes, pay it"

    def facts(self, order: OrderView) -> Mapping[str, Any]:
        return {
            "amount": order.amount,
            "payee": order.payee_name,
            "iban": order.payee_iban,
            "from_account": from_label(order),
            "when": when(order),
            "arrival": arrival(order),
            "reference": f", reference “{order.reference}”" if order.reference else "",
        }


class AskAuthorisation(Ask):
    """Where the code goes: the page's own panel, which says what the code is bound to."""

    skill: ClassVar[str] = "pay_payee"
    slot: ClassVar[str] = "authorisation"

    def ask(self, turn: Turn) -> None:
        order = current_order(turn)
        if order is not None:
            ask_for_code(turn, "utter_ask_pay_payee_authorisation", amount=order.amount, payee=order.payee_name)


class PayPayee(SkillAction):
    """Say what became of the payment."""

    action_name = "action_pay_payee"
    skill = "pay_payee"

    def answer(self, turn: Turn) -> list[Event]:
        order = made(turn, "pay_payee")
        if order is None:
            return clear_form(turn)
        done = order.state is OrderState.EXECUTED
        turn.say(
            "utter_pay_payee_done" if done else "utter_pay_payee_scheduled",
            data=receipt(order),
            amount=order.amount,
            payee=order.payee_name,
            available=order.available_after,
            from_account=from_label(order),
            execute_on=wording.full_day(order.execute_on),
            arrival=arrival(order),
        )
        return [*clear_form(turn), in_hand.kept(order), payees.shown(order.payee_name)]


def _usual(turn: Turn, payee: Mapping[str, Any]) -> Values:
    """The amount of the last payment to the payee; where there was none, it has to be asked for."""
    with customer_work(turn.conversation_id) as (uow, customer):
        amount = last_amount(uow, customer, payee["id"])
    if amount is None:
        turn.say("utter_pay_payee_never_paid", payee=payee["name"])
        return {"wants_usual": None}
    return {"amount": wording.money_data(amount), "wants_usual": None}


def _payee_said(turn: Turn, values: Values, requested: str | None) -> Values:
    """The payee that the message names, as far as it can be told: one, a choice of several, or somebody new."""
    if picked := chosen(turn, values, "payee"):
        return {"payee": picked, "candidates": None}
    if turn.entities("iban_invalid"):
        turn.say("utter_refused_invalid_iban")
        return {}
    known = values.get("payee") or {}
    if turn.value("iban") or (requested == "payee" and "iban" in known):
        return _somebody_new(turn, known)
    if requested == "payee" and (placed := turn.placed(payees.own(turn)[: payees.PAYEES_OFFERED])):
        return {"payee": payees.slot_value(placed), "candidates": None}
    if name := turn.value("payee") if requested else payees.spoken_of(turn):
        return _by_name(turn, known, str(name))
    other = payees.the_other_one(turn, known) if requested else None
    return {"payee": payees.slot_value(other), "candidates": None} if other else {}


def _somebody_new(turn: Turn, known: Mapping[str, Any]) -> Values:
    """A payee by IBAN; the name may come with it, before it or after it."""
    new = dict(known) if "id" not in known else {}
    if iban := turn.value("iban"):
        new["iban"] = iban
    if name := turn.value("payee"):
        new["name"] = name
    elif "iban" in known and not turn.value("iban") and turn.intent not in {"confirm", "deny"}:
        new["name"] = name_in(turn.text) or turn.text.strip()  # what was asked for was the name
    return {"payee": new, "candidates": None}


def _by_name(turn: Turn, known: Mapping[str, Any], name: str) -> Values:
    found = payees.said(turn, known, name)
    if not found:
        return {"payee": {"name": name}, "candidates": None}
    return payees.picked(found)
