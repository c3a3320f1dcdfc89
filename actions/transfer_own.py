"""Between own accounts: amount, from, to and day in any order, read back, moved on a yes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from actions import accounts, in_hand, wording
from actions.forms import Ask, StopForm, Values, clear_form
from actions.instructions import receipt
from actions.order_form import (
    ASK_AGAIN,
    OTHER_WAY,
    AskConfirmation,
    OrderForm,
    account_choices,
    account_said,
    made,
    money_accounts,
)
from actions.orders import amount_of, execution_day, from_label, to_label, when
from actions.turn import Event, SkillAction, Turn
from bank import CustomerId, UnitOfWork
from bank.domain.orders import OrderState
from bank.services import orders
from bank.services.views import AccountView, OrderView, TransferRequest

FROM_CURRENCY = re.compile(r"\b(?P<way>from|to|into) (the |my )?[a-z]+\W*$", re.IGNORECASE)
EVERYTHING = re.compile(
    r"\b(everything|all of it|all (of )?(the|my) (money|euros|dollars|pounds|francs)|the (whole )?lot|all i have"
    r"|in full)\b",
    re.IGNORECASE,
)


class TransferOwnForm(OrderForm):
    """Collects a transfer; the order is proposed to the bank as soon as nothing is missing."""

    skill: ClassVar[str] = "transfer_own"
    own_intents: ClassVar[frozenset[str]] = frozenset({"transfer_own"})
    details: ClassVar[frozenset[str]] = frozenset({"amount", "account", "date"})
    slots: ClassVar[tuple[str, ...]] = ("amount", "from_account", "to_account", "execute_on")
    slot_to_blame: ClassVar[Mapping[str, str]] = {
        "not_positive": "amount",
        "absurd_amount": "amount",
        "insufficient_funds": "amount",
        "currency_mismatch": "to_account",
        "same_account": "to_account",
        "account_not_allowed": "to_account",
        "date_in_past": "execute_on",
        "date_too_far": "execute_on",
    }

    def open(self, turn: Turn, values: Values) -> None:
        super().open(turn, values)
        if len(turn.look(money_accounts)) < 2:
            turn.say("utter_transfer_own_one_account")
            raise StopForm
        if back := in_hand.to_be_undone(turn):
            values["from_account"] = {"id": back.to_account_id, "label": to_label(back)}
            values["to_account"] = {"id": back.from_account_id, "label": from_label(back)}
            values["amount"] = wording.money_data(back.amount)
            return
        last = None if turn.entities("account") else in_hand.asked_again(turn)
        if last is not None and last.to_account_id is not None:
            values["from_account"] = {"id": last.from_account_id, "label": from_label(last)}
            values["to_account"] = {"id": last.to_account_id, "label": to_label(last)}
            values["amount"] = wording.money_data(last.amount)

    def brings_details(self, turn: Turn) -> bool:
        turns_round = OTHER_WAY.search(turn.text) is not None
        return super().brings_details(turn) or turns_round or bool(_of_currency(turn, turn.look(money_accounts)))

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        if requested and values.get("from_account") and values.get("to_account") and OTHER_WAY.search(turn.text):
            return {"from_account": values["to_account"], "to_account": values["from_account"]}
        own = turn.look(money_accounts)
        news = super().read(turn, values, requested) | _of_currency(turn, own)
        news |= account_said(turn, values, "from_account", "from", own, asked=requested == "from_account")
        # "50 to savings", and "savings" alone, name where the money goes
        asked = requested in {None, "amount", "to_account"}
        news |= account_said(turn, values, "to_account", "to", own, asked=asked)
        news |= _the_other_one({**values, **news}, own)
        source = news.get("from_account") or values.get("from_account")
        if source and "amount" not in news and EVERYTHING.search(turn.text):
            available = next(account.available for account in own if account.id == source["id"])
            news["amount"] = {"minor": max(available.minor, 0), "currency": available.currency}
        return news

    def detail(self, values: Values) -> str | None:
        for slot in ("to_account", "from_account", "amount"):
            if not values.get(slot):
                return slot
        return "execute_on" if values.get("execute_on") == ASK_AGAIN else None

    def propose(self, turn: Turn, values: Values, uow: UnitOfWork, customer: CustomerId) -> OrderView:
        request = TransferRequest(
            amount=amount_of(values, self._currency(turn, values)),
            from_account_id=values["from_account"]["id"],
            to_account_id=values["to_account"]["id"],
            execute_on=execution_day(values),
        )
        return orders.propose_transfer(uow, customer, request)

    @staticmethod
    def _currency(turn: Turn, values: Values) -> str:
        return next(a.currency for a in turn.look(money_accounts) if a.id == values["from_account"]["id"])


class AskFromAccount(Ask):
    skill: ClassVar[str] = "transfer_own"
    slot: ClassVar[str] = "from_account"

    def ask(self, turn: Turn) -> None:
        _ask_account(turn, "utter_ask_transfer_own_from_account", turn.slot("to_account"))


class AskToAccount(Ask):
    skill: ClassVar[str] = "transfer_own"
    slot: ClassVar[str] = "to_account"

    def ask(self, turn: Turn) -> None:
        _ask_account(turn, "utter_ask_transfer_own_to_account", turn.slot("from_account"))


class AskAmount(Ask):
    skill: ClassVar[str] = "transfer_own"
    slot: ClassVar[str] = "amount"

    def ask(self, turn: Turn) -> None:
        turn.say("utter_ask_transfer_own_amount")


class AskExecuteOn(Ask):
    skill: ClassVar[str] = "transfer_own"
    slot: ClassVar[str] = "execute_on"

    def ask(self, turn: Turn) -> None:
        turn.say("utter_ask_transfer_own_execute_on")


class AskTransferConfirmation(AskConfirmation):
    skill: ClassVar[str] = "transfer_own"
    yes: ClassVar[str] = "Yes, move it"

    def facts(self, order: OrderView) -> Mapping[str, Any]:
        return {
            "amount": order.amount,
            "from_account": from_label(order),
            "to_account": to_label(order),
            "when": when(order),
        }


class TransferOwn(SkillAction):
    """Say what became of the transfer."""

    action_name = "action_transfer_own"
    skill = "transfer_own"

    def answer(self, turn: Turn) -> list[Event]:
        order = made(turn, "transfer_own")
        if order is None:
            return clear_form(turn)
        done = order.state is OrderState.EXECUTED
        turn.say(
            "utter_transfer_own_done" if done else "utter_transfer_own_scheduled",
            data=receipt(order),
            amount=order.amount,
            from_account=from_label(order),
            to_account=to_label(order),
            available=order.available_after,
            execute_on=wording.full_day(order.execute_on),
        )
        return [*clear_form(turn), in_hand.kept(order)]


def _of_currency(turn: Turn, own: Sequence[AccountView]) -> Values:
    """The account that is named by its currency alone: "from gbp"."""
    said, found = FROM_CURRENCY.search(turn.typed), accounts.matching(own, {"currency": turn.value("currency") or ""})
    if not said or turn.entities("account") or not turn.entities("currency") or len(found) != 1:
        return {}
    return {"from_account" if said["way"].lower() == "from" else "to_account": accounts.slot_value(found[0])}


def _the_other_one(values: Values, own: Sequence[AccountView]) -> Values:
    """Where one side is known and only one account can be the other, it is: the read-back names it.

    Money for another own account comes from the main account, as it does for payments.
    """
    source, target = values.get("from_account") or {}, values.get("to_account") or {}
    if target and not source and own[0].id != target["id"]:
        return {"from_account": accounts.slot_value(own[0])}
    if bool(source) != bool(target) and len(own) == 2:
        other = next(account for account in own if account.id not in (source.get("id"), target.get("id")))
        return {"to_account" if source else "from_account": accounts.slot_value(other)}
    return {}


def _ask_account(turn: Turn, response: str, other: Mapping[str, Any] | None) -> None:
    """Which account, with a button for each that is not taken on the other side."""
    own = [account for account in turn.look(money_accounts) if account.id != (other or {}).get("id")]
    turn.say(response, choices=account_choices(own))
