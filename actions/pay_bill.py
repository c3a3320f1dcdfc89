"""Paying a bill: the credit card in full, its minimum or an amount, or a biller among the payees.

The card is one's own account and takes no code; a biller is paid like anybody else, with one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from actions import accounts, follow_up, payees, wording
from actions.context import customer_work
from actions.forms import Ask, StopForm, Values, chosen, clear_form
from actions.instruction_form import ask_for_code
from actions.instructions import receipt
from actions.order_form import (
    ASK_AGAIN,
    AskConfirmation,
    OrderForm,
    account_choices,
    account_said,
    made,
    money_accounts,
)
from actions.orders import amount_of, arrival, execution_day, from_label, receiver, when
from actions.turn import Choice, Event, SkillAction, Turn
from bank import CustomerId, Money, UnitOfWork
from bank.domain.accounts import AccountKind
from bank.domain.orders import OrderState
from bank.services import orders
from bank.services.accounts import list_accounts
from bank.services.views import AccountView, OrderView, PaymentRequest, TransferRequest

IN_FULL = re.compile(
    r"\b(in full|the lot|full (amount|balance|bill)|all of it|everything"
    r"|the (whole|entire) (lot|thing|bill|balance|amount)"
    r"|pay (it|my card|the card|my credit card) off|pay off|clear (it|my|the)|what i owe|the full)\b",
    re.IGNORECASE,
)
MINIMUM = re.compile(r"\b(minimum|min|least|smallest)\b", re.IGNORECASE)
CARD = re.compile(r"\b((credit|master)? ?card|visa|cc|credit ?card bill)\b", re.IGNORECASE)


class PayBillForm(OrderForm):
    """Collects which bill, how much of it, and when."""

    skill: ClassVar[str] = "pay_bill"
    own_intents: ClassVar[frozenset[str]] = frozenset({"pay_bill"})
    details: ClassVar[frozenset[str]] = frozenset({"amount", "payee", "account", "date", "reference"})
    slots: ClassVar[tuple[str, ...]] = ("bill", "amount", "from_account", "execute_on", "reference")
    code_failed: ClassVar[str] = "utter_pay_payee_code_failed"
    slot_to_blame: ClassVar[Mapping[str, str]] = {
        "not_positive": "amount",
        "absurd_amount": "amount",
        "over_day_limit": "amount",
        "over_new_payee_limit": "amount",
        "insufficient_funds": "amount",
        "overpays_card": "amount",
        "currency_mismatch": "amount",
        "unknown_payee": "bill",
        "account_not_allowed": "from_account",
        "date_in_past": "execute_on",
        "date_too_far": "execute_on",
    }

    def open(self, turn: Turn, values: Values) -> None:
        super().open(turn, values)
        if _card(turn) is None and not payees.own(turn):
            turn.say("utter_pay_bill_nothing")
            raise StopForm
        card = _card(turn)
        if card is not None and accounts.as_entity(card) in follow_up.shown_account(turn):
            values["bill"] = _card_bill(turn, card)  # "ok pay it", after what is owed on it

    def brings_details(self, turn: Turn) -> bool:
        return super().brings_details(turn) or bool(IN_FULL.search(turn.text) or MINIMUM.search(turn.text))

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        news = super().read(turn, values, requested)
        if reference := turn.value("reference"):
            news["reference"] = reference
        own = money_accounts(turn)
        news |= account_said(turn, values, "from_account", "from", own, asked=requested == "from_account")
        news |= _bill_said(turn, values)
        bill = news.get("bill") or values.get("bill")
        card = _card(turn)
        part = MINIMUM.search(turn.text) or IN_FULL.search(turn.text)
        if card is not None and part and "amount" not in news and (bill is None or "account" in bill):
            news["bill"] = _card_bill(turn, card)
            due = card.due if MINIMUM.search(turn.text) else card.owed
            news["amount"] = {"minor": due.minor, "currency": due.currency} if due else None
        return news

    def detail(self, values: Values) -> str | None:
        for slot in ("bill", "amount"):
            if not values.get(slot):
                return slot
        if (values.get("candidates") or {}).get("slot") == "from_account":
            return "from_account"
        return "execute_on" if values.get("execute_on") == ASK_AGAIN else None

    def propose(self, turn: Turn, values: Values, uow: UnitOfWork, customer: CustomerId) -> OrderView:
        bill, source = values["bill"], (values.get("from_account") or {}).get("id")
        own = money_accounts(turn)
        account = next((one for one in own if one.id == source), own[0])
        amount, day = amount_of(values, account.currency), execution_day(values)
        if "account" in bill:
            return orders.propose_transfer(uow, customer, TransferRequest(amount, bill["account"], account.id, day))
        reference = values.get("reference") or ""
        request = PaymentRequest(amount, bill["id"], from_account_id=source, execute_on=day, reference=reference)
        return orders.propose_payment(uow, customer, request)


class AskBill(Ask):
    skill: ClassVar[str] = "pay_bill"
    slot: ClassVar[str] = "bill"

    def ask(self, turn: Turn) -> None:
        card = _card(turn)
        own = [] if card is None else [Choice(accounts.label(card), "inform", {"account": {"digits": card.digits}})]
        turn.say("utter_ask_pay_bill_bill", choices=[*own, *payees.choices(payees.own(turn))])


class AskAmount(Ask):
    skill: ClassVar[str] = "pay_bill"
    slot: ClassVar[str] = "amount"

    def ask(self, turn: Turn) -> None:
        bill, card = turn.slot("bill") or {}, _card(turn)
        if "account" not in bill or card is None or card.owed is None or card.due is None or card.due_on is None:
            turn.say("utter_ask_pay_bill_amount", to=bill.get("label"))
            return
        turn.say(
            "utter_ask_pay_bill_card_amount",
            owed=card.owed,
            minimum=card.due,
            due_on=wording.full_day(card.due_on),
            choices=[_amount_choice("In full", card.owed), _amount_choice("The minimum", card.due)],
        )


class AskFromAccount(Ask):
    skill: ClassVar[str] = "pay_bill"
    slot: ClassVar[str] = "from_account"

    def ask(self, turn: Turn) -> None:
        turn.say("utter_ask_pay_bill_from_account", choices=account_choices(money_accounts(turn)))


class AskExecuteOn(Ask):
    skill: ClassVar[str] = "pay_bill"
    slot: ClassVar[str] = "execute_on"

    def ask(self, turn: Turn) -> None:
        turn.say("utter_ask_pay_bill_execute_on")


class AskBillConfirmation(AskConfirmation):
    skill: ClassVar[str] = "pay_bill"
    yes: ClassVar[str] = "Yes, pay it"

    def facts(self, order: OrderView) -> Mapping[str, Any]:
        return {
            "amount": order.amount,
            "to": receiver(order),
            "from_account": from_label(order),
            "when": when(order),
            "arrival": arrival(order),
        }


class AskBillAuthorisation(Ask):
    skill: ClassVar[str] = "pay_bill"
    slot: ClassVar[str] = "authorisation"

    def ask(self, turn: Turn) -> None:
        ask_for_code(turn, "utter_ask_authorisation")


class PayBill(SkillAction):
    """Say what became of the payment, and what is still owed on the card."""

    action_name = "action_pay_bill"
    skill = "pay_bill"

    def answer(self, turn: Turn) -> list[Event]:
        order = made(turn, "pay_payee")
        if order is None:
            return clear_form(turn)
        owed = next((a.owed for a in _all_accounts(turn) if a.id == order.to_account_id), None)
        done = order.state is OrderState.EXECUTED
        response = "utter_pay_bill_card_done" if owed else "utter_pay_bill_done"
        turn.say(
            response if done else "utter_pay_bill_scheduled",
            data=receipt(order),
            amount=order.amount,
            to=receiver(order),
            owed=owed or Money(0, order.amount.currency),
            available=order.available_after,
            from_account=from_label(order),
            execute_on=wording.full_day(order.execute_on),
            arrival=arrival(order),
        )
        return clear_form(turn)


def _bill_said(turn: Turn, values: Values) -> Values:
    """The card or the biller that the message names."""
    if picked := chosen(turn, values, "bill"):
        return {"bill": picked, "candidates": None}
    card = _card(turn)
    if card is not None and (_names(turn, card) or (CARD.search(turn.text) and not turn.entities("payee"))):
        return {"bill": _card_bill(turn, card), "candidates": None}
    name = turn.value("payee") or turn.value("merchant")
    if not name:
        return {}
    found = payees.matching(payees.own(turn), str(name))
    if not found:
        turn.say("utter_no_such_payee", name=name)
        return {}
    options = [{"title": payees.title(one), "value": {"id": one.id, "label": one.name}} for one in found]
    if len(found) == 1:
        return {"bill": options[0]["value"], "candidates": None}
    return {"bill": None, "candidates": {"slot": "bill", "options": options}}


def _names(turn: Turn, card: AccountView) -> bool:
    return any(accounts.matching([card], value) for value in turn.values("account") if value.get("kind") != "all")


def _card_bill(turn: Turn, card: AccountView) -> dict[str, Any]:
    if not card.owed or not card.owed.minor:
        turn.say("utter_pay_bill_nothing_owed", card=accounts.label(card))
        raise StopForm
    return {"account": card.id, "label": accounts.label(card)}


def _card(turn: Turn) -> AccountView | None:
    """The customer's credit card account, the first if there are more."""
    return next((one for one in _all_accounts(turn) if one.kind is AccountKind.CREDIT_CARD), None)


def _all_accounts(turn: Turn) -> tuple[AccountView, ...]:
    with customer_work(turn.conversation_id) as (uow, customer):
        return list_accounts(uow, customer)


def _amount_choice(title: str, amount: Money) -> Choice:
    return Choice(f"{title}: {wording.money(amount)}", "inform", {"amount": wording.money_data(amount)})
