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
    assert words_of("20yr Fixed-rate, 3.65%") == ("20", "yr", "fixed", "rate", "3", "65")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sabings", ["savings"]),  # one wrong letter of seven
        ("sxbings", []),
        ("raates", ["rates"]),
        ("looan", []),  # a short word must be right
        ("loaning", ["loan"]),
    ],
)
def test_a_word_of_five_letters_may_be_nearly_right(text: str, found: list[str]) -> None:
    assert best_matches(text, {"savings": ["savings"], "rates": ["rates"], "loan": ["loan"]}) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("card in Brazil", ["card_abroad"]),
        ("card in the Philippines", ["card_abroad"]),
        ("card with dollars", ["card_foreign"]),
        ("card with a dollar", ["card_foreign"]),
        ("card in Paris", ["card"]),
    ],
)
def test_a_country_is_abroad_and_its_money_foreign(text: str, found: list[str]) -> None:
    wordings = {"card": ["card"], "card_abroad": ["card abroad"], "card_foreign": ["card foreign"]}
    assert best_matches(text, wordings) == found


def test_what_nobody_has_words_for_is_never_found() -> None:
    assert best_matches("savings", {"silent": []}) == []
    assert best_matches("savings", {"silent": [""]}) == []
    assert best_matches("savings", {}) == []


@pytest.mark.parametrize(("text", "is_meant"), [("paying abroa", True), ("paying abro", False)])
def test_a_heard_word_of_five_letters_may_be_misspelt(text: str, is_meant: bool) -> None:
    assert best_matches(text, {"abroad": ["abroad"]}) == (["abroad"] if is_meant else [])


@pytest.mark.parametrize(("wording", "text", "is_meant"), [("rates", "rattes", True), ("rate", "ratte", False)])
def test_a_wording_of_five_letters_may_be_misspelt(wording: str, text: str, is_meant: bool) -> None:
    assert best_matches(text, {"rates": [wording]}) == (["rates"] if is_meant else [])
