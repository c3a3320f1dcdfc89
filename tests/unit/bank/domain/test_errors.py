"""The catalogue of refusals: every one has a code of its own, a sentence and a remedy."""

from __future__ import annotations

import inspect
from datetime import UTC, date, datetime, time, timedelta
from typing import get_type_hints

import pytest

from bank.domain import card_errors, errors, payment_errors, product_errors
from bank.domain.errors import BankError
from bank.domain.money import Money

EXAMPLES: dict[object, object] = {
    Money: Money(60_00, "EUR"),
    date: date(2026, 3, 10),
    datetime: datetime(2026, 3, 10, tzinfo=UTC),
    time: time(16),
    timedelta: timedelta(weeks=8),
    str: "Something",
    int: 3,
    tuple[str, ...]: ("here", "there"),
}
KINDS = {
    kind
    for module in (card_errors, errors, payment_errors, product_errors)
    for _, kind in inspect.getmembers(module, inspect.isclass)
    if issubclass(kind, BankError)
}
REFUSALS = sorted(KINDS - {BankError, errors.BankUnavailable}, key=lambda kind: kind.code)


def example(kind: type[BankError]) -> BankError:
    hints = get_type_hints(kind.__init__)
    names = list(inspect.signature(kind).parameters)
    return kind(*(EXAMPLES.get(hints[name], "Something") for name in names))  # type: ignore[arg-type]


def test_no_two_have_the_same_code() -> None:
    codes = [kind.code for kind in KINDS if kind is not BankError]
    assert len(codes) == len(set(codes)) > 25


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.code)
def test_each_is_a_sentence_with_a_remedy(kind: type[BankError]) -> None:
    error = example(kind)
    for words in (error.sentence, error.remedy):
        assert words[0].isupper() or words[0].isdigit()
        assert words.endswith(".")
        assert "None" not in words
    assert str(error) == f"{error.sentence} {error.remedy}"


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.code)
def test_facts_are_values_that_can_be_worded_anew(kind: type[BankError]) -> None:
    facts = example(kind).facts
    assert all(isinstance(fact, Money | date | datetime | str | int | tuple) for fact in facts.values())


def test_an_unavailable_bank_says_what_was_found() -> None:
    error = errors.BankUnavailable("It is gone.", "Bring it back.", url="sqlite:///x")
    assert str(error) == "It is gone. Bring it back."
    assert error.facts == {"url": "sqlite:///x"}
