"""Which prices a customer's words ask for."""

from __future__ import annotations

import pytest

from bank.domain.tariff import best_matches, words_of

WORDINGS = {
    "savings": ["savings", "savings account"],
    "account": ["account"],
    "mortgage_10": ["mortgage", "mortgage 10"],
    "mortgage_20": ["mortgage", "mortgage 20"],
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mortgage rates?", ["mortgage_10", "mortgage_20"]),
        ("morgage rate", ["mortgage_10", "mortgage_20"]),
        ("20yr mortgage", ["mortgage_20"]),
        ("my Savings Account", ["savings"]),
        ("what about the whales", []),
        ("", []),
    ],
)
def test_the_wording_of_most_words_wins(text: str, found: list[str]) -> None:
    assert best_matches(text, WORDINGS) == found


def test_numbers_come_apart_from_letters() -> None:
    assert words_of("20yr Fixed-rate, 3.65%") == ["20", "yr", "fixed", "rate", "3", "65"]
