"""Postings: what one event does to the accounts. The entries of a set sum to zero in every currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bank.domain.money import Money


@dataclass(frozen=True)
class Posting:
    """`amount` added to an account: positive is money in, as its holder sees it."""

    account_id: int
    amount: Money


def move(from_account: int, to_account: int, amount: Money) -> tuple[Posting, Posting]:
    """The two entries by which an amount leaves one account and reaches another."""
    return Posting(from_account, -amount), Posting(to_account, amount)


def imbalance(postings: Iterable[Posting]) -> dict[str, int]:
    """What is left over by currency, in minor units: empty if the postings balance."""
    sums: dict[str, int] = defaultdict(int)
    for posting in postings:
        sums[posting.amount.currency] += posting.amount.minor
    return {currency: minor for currency, minor in sums.items() if minor}


def require_balanced(postings: tuple[Posting, ...]) -> None:
    """Refuse a set that would make or lose money: a mistake in the bank's code, never a customer's."""
    if len(postings) < 2 or imbalance(postings):
        raise ValueError(f"These entries do not balance: {imbalance(postings) or 'fewer than two'}.")
