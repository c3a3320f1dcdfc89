"""Pointing at one of several: "the second one", "number 3", "the last one"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.nlu.entities.days import ORDINAL_WORDS
from bot.nlu.entities.reading import Reading
from bot.nlu.entities.tokens import Found, Pattern, Splitter, Word

LAST = -1
MAX_ORDINAL = 20
MAX_CHOICES = 9
_THINGS = ("one", "option", "choice", "payment", "transaction", "card", "account", "branch")
_NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


def _in(*words: str, optional: bool = False) -> dict[str, Any]:
    return {"LOWER": {"IN": sorted(words)}} | ({"OP": "?"} if optional else {})


_FIGURE: dict[str, Any] = {"LOWER": {"REGEX": r"^\d{1,2}$"}}
_NTH = _in(*ORDINAL_WORDS)
_PATTERNS: dict[str, list[Pattern]] = {
    "ordinal": [
        [_in("the", optional=True), _NTH, _in(*_THINGS)],
        [_in("the", optional=True), _FIGURE, _in("st", "nd", "rd", "th"), _in(*_THINGS)],
        [_in("number", "option", "nr", "choice", "#"), _FIGURE],
        [_in("number", "option", "choice"), _in(*_NUMBER_WORDS)],
        [_in("the", optional=True), _in("last", "top", "bottom"), _in("one", "option")],
        [_in("no", "nr"), _in("."), _FIGURE],
        [_in("explain", "dispute", "open", "pick", "choose", "take", "show"), _in("no", "nr"), _FIGURE],
    ],
    # Only as a whole answer: "first" and "the last" are much else in a sentence.
    "alone": [
        [_in("the", optional=True), _NTH, _in("please", "pls", optional=True)],
        [_in("the", optional=True), _in("last"), _in("please", "pls", optional=True)],
        [_in("the", optional=True), _FIGURE, _in("st", "nd", "rd", "th"), _in("please", "pls", optional=True)],
    ],
}  # fmt: skip


class OrdinalFinder:
    """Finds `ordinal`: 1, 2, … and -1 for the last."""

    def __init__(self, splitter: Splitter) -> None:
        self._patterns = splitter.patterns(_PATTERNS)

    def find(self, reading: Reading) -> None:
        tokens = reading.tokens
        for found in self._patterns.find(tokens):
            if found.value == "alone" and any(word.text.isalnum() for word in _others(tokens.words, found)):
                continue
            value = _value(tokens.lowers(found.first, found.last))
            if not value or not reading.is_free(found.first, found.last):
                continue
            # "3rd" as an answer may be the third of what was offered or the third of the month: both are reported
            is_date_too = found.value == "alone" and any(word.text.isdecimal() for word in tokens.words)
            if not is_date_too or value <= MAX_CHOICES:
                reading.add("ordinal", value, found.first, found.last, keep_open=is_date_too)


def _others(words: Sequence[Word], found: Found[str]) -> list[Word]:
    return [*words[: found.first], *words[found.last :]]


def _value(words: list[str]) -> int | None:
    if words[0] in {"number", "option", "choice"} and words[-1] in _NUMBER_WORDS:
        return _NUMBER_WORDS[words[-1]]
    for word in words:
        if word in ORDINAL_WORDS:
            return ORDINAL_WORDS[word]
        if word.isdecimal():
            return int(word) if 1 <= int(word) <= MAX_ORDINAL else None
    if "top" in words:
        return 1
    return LAST if {"last", "bottom"} & set(words) else None
