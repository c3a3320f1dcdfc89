"""Orders: states, content hash, amounts, days and words."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from bank.domain import errors
from bank.domain.limits import NAME_LENGTH, REFERENCE_LENGTH, SCHEDULE_HORIZON
from bank.domain.money import LARGEST_AMOUNT_MINOR, Money
from bank.domain.orders import (
    FINAL,
    TRANSITIONS,
    OrderContent,
    OrderKind,
    OrderState,
    check_amount,
    check_date,
    clean_name,
    clean_reference,
    may_become,
)

TODAY = date(2026, 3, 10)
CONTENT = OrderContent(
    kind=OrderKind.PAYMENT,
    customer_id=1,
    from_account_id=2,
    to_account_id=None,
    payee_name="Mia",
    payee_iban="DE89370400440532013000",
    amount_minor=60_00,
    currency="EUR",
    reference="rent",
    execute_on=TODAY,
)
CHANGES = {
    "kind": OrderKind.TRANSFER,
    "customer_id": 9,
    "from_account_id": 9,
    "to_account_id": 9,
    "payee_name": "Eve",
    "payee_iban": "GB82WEST12345698765432",
    "amount_minor": 60_01,
    "currency": "USD",
    "reference": "",
    "execute_on": TODAY + timedelta(days=1),
}


def test_an_order_goes_from_proposed_to_executed_step_by_step() -> None:
    path = [OrderState.PROPOSED, OrderState.CONFIRMED, OrderState.AUTHORISED, OrderState.EXECUTED]
    assert all(may_become(state, following) for state, following in pairwise(path))
    assert not may_become(OrderState.PROPOSED, OrderState.AUTHORISED)
    assert not may_become(OrderState.PROPOSED, OrderState.EXECUTED)
    assert not may_become(OrderState.CONFIRMED, OrderState.EXECUTED)


def test_what_is_over_stays_over() -> None:
    assert {OrderState.EXECUTED, OrderState.FAILED, OrderState.CANCELLED} == FINAL
    assert not any(may_become(state, following) for state in FINAL for following in OrderState)


def test_whatever_is_not_over_can_be_cancelled() -> None:
    assert all(may_become(state, OrderState.CANCELLED) for state in set(OrderState) - FINAL)
    assert set(TRANSITIONS) == set(OrderState)


def test_a_change_of_any_field_is_another_hash() -> None:
    assert {field.name for field in fields(OrderContent)} == set(CHANGES)
    hashes = {replace(CONTENT, **{name: value}).hash() for name, value in CHANGES.items()}
    assert len(hashes | {CONTENT.hash()}) == len(CHANGES) + 1


def test_the_same_content_has_the_same_hash() -> None:
    assert CONTENT.hash() == replace(CONTENT).hash()
    assert len(CONTENT.hash()) == 64


def test_a_hash_that_was_stored_once_is_still_the_contents() -> None:
    # SHA-256 of the fields as JSON in the order of their names, letters as they are.
    stored = "62f7793adcbd26e0d4beba24a5ad2b8abf6ce62ce4bbf43a5b1938c91f7f0a7e"
    assert replace(CONTENT, payee_name="Zoë").hash() == stored


def test_money_that_leaves_the_customers_accounts_needs_a_code() -> None:
    assert CONTENT.needs_code
    assert not replace(CONTENT, kind=OrderKind.TRANSFER).needs_code
    assert CONTENT.amount == Money(60_00, "EUR")


@pytest.mark.parametrize("minor", [1, 60_00, LARGEST_AMOUNT_MINOR])
def test_an_amount_above_nothing_is_taken(minor: int) -> None:
    check_amount(Money(minor, "EUR"))


@pytest.mark.parametrize("minor", [0, -1])
def test_nothing_and_less_is_refused(minor: int) -> None:
    with pytest.raises(errors.NotPositive):
        check_amount(Money(minor, "EUR"))


def test_an_amount_that_no_account_holds_is_refused() -> None:
    with pytest.raises(errors.AbsurdAmount):
        check_amount(Money(LARGEST_AMOUNT_MINOR + 1, "EUR"))


def test_an_order_is_for_today_or_a_day_within_the_horizon() -> None:
    for day in (TODAY, TODAY + SCHEDULE_HORIZON):
        check_date(day, TODAY)
    with pytest.raises(errors.DateInPast):
        check_date(TODAY - timedelta(days=1), TODAY)
    with pytest.raises(errors.DateTooFar) as refused:
        check_date(TODAY + SCHEDULE_HORIZON + timedelta(days=1), TODAY)
    assert refused.value.facts["latest"] == date(2027, 3, 10)


def test_words_are_one_line_of_ordinary_characters() -> None:
    assert clean_reference("  for \n the\trent ") == "for the rent"
    assert clean_reference("") == ""
    assert clean_reference("é ü 漢字 🙂") == "é ü 漢字 🙂"
    assert clean_reference("x" * REFERENCE_LENGTH) == "x" * REFERENCE_LENGTH
    for wrong in ("x" * (REFERENCE_LENGTH + 1), "a\x00b", "a\u202eb", "\ud800"):
        with pytest.raises(errors.InvalidText):
            clean_reference(wrong)


def test_a_name_is_not_empty_and_not_too_long() -> None:
    assert clean_name(" Mia  Brandt") == "Mia Brandt"
    assert clean_name("x" * NAME_LENGTH) == "x" * NAME_LENGTH
    for wrong in ("", "  ", "x" * (NAME_LENGTH + 1)):
        with pytest.raises(errors.InvalidText):
            clean_name(wrong)
