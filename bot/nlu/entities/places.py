"""Where: towns, streets, post codes. Only in a message that asks for a branch or machine, or is a bare answer."""

from __future__ import annotations

import re

from bot.nlu.entities.names import find_names
from bot.nlu.entities.reading import Reading
from bot.nlu.entities.tokens import listed

ABOUT_PLACES = frozenset(
    listed(
        "branch branches brnch brnach atm atms cashpoint cashpoints bankomat machine machines dispenser "
        "office offices counter near nearest nearby closest closeby opening open opens closed close where "
        "bank location locations address adress hours counters"
    )
)
_LEADS = frozenset(listed("in near around at by to from nearest close beside behind opposite")) | {"@"}
_NOT_PLACES = frozenset(
    listed(
        "another other tax me my here there the a an your you it this that home work today tomorrow now "
        "saturday saturdays sunday sundays person notes cash money branch branches atm bank christmas easter "
        "night noon lunch all any which what post postcode code zip weekend weekends hours what time least "
        "most get find visit go the euros coins please least once advance"
    )
)
_PLACE_ENDS = frozenset(
    listed("with and or is that for on pls open where can has have i till until over does do accessible which")
)
_POST_CODE = re.compile(r"(?<![\d.,])(?:\d{4}\s?[A-Z]{2}|\d{5}|\d{4})(?![\d.,]?\d)")
_ROUND = re.compile(r"\d+00")
MAX_PLACE_TOKENS = 4


class PlaceFinder:
    """Finds `place` and `postcode`."""

    def find_post_codes(self, reading: Reading) -> None:
        """Continental post codes: where a place is asked for, or as a whole answer."""
        tokens = reading.tokens
        is_about = reading.has(ABOUT_PLACES | {"post", "postcode", "zip", "plz"})
        for match in _POST_CODE.finditer(tokens.text):
            covered = tokens.covering(*match.span())
            is_answer = (
                covered == (0, len(tokens.words)) and len(match.group()) == 5 and not _ROUND.fullmatch(match.group())
            )
            if covered and reading.is_free(*covered) and (is_about or is_answer):
                reading.add("postcode", match.group().upper(), *covered)

    def find(self, reading: Reading) -> None:
        tokens = reading.tokens
        is_about = reading.has(ABOUT_PLACES)
        starts = [at + 1 for at, word in enumerate(tokens.words) if word.lower in _LEADS]
        if is_about or len(tokens.words) <= 3:
            for named in find_names(reading, reading.lexicon.places, starts if is_about else range(len(tokens.words))):
                reading.add(
                    "place",
                    named.names[0] if len(named.names) == 1 else _text(reading, named.first, named.last),
                    named.first,
                    named.last,
                )
        if not is_about or reading.entities_of("place", "postcode"):
            return
        for first in starts:
            while tokens.lower(first) in {"the", "to"}:
                first += 1
            last = first
            while (
                last < first + MAX_PLACE_TOKENS and reading.is_free(last, last + 1) and _continues(reading, first, last)
            ):
                last += 1
            if last > first:
                reading.add("place", _text(reading, first, last), first, last)
                return


def _text(reading: Reading, first: int, last: int) -> str:
    start, end = reading.tokens.span(first, last)
    return reading.tokens.text[start:end]


def _continues(reading: Reading, first: int, at: int) -> bool:
    word = reading.tokens.words[at]
    if word.lower == "-" and at > first:
        return True
    if not word.text[:1].isalpha() or word.lower in _NOT_PLACES or word.lower in _LEADS:
        return False
    return word.lower not in _PLACE_ENDS
