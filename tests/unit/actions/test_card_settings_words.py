"""What a message says of a card's settings, with the entities that are really found in it."""

from __future__ import annotations

from datetime import date

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.card_settings_words import days_said, limit_kind_said, switch_said, uses_said
from actions.new_limit import limit_said, settled
from actions.turn import Turn
from bot.nlu.entities.extractor import EntityExtractor
from bot.nlu.lexicon import Lexicon

TODAY = date(2026, 11, 28)
EXTRACTOR = EntityExtractor()


def turn(text: str) -> Turn:
    entities = [
        {"entity": found.entity, "value": found.value, "start": found.start}
        for found in EXTRACTOR.extract(text, TODAY, Lexicon())
    ]
    message = {"text": text, "entities": entities}
    return Turn(CollectingDispatcher(), Tracker("1", {}, message, [], False, None, {}, "action_listen"))


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("to spain next week", "2026-11-30", "2026-12-06"),
        ("from 3 to 10 may", "2027-05-03", "2027-05-10"),
        ("in japan 3-10 december", "2026-12-03", "2026-12-10"),
        ("tomorrow until sunday", "2026-11-29", "2026-11-29"),
        ("usa in august", "2027-08-01", "2027-08-31"),
        ("in greece for two weeks from saturday", "2026-11-28", "2026-12-11"),
        ("from 5 dec to 9 dec", "2026-12-05", "2026-12-09"),
        ("24 dec to 2 jan", "2026-12-24", "2027-01-02"),
        ("i fly on 4 march and come back on the 20th of march", "2027-03-04", "2027-03-20"),
        ("tomorrow for 10 days", "2026-11-29", "2026-12-08"),
        ("today for a week", "2026-11-28", "2026-12-04"),
        ("for 10 days from monday", "2026-11-30", "2026-12-09"),
        ("from monday to friday", "2026-11-30", "2026-12-04"),
        ("in spain wed-sun", "2026-12-02", "2026-12-06"),
        ("from saturday until monday", "2026-11-28", "2026-11-30"),
        ("i leave tomorrow", "2026-11-29", None),
        ("till the 12th", None, "2026-12-12"),
    ],
)
def test_the_days_of_a_journey_are_to_come(text: str, since: str | None, until: str | None) -> None:
    assert days_said(turn(text), None, TODAY) == {"since": since, "until": until}


def test_a_journey_is_completed_and_corrected() -> None:
    known = {"since": "2026-11-29", "until": None}
    assert days_said(turn("until the 12th"), known, TODAY) == {"since": "2026-11-29", "until": "2026-12-12"}
    assert days_said(turn("on 5 december"), known, TODAY) == {"since": "2026-11-29", "until": "2026-12-05"}
    whole = {"since": "2026-11-29", "until": "2026-12-12"}
    over_the_year = {"since": "2026-12-24", "until": "2027-01-02"}
    assert days_said(turn("until the 5th"), over_the_year, TODAY) == {"since": "2026-12-24", "until": "2027-01-05"}
    assert days_said(turn("until the 28th"), over_the_year, TODAY) == {"since": "2026-12-24", "until": "2026-12-28"}
    assert days_said(turn("for 3 days"), {"since": "2026-11-29", "until": None}, TODAY) == {
        "since": "2026-11-29",
        "until": "2026-12-01",
    }
    assert days_said(turn("for two weeks"), whole, TODAY) == {"since": "2026-11-29", "until": "2026-12-12"}
    assert days_said(turn("for 3 days"), whole, TODAY) == {"since": "2026-11-29", "until": "2026-12-01"}
    assert days_said(turn("with the credit card"), whole, TODAY) is None


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("turn off online and abroad", ["online", "abroad"]),
        ("contactles off", ["contactless"]),
        ("no tapping", ["contactless"]),
        ("use my card in italy", ["abroad"]),
        ("foreign payments in the usa", ["abroad"]),
        ("internet purchases", ["online"]),
        ("not online but abroad", ["abroad"]),
        ("my card", []),
    ],
)
def test_uses_are_told_from_words(text: str, uses: list[str]) -> None:
    assert uses_said(text) == uses


@pytest.mark.parametrize(
    ("text", "switch"),
    [
        ("turn off contactless on my card", "off"),
        ("switch contactless on", "on"),
        ("disable online payments", "off"),
        ("i don't want to pay by tapping", "off"),
        ("my card should not work abroad", "off"),
        ("allow internet payments again", "on"),
        ("use my card in spain", "on"),
        ("online on pls", "on"),
        ("contactless on my debit card", None),
    ],
)
def test_on_and_off_are_told_from_words(text: str, switch: str | None) -> None:
    assert switch_said(turn(text)) == switch


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("atm limit", "cash"),
        ("how much i can withdraw", "cash"),
        ("spending limit", "payments"),
        ("not cash but payments", "payments"),
        ("cash and payments", None),
        ("my limit", None),
    ],
)
def test_which_limit_is_told_from_words(text: str, kind: str | None) -> None:
    assert limit_kind_said(text) == kind


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("up my limit 2 500", 2_500_00),
        ("limit 1.5k", 1_500_00),
        ("raise it by 200", 800_00),
        ("lower it by another 100", 500_00),
        ("reduce it by 900", 0),
        ("as high as possible", 1_000_00),
        ("double my limit", 1_200_00),
        ("halve it", 300_00),
        ("0", 0),
    ],
)
def test_a_limit_is_said_as_a_sum_or_from_what_it_is_now(text: str, minor: int) -> None:
    said = limit_said(turn(text))
    assert said is not None
    assert settled(said, 600_00, 1_000_00)["minor"] == minor


def test_no_limit_is_made_up() -> None:
    assert limit_said(turn("change my limit")) is None
