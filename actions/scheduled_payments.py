"""Planned payments and transfers: see them, change one, cancel one, until the cut-off of the working day before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from actions import follow_up, in_hand, payees, wording
from actions.change_form import ask_change_confirmation, current_change, say_outcome
from actions.context import customer_work, today
from actions.forms import Ask, StopForm, Values, chosen, clear_form
from actions.instruction_form import ask_for_code, read_back
from actions.instructions import current_order, receipt
from actions.order_form import OrderForm
from actions.turn import Event, SkillAction, Turn, numbered
from bank import CustomerId, Money, UnitOfWork
from bank.domain.clock import BANK_TIME_ZONE
from bank.domain.orders import OrderKind
from bank.services import changes, orders, scheduled
from bank.services.moving_views import ScheduledView
from bank.services.views import InstructionView, OrderView, PaymentRequest, TransferRequest

WISHES = {"scheduled_change": "change", "scheduled_cancel": "cancel"}


class ScheduledPaymentsForm(OrderForm):
    """Finds out which planned order, and what shall become of it."""

    skill: ClassVar[str] = "scheduled_payments"
    own_intents: ClassVar[frozenset[str]] = frozenset(WISHES)
    details: ClassVar[frozenset[str]] = frozenset({"amount", "date", "payee", "ordinal"})
    slots: ClassVar[tuple[str, ...]] = ("planned", "planned_wish", "amount", "execute_on")
    slot_to_blame: ClassVar[Mapping[str, str]] = {
        "not_positive": "amount",
        "absurd_amount": "amount",
        "over_day_limit": "amount",
        "over_new_payee_limit": "amount",
        "insufficient_funds": "amount",
        "date_in_past": "execute_on",
        "date_too_far": "execute_on",
    }

    def open(self, turn: Turn, values: Values) -> None:
        super().open(turn, values)
        values["planned_wish"] = WISHES.get(turn.intent) or ("cancel" if follow_up.gives_up(turn.text) else "change")
        known = _planned(turn)
        if not known:
            turn.say("utter_no_scheduled_payments")
            raise StopForm
        made = in_hand.just_made(turn)
        just_made = [one for one in known if made is not None and one.order.key == made.key]
        if len(known) == 1 or just_made:
            values["planned"] = _slot((just_made or known)[0])

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        wish = WISHES.get(turn.intent) or str(values["planned_wish"])
        news: Values = {"planned_wish": wish}
        if wish == "change":
            news |= super().read(turn, values, requested)
        if picked := chosen(turn, values, "planned"):
            return news | {"planned": picked, "candidates": None}
        return news | _which(turn, values, wish, requested)

    def detail(self, values: Values) -> str | None:
        if not values.get("planned"):
            return "planned"
        if values["planned_wish"] == "change" and not (values.get("amount") or values.get("execute_on")):
            return "amount"
        return None

    def propose(self, turn: Turn, values: Values, uow: UnitOfWork, customer: CustomerId) -> InstructionView:
        key = values["planned"]["key"]
        if values["planned_wish"] == "cancel":
            return changes.propose(uow, customer, scheduled.CANCEL, {"order": key})
        return scheduled.propose_change(uow, customer, key, _request(orders.get(uow, customer, key), values))


class AskPlanned(Ask):
    skill: ClassVar[str] = "scheduled_payments"
    slot: ClassVar[str] = "planned"

    def ask(self, turn: Turn) -> None:
        known = _planned(turn)
        choices = numbered(_slot(one)["label"] for one in known)
        turn.say("utter_ask_scheduled_payments_planned", choices=choices)


class AskAmount(Ask):
    skill: ClassVar[str] = "scheduled_payments"
    slot: ClassVar[str] = "amount"

    def ask(self, turn: Turn) -> None:
        turn.say("utter_ask_scheduled_payments_amount", planned=(turn.slot("planned") or {}).get("label"))


class AskScheduledConfirmation(Ask):
    skill: ClassVar[str] = "scheduled_payments"
    slot: ClassVar[str] = "confirmation"

    def ask(self, turn: Turn) -> None:
        if current_change(turn) is not None:
            ask_change_confirmation(turn, yes="Yes, cancel it")
        elif (order := current_order(turn)) is not None:
            read_back(turn, "utter_ask_scheduled_payments_confirmation", "Yes, change it", **_facts(turn, order))


class AskScheduledAuthorisation(Ask):
    skill: ClassVar[str] = "scheduled_payments"
    slot: ClassVar[str] = "authorisation"

    def ask(self, turn: Turn) -> None:
        ask_for_code(turn, "utter_ask_authorisation")


class ScheduledPayments(SkillAction):
    """Say what became of the planned order."""

    action_name = "action_scheduled_payments"
    skill = "scheduled_payments"

    def answer(self, turn: Turn) -> list[Event]:
        order = current_order(turn)
        if order is None:
            return say_outcome(turn)
        if order.failure is not None:
            turn.say("utter_change_failed", why=order.failure.sentence)
        else:
            turn.say("utter_scheduled_payments_changed", data=receipt(order), **_facts(turn, order))
        return clear_form(turn)


class ScheduledList(SkillAction):
    """Show what is planned, and until when each can be changed."""

    action_name = "action_scheduled_list"
    skill = "scheduled_payments"

    def answer(self, turn: Turn) -> list[Event]:
        known = _planned(turn)
        if not known:
            turn.say("utter_no_scheduled_payments")
            return []
        turn.say(
            "utter_scheduled_payments",
            rows=wording.lines(f"{_slot(one)['label']} ({_until(one)})" for one in known),
            data={"kind": "list", "title": "Planned payments", "rows": [_row(one) for one in known]},
        )
        return []


def _planned(turn: Turn) -> tuple[ScheduledView, ...]:
    with customer_work(turn.conversation_id) as (uow, customer):
        return scheduled.list_planned(uow, customer)


def _which(turn: Turn, values: Values, wish: str, requested: str | None) -> Values:
    """The planned order that the message points at; amount and day tell it only where they are not what is new."""
    known = _planned(turn)
    if turn.entities("ordinal") and requested in {None, "planned"}:
        placed = turn.placed(known)
        return {"planned": _slot(placed) if placed else None, "candidates": None}
    found: Sequence[ScheduledView] = known
    if name := turn.value("payee"):
        ids = {payee.id for payee in payees.matching(payees.own(turn), str(name))}
        found = [one for one in known if one.order.payee_id in ids]
    if wish == "cancel":
        if amount := turn.value("amount"):
            found = [one for one in found if one.order.amount.minor == amount.get("minor")]
        if day := turn.value("date"):
            found = [one for one in found if one.order.execute_on == date.fromisoformat(day)]
    if len(found) == 1 and len(known) > 1:
        return {"planned": _slot(found[0]), "candidates": None}
    if len(found) < 2 or values.get("planned"):
        return {}
    options = [{"title": _slot(one)["label"], "value": _slot(one)} for one in found]
    return {"candidates": {"slot": "planned", "options": options}}


def _request(order: OrderView, values: Values) -> PaymentRequest | TransferRequest:
    """The planned order with what shall be different."""
    said = values.get("amount")
    amount = Money(said["minor"], said["currency"] or order.amount.currency) if said else order.amount
    day = date.fromisoformat(values["execute_on"]) if values.get("execute_on") else order.execute_on
    if order.kind is OrderKind.TRANSFER:
        return TransferRequest(
            amount, order.to_account_id or 0, order.from_account_id, day, order.reference, instead_of=order.key
        )
    return PaymentRequest(
        amount,
        order.payee_id,
        from_account_id=order.from_account_id,
        execute_on=day,
        reference=order.reference,
        instead_of=order.key,
    )


def _facts(turn: Turn, order: OrderView) -> dict[str, Any]:
    planned = (turn.slot("planned") or {}).get("label")
    return {"planned": planned, "amount": order.amount, "to": _to(order), "day": order.execute_on}


def _slot(one: ScheduledView) -> dict[str, Any]:
    order = one.order
    label = f"{wording.money(order.amount)} to {_to(order)}, {wording.day(order.execute_on, today())}"
    return {"key": order.key, "label": label}


def _to(order: OrderView) -> str:
    return order.payee_name or order.to_account_name or ""


def _until(one: ScheduledView) -> str:
    if not one.is_open:
        return "can no longer be changed"
    local: datetime = one.until.astimezone(BANK_TIME_ZONE)
    return f"can be changed until {wording.day(local.date(), today())}, {local:%H:%M}"


def _row(one: ScheduledView) -> dict[str, Any]:
    order = one.order
    return {
        "title": _to(order),
        "detail": _until(one),
        "date": order.execute_on.isoformat(),
        "amount": wording.money_data(order.amount),
    }
