"""Which transaction is meant: "the second one", "that payment", "the declined one", or by shop, amount and day."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rasa_sdk.events import SlotSet

from actions import accounts, payees, wording
from actions.context import today
from actions.turn import Choice, Event, Turn
from bank import CustomerId, Money, UnitOfWork
from bank.domain.money import minor_digits
from bank.domain.transactions import Direction, TransactionStatus
from bank.services.accounts import list_accounts
from bank.services.transactions import find_transactions, get_transactions
from bank.services.views import TransactionFilter, TransactionView

Wanted = dict[str, Any]
"""What a message says about the transactions it means, as the slot `transactions_filter` keeps it."""

CANDIDATES = 5
"""Transactions to choose from when it is not clear which is meant."""
DECLINED_DAYS = 30
"""How far back "why was my card declined" looks."""

DECLINED = re.compile(
    r"\b(declin\w*|do(es)? ?(n['’]?t|not) (work|go)"
    r"|reject\w*|refus\w*|bounc\w*|fail\w*|turned? down|denied|blocked|did ?n[o']?t (go|work|come)\w*"
    r"|(wo|would|could|was|wasn)[ ]?(n['’]?t|not) (accepted|go|work)\w*|not (accepted|go through|work\w*)"
    r"|unsuccess\w*)\b",
    re.IGNORECASE,
)
PENDING = re.compile(
    r"\b(pending|reserved|held|on hold|not (yet )?booked|unbooked|still processing|authori[sz]ed)\b", re.IGNORECASE
)
BIGGEST = re.compile(
    r"\b(which|what|whats|what's|show)\b.*\b(biggest|largest|highest|most expensive)\b(?! (change|difference|category))"
    r"|^\W*(and )?the (biggest|largest|most expensive)( one)?\W*$",
    re.IGNORECASE,
)
POINTS = re.compile(r"\b(that|this|it|these|those|one|same)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Meant:
    """The transactions that may be meant, newest first; `is_sure`: the first is the one."""

    items: tuple[TransactionView, ...]
    is_sure: bool


def status_said(text: str) -> str | None:
    """Whether a message speaks of declined or of pending transactions."""
    if DECLINED.search(text):
        return TransactionStatus.DECLINED.value
    return TransactionStatus.PENDING.value if PENDING.search(text) else None


def said(turn: Turn) -> Wanted:
    """What the message says about the transactions it means."""
    found: Wanted = {}
    merchant = turn.value("merchant") or payees.spoken_of(turn)
    if merchant and not status_said(str(merchant)):
        found["text"] = merchant
    if category := turn.value("category"):
        found["category"] = category
    if direction := turn.value("direction"):
        found["direction"] = direction
    if period := turn.value("period"):
        found |= {"since": period["since"], "until": period["until"]}
    elif day := turn.value("date"):
        found |= {"since": day, "until": day}
    if amount := turn.value("amount"):
        found["amount"] = amount
    if named := turn.values("account"):
        found["accounts"] = named
    if (currency := turn.value("currency")) and not named:
        found["currency"] = currency
    if status := status_said(turn.text):
        found["status"] = status
    return found


def filter_of(wanted: Mapping[str, Any], account_ids: tuple[int, ...] = ()) -> TransactionFilter:
    """The search of the bank that a message asks for."""
    amount = wanted.get("amount") or {}
    exact = amount.get("minor") if not amount.get("bound") else None
    found = TransactionFilter(
        text=wanted.get("text"),
        category=wanted.get("category"),
        direction=Direction(wanted["direction"]) if wanted.get("direction") else None,
        min_minor=exact if exact is not None else amount.get("min_minor"),
        max_minor=exact if exact is not None else amount.get("max_minor"),
        currency=amount.get("currency") or wanted.get("currency"),
        since=date.fromisoformat(wanted["since"]) if wanted.get("since") else None,
        until=date.fromisoformat(wanted["until"]) if wanted.get("until") else None,
        account_ids=account_ids,
    )
    if status := wanted.get("status"):
        return TransactionFilter(**{**vars(found), "statuses": (TransactionStatus(status),)})
    return found


def meant(turn: Turn, uow: UnitOfWork, customer: CustomerId) -> Meant:
    """The transaction that the message points at or describes, or those that it may be."""
    shown = get_transactions(uow, customer, turn.slot("shown_transactions") or [])
    if shown and turn.entities("ordinal"):
        placed = turn.placed(shown)
        return Meant((placed,), True) if placed else Meant((), False)
    wanted = said(turn)
    if BIGGEST.search(turn.typed):
        return _biggest(turn, uow, customer, wanted)
    pointed = tuple(item for item in shown if item.id == turn.slot("pointed_transaction"))
    if pointed and wanted.keys() == {"status"} and POINTS.search(turn.text):
        return Meant(pointed, True)  # "is that pending?" asks how it stands with this one
    if shown and not wanted and (POINTS.search(turn.text) or pointed or len(shown) == 1):
        return Meant(pointed or shown, len(pointed or shown) == 1)
    among = [item for item in shown if wanted and _fits(item, wanted)]
    if len(among) == 1:
        return Meant((among[0],), True)
    return _search(uow, customer, wanted)


def _biggest(turn: Turn, uow: UnitOfWork, customer: CustomerId, wanted: Wanted) -> Meant:
    """The largest of those that were searched for last, or that the message describes."""
    last = turn.slot("transactions_filter") or {} if turn.slot("last_skill") == "find_transactions" else {}
    wanted = {"direction": "out", **last, **wanted}
    ids = [a.id for value in wanted.get("accounts", ()) for a in accounts.matching(list_accounts(uow, customer), value)]
    page = find_transactions(uow, customer, filter_of(wanted, tuple(ids)), limit=1, largest_first=True)
    return Meant(page.items, bool(page.items))


def remember(ids: Sequence[int], pointed: int | None = None) -> list[Event]:
    """The rows that were shown, for "the second one", and the one that was explained, for "it"."""
    return [SlotSet("shown_transactions", list(ids)), SlotSet("pointed_transaction", pointed)]


def choices(items: Sequence[TransactionView], intent: str, **entities: Any) -> list[Choice]:
    """A button for each, which points at it by its place."""
    return [
        Choice(
            f"{item.counterparty}, {wording.money(abs(item.amount))}, {wording.day(item.day, today())}",
            intent,
            {**entities, "ordinal": place},
        )
        for place, item in enumerate(items[:CANDIDATES], 1)
    ]


def _search(uow: UnitOfWork, customer: CustomerId, wanted: Wanted) -> Meant:
    named = wanted.get("accounts", ())
    ids = [a.id for value in named for a in accounts.matching(list_accounts(uow, customer), value)]
    if wanted.get("status") == TransactionStatus.DECLINED and not wanted.get("since"):
        wanted = {**wanted, "since": (today() - timedelta(days=DECLINED_DAYS)).isoformat(), "until": None}
    search = filter_of(wanted, tuple(ids))
    if not wanted.get("status"):
        search = TransactionFilter(**{**vars(search), "statuses": tuple(TransactionStatus)})
    page = find_transactions(uow, customer, search, limit=CANDIDATES)
    if not page.items and (widened := _widened(search)):
        page = find_transactions(uow, customer, widened, limit=CANDIDATES)
    # The latest of one shop, and the latest that was declined, is what people ask about.
    of_one = wanted.get("category") and len({item.counterparty for item in page.items}) == 1
    by_name = bool(wanted.get("text") or of_one) and not wanted.get("amount")
    by_status = wanted.get("status") == TransactionStatus.DECLINED
    return Meant(page.items, len(page.items) == 1 or bool(page.items and (by_name or by_status)))


def _widened(search: TransactionFilter) -> TransactionFilter | None:
    """ "The 480 thing" may be 480.35: a whole sum stands for all that begins with it."""
    if search.min_minor is None or search.min_minor != search.max_minor:
        return None
    unit = 10 ** minor_digits(search.currency or "EUR")
    if search.min_minor % unit:
        return None
    return TransactionFilter(**{**vars(search), "max_minor": search.min_minor + unit - 1})


def _fits(item: TransactionView, wanted: Wanted) -> bool:
    """Whether a transaction that was shown is described by the message."""
    if wanted.get("status") and item.status != wanted["status"]:
        return False
    if (text := wanted.get("text")) and text.casefold() not in f"{item.counterparty} {item.description}".casefold():
        return False
    if wanted.get("since") and item.day.isoformat() < wanted["since"]:
        return False
    if wanted.get("until") and item.day.isoformat() > wanted["until"]:
        return False
    amount = wanted.get("amount") or {}
    exact = amount.get("minor")
    return exact is None or bool(amount.get("bound")) or abs(item.amount) == Money(abs(exact), item.amount.currency)
