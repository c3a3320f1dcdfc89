"""Standing orders and direct debits: the list of both, what the form for them asks, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from actions import payees, wording
from actions.change_form import ask_change_authorisation, ask_change_confirmation, say_outcome
from actions.context import today
from actions.forms import Ask
from actions.merchants import names_one
from actions.standing_order_form import CREATE, collected, debits, standing
from actions.turn import Choice, Event, SkillAction, Turn, numbered
from bank.services.direct_debits import RETURN
from bank.services.moving_views import DirectDebitView, StandingOrderView

Regular = StandingOrderView | DirectDebitView
WISHES_OFFERED = (("Change it", "change"), ("Pause it", "pause"), ("Cancel it", "cancel"))
SET_ONE_UP = Choice("Set up a standing order", "standing_order_create")
OFFERED = 5
"""Buttons under a question for one of several."""


class StandingOrdersList(SkillAction):
    """Show what is paid regularly: by standing order, and by direct debit."""

    action_name = "action_standing_orders_list"
    skill = "standing_orders"

    def answer(self, turn: Turn) -> list[Event]:
        known, companies = standing(turn), debits(turn)
        if not known and not companies:
            turn.say("utter_no_regular_payments", choices=[SET_ONE_UP])
        elif (one := _pointed_at(turn, [*known, *companies])) is not None:
            _say_one(turn, one)
        else:
            turn.say(
                "utter_standing_orders",
                standing=wording.lines(map(_standing_line, known)) or "none",
                debits=wording.lines(map(_debit_line, companies)) or "none",
                data=_list_data([*map(_standing_row, known), *map(_debit_row, companies)]),
            )
        return []


def _pointed_at(turn: Turn, regular: Sequence[Regular]) -> Regular | None:
    """The one that the message names or points at: "the volta one", "the second one"."""
    found = [one for one in regular if names_one(turn.typed, _whom(one))]
    return found[0] if len(found) == 1 else turn.placed(regular)


def _say_one(turn: Turn, one: Regular) -> None:
    if isinstance(one, StandingOrderView):
        of_it = {"payee": one.payee_name}
        choices = [Choice(title, f"standing_order_{wish}", of_it) for title, wish in WISHES_OFFERED]
        turn.say(
            "utter_standing_order_one", data=_list_data([_standing_row(one)]), choices=choices, row=_standing_line(one)
        )
    else:
        choices = [Choice("Return the last one", "direct_debit_return", {"merchant": one.merchant})]
        turn.say("utter_direct_debit_one", data=_list_data([_debit_row(one)]), choices=choices, row=_debit_line(one))


def _whom(one: Regular) -> str:
    return f"{one.payee_name} {one.reference}" if isinstance(one, StandingOrderView) else one.merchant


def _list_data(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"kind": "list", "title": "Regular payments", "rows": rows}


class StandingOrders(SkillAction):
    """Say what became of the change."""

    action_name = "action_standing_orders"
    skill = "standing_orders"

    def answer(self, turn: Turn) -> list[Event]:
        return say_outcome(turn)


class AskStandingOrder(Ask):
    skill: ClassVar[str] = "standing_orders"
    slot: ClassVar[str] = "standing_order"

    def ask(self, turn: Turn) -> None:
        titles = [f"{wording.money(one.amount)} to {one.payee_name}" for one in standing(turn)]
        choices = numbered(titles[:OFFERED])
        turn.say("utter_ask_standing_orders_standing_order", choices=choices)


class AskCollected(Ask):
    skill: ClassVar[str] = "standing_orders"
    slot: ClassVar[str] = "collected"

    def ask(self, turn: Turn) -> None:
        titles = [
            f"{one.merchant}, {wording.money(one.amount)}, {wording.day(one.day, today())}" for one in collected(turn)
        ]
        choices = numbered(titles[:OFFERED])
        turn.say("utter_ask_standing_orders_collected", choices=choices)


class AskPayee(Ask):
    skill: ClassVar[str] = "standing_orders"
    slot: ClassVar[str] = "payee"

    def ask(self, turn: Turn) -> None:
        turn.say("utter_ask_standing_orders_payee", choices=payees.choices(payees.own(turn)))


class AskAmount(Ask):
    skill: ClassVar[str] = "standing_orders"
    slot: ClassVar[str] = "amount"

    def ask(self, turn: Turn) -> None:
        if turn.slot("standing_wish") == CREATE:
            turn.say("utter_ask_standing_orders_amount")
        else:
            turn.say("utter_ask_standing_orders_what", label=(turn.slot("standing_order") or {}).get("label"))


class AskExecuteOn(Ask):
    skill: ClassVar[str] = "standing_orders"
    slot: ClassVar[str] = "execute_on"

    def ask(self, turn: Turn) -> None:
        turn.say("utter_ask_standing_orders_execute_on")


class AskStandingConfirmation(Ask):
    skill: ClassVar[str] = "standing_orders"
    slot: ClassVar[str] = "confirmation"

    def ask(self, turn: Turn) -> None:
        yes = "Yes, return it" if turn.slot("standing_wish") == RETURN else "Yes, do it"
        reference = turn.slot("reference")
        ask_change_confirmation(turn, yes=yes, with_reference=f", reference “{reference}”" if reference else "")


class AskStandingAuthorisation(Ask):
    skill: ClassVar[str] = "standing_orders"
    slot: ClassVar[str] = "authorisation"

    def ask(self, turn: Turn) -> None:
        ask_change_authorisation(turn)


def _standing_line(one: StandingOrderView) -> str:
    paused = ", paused until then" if one.paused_until else ""
    failed = ". The last one was not paid" if one.failure else ""
    next_on = wording.day(one.next_on, today())
    return f"{wording.money(one.amount)} to {one.payee_name}, monthly, next {next_on}{paused}{failed}"


def _debit_line(one: DirectDebitView) -> str:
    return f"{one.merchant}, about {wording.money(one.expected)}, next {wording.day(one.next_on, today())}"


def _standing_row(one: StandingOrderView) -> dict[str, Any]:
    detail = "Standing order, paused" if one.paused_until else "Standing order"
    return _list_row(one.payee_name, detail, one.next_on.isoformat(), wording.money_data(one.amount))


def _debit_row(one: DirectDebitView) -> dict[str, Any]:
    return _list_row(one.merchant, "Direct debit", one.next_on.isoformat(), wording.money_data(one.expected))


def _list_row(title: str, detail: str, day: str, amount: dict[str, Any]) -> dict[str, Any]:
    return {"title": title, "detail": detail, "date": day, "amount": amount}
