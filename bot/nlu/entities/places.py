"""Where: towns, streets, post codes. Only in a message that asks for a branch or machine, or is a bare answer."""

from __future__ import annotations

import re

from bot.nlu.entities.names import find_names
from bot.nlu.entities.reading import Reading
from bot.nlu.entities.tokens import Tokens, listed

ABOUT_PLACES = frozenset(
    listed(
        "branch branches brnch brnach brunch atm atms cashpoint cashpoints bankomat machine machines "
        "dispenser office offices counter near nearest nearby nearst closest close open opens opening closing "
        "closed hours"
    )
)
_LEADS = frozenset(listed("in near around at nearest beside behind opposite @"))
_NOT_PLACES = frozenset(
    listed(
        "me my here there the a an your you it this that home work today tomorrow now saturday saturdays "
        "sunday sundays person notes cash money branch branches atm bank christmas easter night noon lunch "
        "all any which what post postcode code zip weekend weekends hours time least most get find visit go "
        "euros coins please once advance withdraw hand come see someone somebody place machine machines "
        "office offices counter when teller wall tram bus car foot train one yours brnach brunch form deposit "
        "another other tax"
    )
)
_PLACE_ENDS = frozenset(
    listed(
        "too cost there right with and or is that for on pls open where can has have i till until over does "
        "do accessible which"
    )
)
_POST_CODE = re.compile(r"(?<![\d.,])(?:\d{4}\s?[A-Z]{2}|\d{5}|\d{4})(?![\d.,]?\d)")
_ROUND = re.compile(r"\d+00")
_POST_CODE_WORDS = frozenset({"post", "postcode", "zip", "plz"})
MAX_PLACE_TOKENS = 4
MAX_ANSWER_TOKENS = 3


class PlaceFinder:
    """Finds `place` and `postcode`."""

    def find_post_codes(self, reading: Reading) -> None:
        """Continental post codes: where a place is asked for, or as a whole answer."""
        tokens = reading.tokens
        is_about = reading.has(ABOUT_PLACES | _POST_CODE_WORDS)
        for match in _POST_CODE.finditer(tokens.text):
            code, covered = match.group(), tokens.covering(*match.span())
            is_telling = code[-1].isalpha() or (len(code) == 5 and not _ROUND.fullmatch(code))
            is_answer = covered == (0, len(tokens.words)) and is_telling
            is_led = is_telling and reading.has({"bank"}) and reading.has({"in", "near"})
            if covered and reading.is_free(*covered) and (is_about or is_answer or is_led):
                reading.add("postcode", code.upper(), *covered)

    def find(self, reading: Reading) -> None:
        """Places by the lexicon, and otherwise what follows "in" and "near"."""
        tokens = reading.tokens
        is_about = reading.has(ABOUT_PLACES)
        starts = [at + 1 for at, word in enumerate(tokens.words) if word.lower in _LEADS or _is_closest_to(tokens, at)]
        if is_about or len(tokens.words) <= MAX_ANSWER_TOKENS:
            for named in find_names(reading, reading.lexicon.places, starts if is_about else range(len(tokens.words))):
                name = named.names[0] if len(named.names) == 1 else _text(reading, named.first, named.last)
                reading.add("place", name, named.first, named.last)
        if reading.entities_of("place", "postcode"):
            return
        for first in starts:
            while tokens.lower(first) in {"the", "to"}:
                first += 1
            if is_about or _is_in_town(tokens, first):
                last = _end_of_place(reading, first)
                if last > first:
                    reading.add("place", _text(reading, first, last), first, last)
                    return


def _is_closest_to(tokens: Tokens, at: int) -> bool:
    """The "to" of "closest to the airport" and "moved to Leeuwarden"."""
    earlier = tokens.lowers(at - 2, at)
    return tokens.lower(at) == "to" and any(word.startswith(("close", "near", "next", "moved")) for word in earlier)


def _is_in_town(tokens: Tokens, at: int) -> bool:
    """Whether a capital after "in" or "near" names a place without more being said."""
    is_led = tokens.lower(at - 1) in {"in", "near"}
    return is_led and at < len(tokens.words) and tokens.words[at].text[0].isupper()


def _end_of_place(reading: Reading, first: int) -> int:
    last = first
    while last < first + MAX_PLACE_TOKENS and reading.is_free(last, last + 1) and _continues(reading, first, last):
        last += 1
    return last


def _continues(reading: Reading, first: int, at: int) -> bool:
    word = reading.tokens.words[at]
    if word.lower == "-" and at > first:
        return True
    is_other = word.lower in _NOT_PLACES or word.lower in _LEADS or word.lower in _PLACE_ENDS
    return word.text[:1].isalpha() and not is_other


def _text(reading: Reading, first: int, last: int) -> str:
    start, end = reading.tokens.span(first, last)
    return reading.tokens.text[start:end]
