"""Exchange: exact, rounded once, never to the customer's loss by more than the fee."""

from __future__ import annotations

from datetime import date

import pytest

from bank.domain.exchange import buy, sell
from bank.domain.money import Money
from bank.domain.payment_errors import NoRate, SameCurrency, TooLittle

DAY = date(2026, 3, 9)
RATES = {"EUR": 1_000_000, "USD": 1_083_400, "GBP": 851_200, "JPY": 162_000_000}


@pytest.mark.parametrize(
    ("amount", "to", "bought", "fee"),
    [
        (Money(100_00, "EUR"), "USD", Money(107_69, "USD"), Money(65, "USD")),
        (Money(100_00, "USD"), "EUR", Money(91_75, "EUR"), Money(55, "EUR")),
        (Money(100_00, "GBP"), "USD", Money(126_52, "USD"), Money(76, "USD")),
        (Money(10_00, "EUR"), "JPY", Money(1_610, "JPY"), Money(10, "JPY")),
        (Money(1, "EUR"), "USD", Money(1, "USD"), Money(0, "USD")),
    ],
)
def test_an_amount_is_sold_at_the_rate_less_the_fee(amount: Money, to: str, bought: Money, fee: Money) -> None:
    got = sell(amount, to, RATES, DAY)
    assert (got.bought, got.fee) == (bought, fee)


@pytest.mark.parametrize("minor", [1, 2, 99, 100_00, 123_45, 9_999_99])
@pytest.mark.parametrize("of", ["EUR", "GBP", "JPY"])
def test_what_is_bought_comes_out_to_the_cent(minor: int, of: str) -> None:
    got = buy(Money(minor, "USD"), of, RATES, DAY)
    assert got.bought == Money(minor, "USD")
    if of != "JPY":  # a yen is more than a cent: what is sold for one comes to several
        assert minor <= sell(got.sold, "USD", RATES, DAY).bought.minor <= minor + 1


def test_the_rate_is_written_for_reading() -> None:
    assert sell(Money(1_00, "EUR"), "USD", RATES, DAY).rate_text == "1 EUR = 1.0834 USD"
    assert sell(Money(100_00, "USD"), "EUR", RATES, DAY).rate_text == "1 USD = 0.9230 EUR"


def test_what_has_no_rate_or_needs_none_is_refused() -> None:
    with pytest.raises(NoRate):
        sell(Money(1_00, "EUR"), "PLN", RATES, DAY)
    with pytest.raises(SameCurrency):
        sell(Money(1_00, "EUR"), "EUR", RATES, DAY)
    with pytest.raises(TooLittle):
        sell(Money(1, "JPY"), "GBP", {**RATES, "JPY": 999_000_000}, DAY)
    with pytest.raises(TooLittle):
        buy(Money(0, "USD"), "EUR", RATES, DAY)


def test_a_currency_that_is_not_the_euro_needs_a_rate_and_the_euro_none() -> None:
    without_euro = {"USD": 1_083_400}
    got = sell(Money(1_000_000_00, "EUR"), "USD", without_euro, DAY)
    assert (got.bought, got.fee) == (Money(1_076_899_60, "USD"), Money(6_500_40, "USD"))
    assert sell(Money(1_083_400_00, "USD"), "EUR", without_euro, DAY).bought == Money(994_000_00, "EUR")


def test_half_a_cent_is_rounded_up_and_less_is_not() -> None:
    assert sell(Money(1, "EUR"), "USD", {"USD": 1_500_000}, DAY).bought == Money(2, "USD")
    assert sell(Money(1, "EUR"), "USD", {"USD": 1_499_999}, DAY).bought == Money(1, "USD")


def test_what_is_bought_costs_its_fee_on_top() -> None:
    got = buy(Money(100_00, "USD"), "EUR", RATES, DAY)
    assert (got.sold, got.fee) == (Money(92_86, "EUR"), Money(60, "USD"))
    assert buy(Money(10**15, "USD"), "EUR", RATES, DAY).fee == Money(6_036_217_303_823, "USD")


def test_a_conversion_cannot_be_rewritten() -> None:
    with pytest.raises(AttributeError):
        buy(Money(1, "USD"), "EUR", RATES, DAY).rate = None  # type: ignore[misc, assignment]
