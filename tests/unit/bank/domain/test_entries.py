"""Postings balance in every currency, or are refused."""

from __future__ import annotations

import pytest

from bank.domain.entries import Posting, imbalance, move, require_balanced
from bank.domain.money import Money


def test_a_move_takes_from_one_and_gives_to_the_other() -> None:
    assert move(1, 2, Money(5, "EUR")) == (Posting(1, Money(-5, "EUR")), Posting(2, Money(5, "EUR")))
    require_balanced(move(1, 2, Money(5, "EUR")))


def test_each_currency_must_balance_by_itself() -> None:
    postings = (Posting(1, Money(5, "EUR")), Posting(2, Money(-5, "USD")))
    assert imbalance(postings) == {"EUR": 5, "USD": -5}
    with pytest.raises(ValueError, match="do not balance"):
        require_balanced(postings)


def test_two_currencies_that_balance_are_taken() -> None:
    require_balanced((*move(1, 2, Money(5, "EUR")), *move(3, 4, Money(7, "USD"))))


@pytest.mark.parametrize("postings", [(), (Posting(1, Money(0, "EUR")),)])
def test_fewer_than_two_entries_are_no_set(postings: tuple[Posting, ...]) -> None:
    with pytest.raises(ValueError, match="fewer than two"):
        require_balanced(postings)
