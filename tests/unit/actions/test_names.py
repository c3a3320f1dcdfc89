"""Names in messages about the list of payees."""

from __future__ import annotations

import pytest

from actions.names import is_written_large, name_in, new_name_in


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("add Klaus Muster, ", "Klaus Muster"),
        ("Klaus Muster", "Klaus Muster"),
        ("klaus muster", "Klaus Muster"),
        ("it's klaus muster", "Klaus Muster"),
        ("his name is Klaus", "Klaus"),
        ("no, Klaus M. Muster", "Klaus M. Muster"),
        ("save   as Klaus", "Klaus"),
        ("add my landlord Peter Haas to my payees, iban ", "Peter Haas"),
        ("i want to add a payee called Klaus Muster, his iban is ", "Klaus Muster"),
        ("can you add my brother as a payee?", "Brother"),
        ("add a new one, my landlord", "Landlord"),
        ("add Ludwig van der Berg please", "Ludwig van der Berg"),
        ("Stadtwerke München GmbH", "Stadtwerke München GmbH"),
        ("O'Brien", "O'Brien"),
        ("delete klaus muster", "Klaus Muster"),
        ("call it “my old flat”", "my old flat"),
        ("call Anna Schmidt 'mum'", "mum"),
        ("call him ‘Tom’", "Tom"),
    ],
)
def test_a_name_is_what_is_left_without_the_words_around_it(text: str, name: str) -> None:
    assert name_in(text) == name


@pytest.mark.parametrize(
    "text", ["", "add a new payee", "how do i add a payee", "no thanks", "  ", "…", "a b c d e f g h x y z w v u t"]
)
def test_words_that_are_no_name_give_none(text: str) -> None:
    assert name_in(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("rename mia to mimi", "Mimi"),
        ("rename Mia Brandt to Mia Lund", "Mia Lund"),
        ("change the name of mia to Anna O.", "Anna O."),
        ("change anna's name to Anna O.", "Anna O."),
        ('call mia "Mimi" from now on', "Mimi"),
        ("Mia got married, her name is Mia Lund now", "Mia Lund"),
        ("no, call him Klaus instead", "Klaus"),
        ("the name should be Klaus", "Klaus"),
        ("give mia the nickname mimi", "Mimi"),
    ],
)
def test_a_new_name_follows_the_word_that_announces_it(text: str, name: str) -> None:
    assert new_name_in(text) == name


@pytest.mark.parametrize("text", ["rename mia", "a nickname for rosa", "i want to rename mia", "change his name", ""])
def test_without_that_word_there_is_no_new_name(text: str) -> None:
    assert new_name_in(text) is None


def test_only_a_name_with_a_capital_corrects_what_was_read_back() -> None:
    assert is_written_large("no, Klaus Muster")
    assert not is_written_large("no, wrong")
    assert not is_written_large("no")
