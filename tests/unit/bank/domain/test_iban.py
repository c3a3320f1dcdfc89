"""IBANs: normal form, check digits, masking. The examples are those that the standard's registry prints."""

from __future__ import annotations

import pytest

from bank.domain.iban import (
    _COUNTRIES_BY_LENGTH,
    IBAN_LENGTHS,
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
