"""Texts that are spelt alike are alike."""

from __future__ import annotations

import numpy as np

from bot.nlu.ngrams import BUCKETS, MAX_CHARACTERS, Spelling, count_pieces

TEXTS = ["freeze my card", "what is my balance", "send money to mia"]


def test_a_text_is_most_like_itself() -> None:
    spelling = Spelling.fit(TEXTS)
    likeness = np.array([spelling.likeness(text) for text in TEXTS])
    assert np.allclose(likeness.diagonal(), 1, atol=1e-5)
    assert (likeness.argmax(axis=1) == range(3)).all()


def test_a_typo_stays_near_its_word() -> None:
    likeness = Spelling.fit(TEXTS).likeness("wht is my blance")
    assert likeness.argmax() == 1
    assert likeness[1] > 0.3


def test_what_shares_nothing_is_not_alike() -> None:
    spelling = Spelling.fit(TEXTS)
    assert not spelling.likeness("").any()
    assert not spelling.likeness("😀").any()
    assert not Spelling.fit(["", ""]).likeness("card").any()


def test_pieces_stay_within_the_table_and_long_texts_are_cut() -> None:
    assert all(0 <= piece < BUCKETS for piece in count_pieces("Überweisung 😀 x"))
    assert count_pieces("a " * MAX_CHARACTERS) == count_pieces("a " * (MAX_CHARACTERS // 2))
