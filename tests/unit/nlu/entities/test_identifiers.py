"""An IBAN is one only if its check digits hold."""

from __future__ import annotations

from datetime import date

import pytest

from bot.nlu.entities import EntityExtractor
from bot.nlu.entities.identifiers import IBAN_LENGTHS, is_valid_iban
from bot.nlu.lexicon import Lexicon

# The examples of the ISO 13616 registry.
EXAMPLES = [
    "AT611904300234573201",
    "BE68539007547034",
    "CH9300762011623852957",
    "DE89370400440532013000",
    "ES9121000418450200051332",
    "FR1420041010050500013M02606",
    "GB29NWBK60161331926819",
    "IE29AIBK93115212345678",
    "IT60X0542811101000000123456",
    "NL91ABNA0417164300",
    "NO9386011117947",
    "PL61109010140000071219812874",
    "PT50000201231234567890154",
]


@pytest.mark.parametrize("iban", EXAMPLES)
def test_the_registrys_examples_hold(iban: str) -> None:
    assert is_valid_iban(iban)
    assert len(iban) == IBAN_LENGTHS[iban[:2]]


@pytest.mark.parametrize("iban", EXAMPLES)
def test_an_iban_is_found_grouped_and_in_small_letters_within_a_sentence(iban: str) -> None:
    grouped = " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))
    for written in (iban, grouped, grouped.lower(), iban.lower()):
        found = EntityExtractor().extract(f"send 20 to {written} for rent", date(2026, 11, 24), Lexicon())
        assert [(e.value, e.text) for e in found if e.entity == "iban"] == [(iban, written)]


@pytest.mark.parametrize("iban", EXAMPLES)
def test_two_digits_swapped_are_noticed(iban: str) -> None:
    at = next(i for i in range(4, len(iban) - 1) if iban[i] != iban[i + 1])
    swapped = iban[:at] + iban[at + 1] + iban[at] + iban[at + 2 :]
    assert not is_valid_iban(swapped)


@pytest.mark.parametrize("text", ["", "DE", "DE89", "ZZ89370400440532013000", "DE8937040044053201300O"])
def test_other_texts_are_no_iban(text: str) -> None:
    assert not is_valid_iban(text)
