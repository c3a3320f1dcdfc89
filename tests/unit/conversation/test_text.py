"""A text is brought into one form, and nothing invisible gets through."""

from __future__ import annotations

import pytest

from bot.conversation.errors import EmptyMessageError, TooLongError
from bot.conversation.text import clean


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  hello  ", "hello"),
        ("caf\u0065\u0301", "café"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("one\n\n\n\n\ntwo", "one\n\ntwo"),
        ("a\tb   c\u00a0d", "a b c d"),
        ("nul\x00 bell\x07 escape\x1b[31m", "nul bell escape[31m"),
        ("left\u202eright\u2066", "leftright"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("half\ud800", "half"),
        ("private\ue000 none\uffff", "private none"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("👍🏽", "👍🏽"),
        ("<b>hi</b>'; DROP TABLE messages;--", "<b>hi</b>'; DROP TABLE messages;--"),
        ("/confirm", "/confirm"),
        ("می‌خواهم", "می‌خواهم"),
    ],
)
def test_a_text_is_cleaned_and_otherwise_left_alone(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize("typed", ["", " ", "\n", "\x00\x01", "\u200b\ufeff", "\u200d", "\ud800"])
def test_nothing_is_refused(typed: str) -> None:
    with pytest.raises(EmptyMessageError):
        clean(typed)


def test_the_length_counts_after_cleaning() -> None:
    assert len(clean("a" * 2_000 + " " * 500 + "\x00" * 500)) == 2_000
    with pytest.raises(TooLongError):
        clean("a" * 2_001)
