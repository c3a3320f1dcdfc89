"""What transfers and payments have in common: the order behind the read-back, and how it is worded."""

from __future__ import annotations

from datetime import date
from typing import Any

from actions import wording
from actions.context import customer_work
from actions.forms import Values
from actions.turn import Turn
from bank import Money
from bank.domain.orders import FINAL
from bank.services import orders
from bank.services.views import OrderView


def drop_order(turn: Turn, values: Values | None = None) -> None:
    """Cancel the order that was read back, if one is open: neither it nor a code for it counts any more."""
    order = values.get("order") if values is not None else turn.slot("order")
    if not order:
        return
    with customer_work(turn.conversation_id) as (uow, customer):
        if orders.get(uow, customer, order["key"]).state not in FINAL:
            orders.cancel(uow, customer, order["key"])
            uow.commit()


def order_slot(order: OrderView) -> dict[str, str]:
    """What the conversation keeps of an order: its key, and the hash of what is read back."""
    return {"key": order.key, "hash": order.content_hash}


def current_order(turn: Turn) -> OrderView | None:
    """The order of the conversation as the bank has it now."""
    order = turn.slot("order")
    if not order:
        return None
    with customer_work(turn.conversation_id) as (uow, customer):
        return orders.get(uow, customer, order["key"])


def when(order: OrderView) -> str:
    """ "now", or the day."""
    return f"on {wording.full_day(order.execute_on)}" if order.is_dated else "now"


def from_label(order: OrderView) -> str:
    return f"{order.from_account_name} (…{order.from_account_digits})"


def to_label(order: OrderView) -> str:
    return f"{order.to_account_name} (…{order.to_account_digits})"


def summary(order: OrderView) -> list[dict[str, str]]:
    """Exactly what is agreed to, as label and value, for the panel and the receipt."""
    to = to_label(order) if order.to_account_id else f"{order.payee_name} ({order.payee_iban})"
    rows = [("Amount", wording.money(order.amount)), ("To", to), ("From", from_label(order))]
    if order.reference:
        rows.append(("Reference", order.reference))
    rows.append(("When", wording.full_day(order.execute_on) if order.is_dated else "Now"))
    return [{"label": label, "value": value} for label, value in rows]


def receipt(order: OrderView) -> dict[str, Any]:
    """The order as a page draws it."""
    return {"kind": "order", "order": order.key, "state": order.state.value, "summary": summary(order)}


def amount_said(turn: Turn) -> dict[str, Any] | None:
    """An exact amount in the message (a bound like "over 50" is none), with its currency if one was said."""
    for value in turn.values("amount"):
        if value.get("minor") is not None and not value.get("bound"):
            return {"minor": value["minor"], "currency": value.get("currency")}
    return None


def day_said(turn: Turn) -> str | None:
    """A day in the message as an ISO date; today means now."""
    said = turn.value("date")
    if said is None:
        period = turn.value("period")
        said = period["since"] if period and period["since"] == period["until"] else None
    return str(said) if said else None


def execution_day(values: Values) -> date | None:
    """The day of the order, None for now."""
    return date.fromisoformat(values["execute_on"]) if values["execute_on"] else None


def amount_of(values: Values, currency: str) -> Money:
    """The amount, in the currency that was said or else the account's."""
    return Money(values["amount"]["minor"], values["amount"]["currency"] or currency)
