"""What may be a PIN: four digits, and none that a thief would try first."""

from __future__ import annotations

import pytest

from bank.domain.pins import is_obvious, is_pin

CARD = "4829"


@pytest.mark.parametrize("text", ["7391", "0648", "9999"])
def test_four_digits_are_a_pin(text: str) -> None:
    assert is_pin(text)


@pytest.mark.parametrize("text", ["", "739", "73911", "73a1", "73 1", "٧٣٩١", "７３９１", "-739", "7.91"])
def test_nothing_else_is(text: str) -> None:
    assert not is_pin(text)


@pytest.mark.parametrize(
    "pin",
    [
        "0000",
        "7777",
        "1234",
        "0123",
        "7890",
        "4321",
        "9876",
        "0987",
        "1212",
        "6969",
        "1122",
        "1984",
        "2011",
        CARD,
        "9284",
    ],
)
def test_what_is_tried_first_is_obvious(pin: str) -> None:
    assert is_obvious(pin, CARD)


@pytest.mark.parametrize("pin", ["7391", "0648", "2580", "1357", "1235", "1899", "2030", "1221"])
def test_what_is_not_is_taken(pin: str) -> None:
    assert not is_obvious(pin, CARD)


def test_most_pins_are_left_to_choose_from() -> None:
    assert sum(not is_obvious(f"{number:04d}", CARD) for number in range(10_000)) > 9_500
