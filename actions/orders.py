"""How an order is worded, and what a message says of one: amount and day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from actions import wording
from actions.context import today
from actions.forms import Values
from actions.periods import year_later
from actions.turn import Turn
from bank import Money
from bank.domain.orders import OrderKind
from bank.services.views import OrderView

LONG_AGO = timedelta(days=60)
"""A day without a year that is longer ago than this is meant of the year to come; of a nearer one it is a slip."""
YEAR_SAID = re.compile(r"\b20\d\d\b")


def when(order: OrderView) -> str:
    """ "now", or the day."""
    return f"on {wording.full_day(order.execute_on)}" if order.is_dated else "now"


def arrival(order: OrderView) -> str:
    """ " It arrives on Thursday 26 November 2026.", to follow a sentence.

    Nothing between own accounts, where it goes without saying, nor where no day can be promised.
    """
    if order.kind is OrderKind.TRANSFER or order.arrives_on is None:
        return ""
    at_once = order.arrives_on <= order.execute_on and not order.is_dated
    return f" It arrives {'at once' if at_once else f'on {wording.full_day(order.arrives_on)}'}."


def from_label(order: OrderView) -> str:
    return f"{order.from_account_name} (…{order.from_account_digits})"


def to_label(order: OrderView) -> str:
    return f"{order.to_account_name} (…{order.to_account_digits})"


def receiver(order: OrderView) -> str:
    """Where the money goes: an own account, or a payee with the IBAN."""
    return to_label(order) if order.to_account_id else f"{order.payee_name} ({order.payee_iban})"


def rows(order: OrderView) -> list[tuple[str, str]]:
    """Exactly what is agreed to, as label and value."""
    written = [("Amount", wording.money(order.amount)), ("To", receiver(order)), ("From", from_label(order))]
    if order.reference:
        written.append(("Reference", order.reference))
    written.append(("When", wording.full_day(order.execute_on) if order.is_dated else "Now"))
    if order.kind is OrderKind.PAYMENT and order.arrives_on is not None and order.arrives_on > order.execute_on:
        written.append(("Arrives", wording.full_day(order.arrives_on)))
    return written


def amount_said(turn: Turn) -> dict[str, Any] | None:
    """An exact amount in the message (a bound like "over 50" is none), with its currency if one was said."""
    for value in turn.values("amount"):
        if value.get("minor") is not None and not value.get("bound"):
            return {"minor": value["minor"], "currency": value.get("currency")}
    return None


def day_said(turn: Turn) -> str | None:
    """A day in the message as an ISO date; today means now. "The 2nd" is no day where it picks one of several."""
    if turn.slot("candidates") and turn.entities("ordinal"):
        return None
    said = turn.value("date")
    if said is None:
        period = turn.value("period")
        said = period["since"] if period and period["since"] == period["until"] else None
    return str(said) if said else None


def coming_day_said(turn: Turn) -> str | None:
    """The same of a day to come: "from the 1st of January", said in November, is next year's."""
    day = day_said(turn)
    if day is None or YEAR_SAID.search(turn.text) or today() - date.fromisoformat(day) < LONG_AGO:
        return day
    return year_later(date.fromisoformat(day)).isoformat()


def execution_day(values: Values) -> date | None:
    """The day of the order, None for now."""
    return date.fromisoformat(values["execute_on"]) if values["execute_on"] else None


def amount_of(values: Values, currency: str) -> Money:
    """The amount, in the currency that was said or else the account's."""
    return Money(values["amount"]["minor"], values["amount"]["currency"] or currency)
