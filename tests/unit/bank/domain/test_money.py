"""Money: whole minor units, one currency, never rounded."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bank.domain.money import Money, minor_digits


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("60", "EUR", 60_00),
        ("60.5", "EUR", 60_50),
        ("60.00", "EUR", 60_00),
        ("-0.01", "EUR", -1),
        ("+1.10", "EUR", 1_10),
        ("1500", "JPY", 1500),
        ("1.234", "KWD", 1234),
        ("999999999999999", "EUR", 99999999999999900),
    ],
)
def test_a_decimal_text_is_read_exactly(text: str, currency: str, minor: int) -> None:
    assert Money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("0.001", "EUR"),
        ("1.5", "JPY"),
        ("", "EUR"),
        ("1,50", "EUR"),
        ("1e3", "EUR"),
        ("NaN", "EUR"),
        ("Infinity", "EUR"),
        (".5", "EUR"),
        ("5.", "EUR"),
        (" 5", "EUR"),
        ("٥", "EUR"),
        ("1_000", "EUR"),
        ("9" * 16, "EUR"),
    ],
)
def test_a_text_that_is_no_amount_of_the_currency_is_refused(text: str, currency: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Money.parse(text, currency)


def test_only_whole_numbers_count_money() -> None:
    for wrong in (1.0, True, "1", Decimal(1)):
        with pytest.raises(TypeError):
            Money(wrong, "EUR")  # type: ignore[arg-type]


@pytest.mark.parametrize("currency", ["", "eur", "EURO", "EU", "€", "E1R"])
def test_a_currency_is_three_capitals(currency: str) -> None:
    with pytest.raises(ValueError, match="three capital letters"):
        Money(1, currency)


def test_currencies_differ_in_their_minor_units() -> None:
    assert [minor_digits(currency) for currency in ("EUR", "JPY", "KWD", "XYZ")] == [2, 0, 3, 2]
    assert Money(1500, "JPY").decimal == 1500
    assert Money(1500, "KWD").decimal == Decimal("1.5")


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money(123_450, "EUR"), "1234.50 EUR"),
        (Money(-5, "EUR"), "-0.05 EUR"),
        (Money(1500, "JPY"), "1500 JPY"),
        (Money(1, "KWD"), "0.001 KWD"),
    ],
)
def test_money_is_written_plainly(money: Money, text: str) -> None:
    assert str(money) == text


def test_money_of_one_currency_is_reckoned_and_compared() -> None:
    one, two = Money(100, "EUR"), Money(200, "EUR")
    assert one + one == two
    assert two - one == one
    assert -one == Money(-100, "EUR")
    assert abs(-one) == one
    assert one < two
    assert one <= one
    assert two > one
    assert two >= two
    assert not two < one
    assert not two <= one
    assert not one > two
    assert not one >= two
    assert not one < one
    assert not one > one


def test_money_of_two_currencies_is_not() -> None:
    euro, dollar = Money(1, "EUR"), Money(1, "USD")
    assert euro != dollar
    for act in (
        lambda: euro + dollar,
        lambda: euro - dollar,
        lambda: euro < dollar,
        lambda: euro <= dollar,
        lambda: euro > dollar,
        lambda: euro >= dollar,
    ):
        with pytest.raises(ValueError, match="cannot be reckoned together"):
            act()
