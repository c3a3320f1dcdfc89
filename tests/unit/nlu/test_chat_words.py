"""Short forms are read as what they stand for, and nothing else is touched."""

from __future__ import annotations

import pytest

from bot.nlu.chat_words import MEANINGS, in_full


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("wats my bal rn", "whats my balance right now"),
        ("Y cant u send it B4 tmrw?", "why cant you send it before tomorrow?"),
        ("stop the s/o pls", "stop the standing order please"),
        ("heeeelp pleeease", "help please"),
        ("hmmm", "hm"),
        ("Y.", "yes"),
        ("y?", "why?"),
        ("n", "no"),
        ("send 1000 to Anna, IE29 AIBK 9311 5212 3456 78", "send 1000 to Anna, IE29 AIBK 9311 5212 3456 78"),
        ("what is my balance", "what is my balance"),
        ("👍👍👍", "👍👍👍"),
        ("", ""),
    ],
)
def test_short_forms_are_written_out(written: str, meant: str) -> None:
    assert in_full(written) == meant


def test_what_is_written_out_stays_as_it_is() -> None:
    assert [meaning for meaning in MEANINGS.values() if in_full(meaning) != meaning] == []


def test_a_very_long_text_takes_no_time() -> None:
    assert in_full("a" * 1_000_000) == "a"
