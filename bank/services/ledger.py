"""Posting: the one place where entries are written, and the lines that holders see of them."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bank.domain.entries import Posting, move, require_balanced
from bank.domain.house import BANK_NAME
from bank.domain.money import Money
from bank.domain.transactions import TransactionStatus
from bank.store.books import BankAccount, bank_account_id
from bank.store.database import UnitOfWork
from bank.store.models import Entry, EntrySet, Transaction

_RANDOM_BITS = 20
_SET_IDS = threading.Lock()
_last_set_id = 0


@dataclass(frozen=True)
class Line:
    """What one holder sees of a set of entries; a negative amount is money out."""

    customer_id: int | None
    account_id: int
    amount: Money
    counterparty: str


def post(
    uow: UnitOfWork,
    kind: str,
    postings: tuple[Posting, ...],
    order_id: int | None = None,
    value_on: date | None = None,
) -> int:
    """Write a set of entries, booked now, and give back its id. The accounts must be locked by the caller.

    `value_on`: the day from which it counts between banks, today if not given.

    The triggers keep the balances and refuse what does not sum to zero; a second set for one order is refused too.
    """
    require_balanced(postings)
    now = uow.now
    set_id = new_set_id(now)
    uow.session.flush()
    entries = (
        {
            "entry_set_id": set_id,
            "position": position,
            "account_id": posting.account_id,
            "currency": posting.amount.currency,
            "amount_minor": posting.amount.minor,
        }
        for position, posting in enumerate(postings)
    )
    uow.append(Entry, *entries)
    # Last, since it seals the set.
    sealed = {"id": set_id, "kind": kind, "order_id": order_id, "booked_at": now, "value_on": value_on or uow.today}
    uow.append(EntrySet, sealed)
    uow.forget_balances(posting.account_id for posting in postings)
    return set_id


def book_lines(uow: UnitOfWork, set_id: int, *lines: Line, description: str, category_id: str) -> None:
    """Write what the holders of accounts see of a set of entries, booked now."""
    booked = {
        "status": TransactionStatus.BOOKED,
        "at": uow.now,
        "booked_on": uow.today,
        "fee_minor": 0,
        "description": description,
        "category_id": category_id,
        "entry_set_id": set_id,
    }
    rows = (
        {
            "customer_id": line.customer_id,
            "account_id": line.account_id,
            "amount_minor": line.amount.minor,
            "currency": line.amount.currency,
            "counterparty": line.counterparty,
            **booked,
        }
        for line in lines
    )
    uow.append(Transaction, *rows)


def charge_fee(uow: UnitOfWork, customer_id: int, account_id: int, price: Money, description: str) -> None:
    """Take a fee from an account, with the line that says what for. The account must be locked by the caller."""
    fees_id = bank_account_id(uow.session, BankAccount.FEES, price.currency)
    set_id = post(uow, "fee", move(account_id, fees_id, price))
    line = Line(customer_id, account_id, -price, BANK_NAME)
    book_lines(uow, set_id, line, description=description, category_id="fees")


def new_set_id(now: datetime) -> int:
    """A number made before anything is sent: milliseconds since 1970, then random bits; grows with time.

    Always greater than this process's last one, so that none is made twice, however many fall into one millisecond.
    """
    global _last_set_id
    milliseconds = int(now.astimezone(UTC).timestamp() * 1000)
    made = milliseconds << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    with _SET_IDS:
        _last_set_id = max(made, _last_set_id + 1)
        return _last_set_id
