"""Numbers in figures of either style, and in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.nlu.entities.numbers import MAX_DIGITS, parse_digits, read_number
from bot.nlu.entities.tokens import Splitter

SPLITTER = Splitter()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("50", "50"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1.500", "1500"),
        ("1,000", "1000"),
        ("1'000", "1000"),
        ("1.234.567", "1234567"),
        ("0.001", "0.001"),
        ("12,5", "12.5"),
        ("٣", "3"),
    ],
)
def test_figures_are_read_in_british_and_continental_style(text: str, value: str) -> None:
    assert parse_digits(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1.2.3", "1,2,3", "1.23.456", "", "x", "1" * (MAX_DIGITS + 1)])
def test_what_is_no_quantity_is_none(text: str) -> None:
    assert parse_digits(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.5k", "1500"),
        ("10 000", "10000"),
        ("1 250,00", "1250"),
        ("2 hundred", "200"),
        ("3 grand", "3000"),
        ("two hundred and fifty", "250"),
        ("twenty-five", "25"),
        ("a couple of hundred", "200"),
        ("a few hundred", "300"),
        ("half a grand", "500"),
        ("one and a half thousand", "1500"),
        ("forty two thousand", "42000"),
        ("two thousand three hundred and ten", "2310"),
        ("hundred", "100"),
        ("a dozen", "12"),
        ("twenty and fifty", "20"),
    ],
)
def test_scales_and_words_are_read(text: str, value: str) -> None:
    with SPLITTER.tokens(text) as tokens:
        number = read_number(tokens, 0)
    assert number is not None
    assert number.value == Decimal(value)


@pytest.mark.parametrize("text", ["a", "a k", "a lot", "and fifty", "euro", ""])
def test_other_words_are_no_number(text: str) -> None:
    with SPLITTER.tokens(text) as tokens:
        assert read_number(tokens, 0) is None
