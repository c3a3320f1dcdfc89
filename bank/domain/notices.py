"""What is worth noticing among a customer's own transactions. Pure rules; thresholds are constants with a test each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

# Two equal payments by card to one shop this close together are likely one too many.
DUPLICATE_WITHIN = timedelta(minutes=15)
DUPLICATE_DAYS = 45
# A subscription's price counts as known after as many equal payments.
PRICE_KNOWN_AFTER = 2
PRICE_RISE_DAYS = 70
REFUND_DAYS = 21
# How long before a refund its purchase is looked for.
REFUND_OF_DAYS = 90
UNUSUAL_DAYS = 14
UNUSUAL_FROM_MINOR = 100_00
UNUSUAL_TIMES_MEDIAN = 4
UNUSUAL_AMONG = 8
FEE_DAYS = 30
# What is fixed by contract or chosen each time is never unusual.
NEVER_UNUSUAL = frozenset({"housing", "transfers", "loans", "income", "interest", "payments", "cash", "insurance"})
LOW_BALANCE_MINOR = 0
"""A balance that is going to be below this is told; the overdraft does not count."""


class NoticeKind(StrEnum):
    """Kinds of notice, the most pressing first."""

    DUPLICATE = "duplicate"
    LOW_BALANCE = "low_balance"
    UNUSUAL = "unusual"
    PRICE_RISE = "price_rise"
    REFUND = "refund"
    FEE = "fee"


@dataclass(frozen=True)
class Seen:
    """A transaction, booked or pending, as these rules see it; `amount_minor` is negative for money out."""

    id: int
    account_id: int
    at: datetime
    day: date
    amount_minor: int
    currency: str
    counterparty: str
    category: str
    by_card: bool
    fee_minor: int = 0
    original_currency: str | None = None


@dataclass(frozen=True)
class Found:
    """What a rule has found: the transaction it is about, the others it rests on, and the amount before."""

    kind: NoticeKind
    about: Seen
    others: tuple[Seen, ...] = ()
    before_minor: int | None = None


def duplicates(seen: Sequence[Seen], today: date) -> Iterator[Found]:
    """A card payment that repeats another to the cent within minutes, and was not given back since."""
    for first, second in _neighbours(seen):
        is_same = first.amount_minor == second.amount_minor < 0 and first.account_id == second.account_id
        if not (is_same and second.by_card and second.at - first.at <= DUPLICATE_WITHIN):
            continue
        given_back = any(
            one.counterparty == second.counterparty and one.amount_minor == -second.amount_minor and one.at > second.at
            for one in seen
        )
        if not given_back and _within(second, today, DUPLICATE_DAYS):
            yield Found(NoticeKind.DUPLICATE, second, (first,))


def price_rises(seen: Sequence[Seen], today: date) -> Iterator[Found]:
    """A subscription that costs more than it did, found by the first payment at the new price."""
    by_firm: dict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        if one.category == "subscriptions" and one.amount_minor < 0:
            by_firm[one.counterparty].append(one)
    for payments in by_firm.values():
        for at in range(len(payments) - 1, PRICE_KNOWN_AFTER - 1, -1):
            old = payments[at - PRICE_KNOWN_AFTER : at]
            is_known = len({one.amount_minor for one in old}) == 1
            if is_known and payments[at].amount_minor < old[-1].amount_minor:
                if _within(payments[at], today, PRICE_RISE_DAYS):
                    yield Found(NoticeKind.PRICE_RISE, payments[at], tuple(old), old[-1].amount_minor)
                break


def refunds(seen: Sequence[Seen], today: date) -> Iterator[Found]:
    """Money that came back from a shop for a purchase of the same amount."""
    for one in seen:
        if one.amount_minor <= 0 or not one.by_card or not _within(one, today, REFUND_DAYS):
            continue
        bought = [
            other
            for other in seen
            if other.counterparty == one.counterparty
            and other.amount_minor == -one.amount_minor
            and timedelta() <= one.day - other.day <= timedelta(days=REFUND_OF_DAYS)
        ]
        if bought:
            yield Found(NoticeKind.REFUND, one, (bought[-1],))


def unusual(seen: Sequence[Seen], today: date) -> Iterator[Found]:
    """A payment far above what the customer usually pays for that kind of thing."""
    by_category: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    for one in seen:
        if one.amount_minor < 0 and one.category not in NEVER_UNUSUAL:
            by_category[one.category, one.currency].append(one)
    for payments in by_category.values():
        for at, one in enumerate(payments):
            earlier = [-other.amount_minor for other in payments[:at]]
            if len(earlier) < UNUSUAL_AMONG or not _within(one, today, UNUSUAL_DAYS):
                continue
            if -one.amount_minor >= max(UNUSUAL_FROM_MINOR, UNUSUAL_TIMES_MEDIAN * median(earlier), max(earlier) + 1):
                yield Found(NoticeKind.UNUSUAL, one)


def avoidable_fees(seen: Sequence[Seen], today: date, own_currencies: frozenset[str]) -> Iterator[Found]:
    """A fee for paying in a currency of which the customer has an account."""
    for one in seen:
        if one.fee_minor and one.original_currency in own_currencies and _within(one, today, FEE_DAYS):
            yield Found(NoticeKind.FEE, one)


def _neighbours(seen: Sequence[Seen]) -> Iterator[tuple[Seen, Seen]]:
    """Payments to one counterparty that follow one another."""
    by_name: dict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        by_name[one.counterparty].append(one)
    for payments in by_name.values():
        yield from pairwise(payments)


def _within(one: Seen, today: date, days: int) -> bool:
    return today - timedelta(days=days) <= one.day <= today
