"""IBANs: normal form, check digits, masking. The examples are those that the standard's registry prints."""

from __future__ import annotations

import pytest

from bank.domain.iban import (
    _COUNTRIES_BY_LENGTH,
    IBAN_LENGTHS,
    grouped,
    is_valid,
    last_digits,
    mask,
    normalise,
    with_check_digits,
)

EXAMPLES = [
    "DE89370400440532013000",
    "GB82WEST12345698765432",
    "IE29AIBK93115212345678",
    "FR1420041010050500013M02606",
    "NL91ABNA0417164300",
    "BE68539007547034",
    "NO9386011117947",
    "MT84MALT011000012345MTLCAST001S",
    "ES9121000418450200051332",
    "PL61109010140000071219812874",
]


@pytest.mark.parametrize("iban", EXAMPLES)
def test_registered_examples_are_valid(iban: str) -> None:
    assert is_valid(iban)
    assert with_check_digits(iban[:2], iban[4:]) == iban


@pytest.mark.parametrize(
    "iban",
    [
        "DE89370400440532013001",  # a wrong digit
        "DE98370400440532013000",  # digits swapped
        "DE8937040044053201300",  # too short
        "DE893704004405320130000",  # too long
        "ZZ89370400440532013000",  # no such country
        "de89370400440532013000",  # not normalised
        "DE89 3704 0044 0532 0130 00",
        "",
        "DE",
        "DEXX370400440532013000",
        "ＤＥ89370400440532013000",
    ],
)
def test_anything_else_is_not(iban: str) -> None:
    assert not is_valid(iban)


def test_people_write_ibans_in_groups() -> None:
    assert normalise(" de89 3704-0044.0532 0130\u00a000\t") == EXAMPLES[0]


def test_an_iban_is_shown_by_its_country_and_last_digits() -> None:
    assert mask(EXAMPLES[0]) == "DE…3000"
    assert last_digits(EXAMPLES[0]) == "3000"


def test_no_country_is_listed_twice() -> None:
    assert len(IBAN_LENGTHS) == sum(len(countries.split()) for countries in _COUNTRIES_BY_LENGTH.values())
    assert all(15 <= length <= 34 for length in IBAN_LENGTHS.values())


def test_what_is_not_in_normal_form_is_not_valid_though_its_check_digits_are_right() -> None:
    assert is_valid("DE89370400440532013000") is True
    assert is_valid("DE8937040044053201300０") is False  # a zero of another script
    assert is_valid(with_check_digits("DE", "3704004405320130001")) is False
    assert is_valid(with_check_digits("ZZ", "370400440532013000")) is False


def test_an_iban_is_printed_in_groups_of_four() -> None:
    assert grouped("NO9386011117947") == "NO93 8601 1117 947"
    assert grouped("BE68539007547034") == "BE68 5390 0754 7034"


@pytest.mark.parametrize(
    ("country", "length"),
    [
        ("NO", 15), ("BE", 16), ("NL", 18), ("SI", 19), ("AT", 20), ("CH", 21), ("DE", 22), ("IL", 23), ("ES", 24),
        ("PT", 25), ("TR", 26), ("FR", 27), ("PL", 28), ("BR", 29), ("JO", 30), ("MT", 31), ("LC", 32),
    ],
)  # fmt: skip
def test_lengths_are_the_registrys(country: str, length: int) -> None:
    assert IBAN_LENGTHS[country] == length
