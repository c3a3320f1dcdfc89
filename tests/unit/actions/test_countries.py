"""The countries that people name: by name, town, island or short form, and never by a word that only looks like one."""

from __future__ import annotations

import pytest

from actions.countries import countries_in, written


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("im going to spain", ["ES"]),
        ("Croatia and Bosnia, then Croatia again", ["HR", "BA"]),
        ("off to mallorca", ["ES"]),
        ("flying to the US on friday", ["US"]),
        ("usa in august", ["US"]),
        ("new york and london", ["US", "GB"]),
        ("guinea-bissau", ["GW"]),
        ("papua new guinea", ["PG"]),
        ("czech republic", ["CZ"]),
        ("südkorea? no, south korea", ["KR"]),
    ],
)
def test_a_country_is_found(text: str, codes: list[str]) -> None:
    assert countries_in(text) == codes


@pytest.mark.parametrize(
    "text", ["tell us about it", "nice, thanks", "use my card", "a spaniard", "omanesque", "the card is mine", ""]
)
def test_what_is_no_country_is_none(text: str) -> None:
    assert countries_in(text) == []


def test_several_are_written_in_their_order() -> None:
    assert written(["PT", "ES"]) == "Portugal, Spain"
