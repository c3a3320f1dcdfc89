"""What the forms for transfers and payments share: amount, day, the order behind the read-back, refusals."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from actions import accounts
from actions.context import customer_work, today
from actions.forms import Ask, Values, chosen
from actions.instruction_form import InstructionForm, read_back
from actions.instructions import current_order
from actions.orders import amount_said, coming_day_said
from actions.turn import Choice, Turn
from bank import BankError
from bank.services.accounts import list_accounts
from bank.services.views import AccountView, OrderView

OTHER_WAY = re.compile(
    r"\bother way\b|\b(swap|switch|turn) (it|them|that)\b|\b(wrong|opposite) (way|direction)\b", re.IGNORECASE
)
"""What turns round where money comes from and where it goes."""
NOW = re.compile(r"\b(now|at once|right away|straight away|immediately)\b", re.IGNORECASE)
ASK_AGAIN = ""
"""A day that will not do: it must be asked for, where no day at all means now."""


class OrderForm(InstructionForm):
    """A form that ends in an order at the bank."""

    def brings_details(self, turn: Turn) -> bool:
        return super().brings_details(turn) or _says_now(turn)

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        news: Values = {"execute_on": today().isoformat()} if _says_now(turn) else {}
        if amount := amount_said(turn):
            news["amount"] = amount
        if day := coming_day_said(turn):
            news["execute_on"] = day
        return news

    def refused(self, turn: Turn, values: Values, error: BankError) -> None:
        super().refused(turn, values, error)
        if self.slot_to_blame[error.code] == "execute_on":
            values["execute_on"] = ASK_AGAIN


class AskConfirmation(Ask):
    """The read-back: exactly what will be done, in the bank's own words for it, with a yes and a no."""

    slot: ClassVar[str] = "confirmation"
    yes: ClassVar[str]

    def ask(self, turn: Turn) -> None:
        order = current_order(turn)
        if order is not None:
            read_back(turn, f"utter_ask_{self.skill}_confirmation", self.yes, **self.facts(order))

    @abstractmethod
    def facts(self, order: OrderView) -> Mapping[str, Any]:
        """What the read-back says of the order."""


def _says_now(turn: Turn) -> bool:
    """Whether what was to wait for a day shall not: "no, pay it now"."""
    return bool(turn.slot("execute_on")) and NOW.search(turn.typed) is not None


def made(turn: Turn, skill: str) -> OrderView | None:
    """The order that was made. Where the bank could not carry it out, that is said, and there is none."""
    order = current_order(turn)
    if order is None or order.failure is None:
        return order
    turn.say(f"utter_{skill}_failed", why=order.failure.sentence)
    return None


def money_accounts(turn: Turn) -> list[AccountView]:
    """The customer's accounts that money can be moved from and to, the main one first."""
    with customer_work(turn.conversation_id) as (uow, customer):
        own = list_accounts(uow, customer)
    return sorted((a for a in own if a.kind in accounts.MONEY_KINDS), key=lambda a: (not a.is_main, a.id))


def account_said(
    turn: Turn, values: Values, slot: str, role: str, own: Sequence[AccountView], *, asked: bool
) -> Values:
    """The account that the message names for a slot: by role ("from savings"), by name alone where it was asked."""
    if picked := chosen(turn, values, slot):
        return {slot: picked, "candidates": None}
    for entity in turn.entities("account"):
        if entity.get("role") != role and not (asked and entity.get("role") is None):
            continue
        found = accounts.matching(own, entity["value"])
        if len(found) == 1:
            return {slot: accounts.slot_value(found[0]), "candidates": None}
        if found:
            return {slot: None, "candidates": {"slot": slot, "options": options(found)}}
        turn.say("utter_no_such_account", accounts=accounts.named(own))
        return {}
    return {}


def options(found: Sequence[AccountView]) -> list[dict[str, Any]]:
    """Accounts as the options of an open choice."""
    return [{"title": accounts.label(account), "value": accounts.slot_value(account)} for account in found]


def account_choices(own: Sequence[AccountView]) -> list[Choice]:
    """A button for each account, which answers the question for one."""
    return [Choice(accounts.label(account), "inform", {"account": {"digits": account.digits}}) for account in own]
