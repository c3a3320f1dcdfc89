"""Whether something has come in or gone out: "did my salary come in?", "is the rent paid?".

A yes or no with its figure and day, not a list: the latest one, and when the next is due where that is known.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from rasa_sdk.events import SlotSet

from actions import wording
from actions.context import customer_work, today
from actions.explain_transaction import row
from actions.periods import span
from actions.pointing import Wanted, filter_of, remember
from actions.turn import Event, Turn
from bank import CustomerId, UnitOfWork
from bank.domain.limits import LOOK_AHEAD
from bank.services.money_views import Coming, ComingKind
from bank.services.transactions import find_transactions
from bank.services.upcoming import look_ahead
from bank.services.views import TransactionView

ASKED = "asks_whether"
"""Marks a remembered search as such a question: "and in october?" asks it again."""
WHETHER = re.compile(
    r"^\W*((and|so|hey|hi|hello|pls|please|but|ok|can you (tell|check|see)( me)?( if)?|do you know (if|whether))\W+)*"
    r"(did|has|have|hasn'?t|haven'?t|didn'?t|is|isn'?t|was|wasn'?t|were|when (did|was|has)|if|whether)\b.*"
    r"\b(come|came|comes|arr?i?ved?|in|paid|gone|go|went|out|landed?|here|there|received?|got|get|through|credited"
    r"|booked|left)\b",
    re.IGNORECASE,
)
SALARY = re.compile(r"\b(salary|wages?|pay ?(cheque|check|day|slip)?|(get|got|been) paid)\b", re.IGNORECASE)
KEYS = frozenset({"category", "direction", "text", "since", "until", "offset", ASKED})
"""What such a question may name; an amount or an account makes it a search."""
LATEST = 40


def asks(turn: Turn, wanted: Wanted) -> bool:
    """Whether the message asks if one regular thing has come or gone."""
    if not WHETHER.search(turn.text) or wanted.keys() - KEYS:
        return False
    return wanted.get("category") in {"income", "housing"} or is_of_salary(turn, wanted)


def is_of_salary(turn: Turn, wanted: Wanted) -> bool:
    """ "Did I get paid?" names no category."""
    return wanted.get("direction") == "in" and "text" not in wanted and bool(SALARY.search(turn.text))


def tell(turn: Turn, wanted: Wanted) -> list[Event]:
    """Yes or not yet, of this month if no other time was named; nothing if there has never been such a thing."""
    wanted = {**wanted, ASKED: True, "offset": 0}
    if is_of_salary(turn, wanted):
        wanted["category"] = "income"
    now = today()
    with customer_work(turn.conversation_id) as (uow, customer):
        ahead = look_ahead(uow, customer, now + LOOK_AHEAD)
        due = _due(ahead.items, wanted)
        found = _latest(uow, customer, wanted, due)
    if not found:
        return []
    since = date.fromisoformat(wanted["since"]) if wanted.get("since") else now.replace(day=1)
    until = min(date.fromisoformat(wanted["until"]), now) if wanted.get("until") else now
    inside = next((item for item in found if since <= item.day <= until), None)
    _say(turn, inside or found[0], None if inside else span(since, until), due)
    return [SlotSet("transactions_filter", wanted), *remember([(inside or found[0]).id])]


def _due(items: tuple[Coming, ...], wanted: Wanted) -> Coming | None:
    """The next one that is expected: of income the largest, since that is a salary; else a standing order."""
    kind = ComingKind.INCOME if wanted.get("category") == "income" else ComingKind.STANDING_ORDER
    fits = [item for item in items if item.kind is kind]
    most = max((abs(item.amount.minor) for item in fits), default=0)
    return next((item for item in fits if abs(item.amount.minor) == most), None)


def _latest(uow: UnitOfWork, customer: CustomerId, wanted: Wanted, due: Coming | None) -> list[TransactionView]:
    """The latest of it, newest first; only from whoever pays regularly, if anybody does."""
    direction = "in" if wanted.get("category") == "income" else "out"
    search = {**wanted, "direction": direction, "since": None, "until": None}
    found = list(find_transactions(uow, customer, filter_of(search), limit=LATEST).items)
    regular = [item for item in found if due is not None and item.counterparty == due.name]
    if regular or not found or direction == "out":
        return regular or found
    largest = max(found, key=lambda item: item.amount.minor)
    return [item for item in found if item.counterparty == largest.counterparty]


def _say(turn: Turn, item: TransactionView, not_when: str | None, due: Coming | None) -> None:
    way = "in" if item.amount.minor > 0 else "out"
    facts: dict[str, Any] = {
        "amount": abs(item.amount),
        "counterparty": item.counterparty,
        "day": wording.on_day(item.day, today()),
    }
    data = {"kind": "transactions", "rows": [row(item)], "total": None}
    if not_when is None:
        turn.say(f"utter_arrived_{way}", data=data, **facts)
        return
    turn.say(f"utter_not_arrived_{way}", data=data, when=not_when, **facts)
    if due is not None and due.name == item.counterparty:
        about = "about " if due.is_estimate else ""
        amount = f"{about}{wording.money(abs(due.amount))}"
        turn.say("utter_arrives_next", amount=amount, day=wording.on_day(due.day, today()))
