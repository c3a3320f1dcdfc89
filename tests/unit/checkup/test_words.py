"""What is wrong in data/responses is told with file, line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.checkup import words
from tests.unit.checkup.conftest import Change

FREEZE = "data/responses/card_freeze.yml"


def test_a_response_that_was_renamed_is_missing_and_said_by_nothing(root: Path, change: Change) -> None:
    change("data/responses/asking_back.yml", "utter_started_over:", "utter_startd_over:")
    assert [told.partition(" is")[0] for told in words.missing_words(root)] == ["data/responses: utter_started_over"]
    (told,) = words.unsaid_words(root)
    assert told.startswith("data/responses/asking_back.yml, line ")
    assert "utter_startd_over is said by nothing" in told


@pytest.mark.parametrize("key", ["utter_back_to_card_freeze", "utter_cancelled_card_freeze"])
def test_what_every_form_says_is_missed_in_each(root: Path, change: Change, key: str) -> None:
    change(FREEZE, f"{key}:", "utter_other:")
    assert any(key in told for told in words.missing_words(root))


def test_a_refusal_without_words_is_told(root: Path, change: Change) -> None:
    change("data/responses/refusals.yml", "utter_refused_insufficient_funds:", "utter_refused_no_funds:")
    assert any("utter_refused_insufficient_funds" in told for told in words.missing_words(root))


def test_a_gap_that_nothing_fills_is_told_with_those_that_are(root: Path, change: Change) -> None:
    change("data/responses/transfer_own.yml", "How much shall I move", "How much {ammount} shall I move")
    (told,) = words.unfilled_gaps(root)
    assert told.startswith("data/responses/transfer_own.yml, line ")
    assert "nothing fills {ammount}" in told


def test_a_gap_is_told_also_where_facts_are_passed_on(root: Path, change: Change) -> None:
    change("data/responses/pay_payee.yml", "Pay {amount} to {payee} (", "Pay {amount} to {payeee} (")
    (told,) = words.unfilled_gaps(root)
    assert "nothing fills {payeee}" in told
    assert "payee" in told.partition("Filled are:")[2]


def test_a_brace_that_does_not_close_is_told(root: Path, change: Change) -> None:
    change(FREEZE, "Your {card} works again", "Your {card works again")
    assert any("brace" in told for told in words.unfilled_gaps(root))


def test_a_variant_without_text_is_told(root: Path, change: Change) -> None:
    change(FREEZE, '"Your {card} works again."', '""')
    (told,) = words.empty_or_double(root)
    assert "a variant of utter_card_unfrozen has no text" in told


def test_two_variants_that_say_the_same_are_told(root: Path, change: Change) -> None:
    change("data/responses/small_talk.yml", "Glad to help.", "You're welcome.")
    (told,) = words.empty_or_double(root)
    assert "two variants of utter_thanks are the same" in told


def test_a_key_that_stands_in_two_files_is_told(root: Path, change: Change) -> None:
    change(FREEZE, "utter_card_unfrozen:", "utter_thanks:")
    told = list(words.empty_or_double(root))
    assert any("utter_thanks stands in data/responses/card_freeze.yml too" in one for one in told)
