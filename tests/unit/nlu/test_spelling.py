"""Misspelt words of a question, and the words that only look so."""

from __future__ import annotations

import pytest

from bot.nlu.spelling import Spelling

SPELLING = Spelling.of(
    [
        "How does an overdraft work? An overdraft on your account costs interest.",
        "What is a mortgage? A mortgage buys a home, and the account pays it back.",
        "Is there a child account?",
    ]
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("how do i open an acount", "how do i open an account"),
        ("morgage or overdarft?", "mortgage or overdraft?"),
        ("an overdrft", "an overdraft"),
        ("the moortgege", "the mortgage"),
        ("ACOUNT", "account"),
    ],
)
def test_a_misspelt_word_is_the_nearest_word_of_the_articles(written: str, meant: str) -> None:
    assert SPELLING.mended(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "what is the capital of chile",  # near "child", but a word of the language
        "i dont want an account",
        "mortgages and accounts",
        "hom",  # short
        "shortcake or zzzzzz",  # near nothing
        "my acc",
        "",
        "🙂 12.50",
    ],
)
def test_other_words_stay_as_they_are_written(written: str) -> None:
    assert SPELLING.mended(written) == written


def test_two_slips_are_mended_only_in_a_long_word() -> None:
    assert SPELLING.mended("overdfart") == "overdraft"
    assert SPELLING.mended("hxmx") == "hxmx"


def test_where_there_are_no_articles_nothing_is_mended() -> None:
    assert Spelling.of([]).mended("an acount") == "an acount"
