"""A name of the customer's in a message: whole or in part, and even misspelt."""

from __future__ import annotations

import pytest

from actions.merchants import names_one


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("cancel the gym", "Movewell Gym"),
        ("no, clearwatr", "Clearwater"),
        ("recall the rent", "Quayside Lettings Rent November 2026"),
        ("the VOLTA one", "Volta Energy"),
    ],
)
def test_a_word_of_a_name_names_it(text: str, name: str) -> None:
    assert names_one(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("can you recall it", "Thank you"),
        ("cancel the payment", "The Daily Ledger"),
        ("my card account", "Teller Demo Bank"),
        ("from 12 to 14", "Studio 12"),
        ("", "Volta Energy"),
    ],
)
def test_a_word_that_stands_in_any_message_names_nothing(text: str, name: str) -> None:
    assert not names_one(text, name)
