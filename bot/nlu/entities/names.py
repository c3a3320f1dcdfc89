"""Finds the lexicon's names in a message: whole or in part, with or without accents, with a slip of the pen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.nlu.entities.reading import Reading
from bot.nlu.entities.tokens import listed

LEAST_LIKENESS = 80
"""How like a word must be to a name to be a misspelling of it (0 … 100)."""
LEAST_LETTERS = 3
"""Shorter names must be written exactly."""
LEAST_LIKENESS_ANYWHERE = 85
LEAST_LETTERS_ANYWHERE = 6
"""What a misspelling needs where no name is expected: "amazn" is Amazon, "shall" is not Shell."""
LEAST_PART_LETTERS = 3
"""A part of a name counts from this length on: "al" of "Al Amir Grill" does not."""

# Names that are words as well: these must stand where a name is expected, or be written with a capital.
ALSO_WORDS = frozenset(
    listed(
        "max will mark may june april august bill rose grant art rich grace faith hope joy sky summer dawn "
        "eve gene frank jack nick sue pat chase rob drew miles guy earl iris daisy ivy lily amber ruby pearl "
        "crystal sunny christian angel victor norm ray dean duke prince ace son mum mom dad mother father "
        "wife husband landlord landlady sister brother the and of new city old market corner north south east "
        "west house home shop store bank street town square garden game book books daily green blue red black "
        "white golden power energy food foods direct express central station park river lake hill ticket "
        "world life time card pay cash best good day daily weekly monthly my our your for"
    )
)
RELATIONS = frozenset(listed("mum mom dad mother father wife husband landlord landlady sister brother son"))


@dataclass(frozen=True, slots=True)
class Named:
    """Names of the lexicon that the tokens from `first` up to `last` can mean; `sure`: spelt just so."""

    first: int
    last: int
    names: tuple[str, ...]
    sure: bool


def find_names(
    reading: Reading,
    names: Iterable[str],
    expected: Iterable[int] = (),
    *,
    any_part: bool = True,
    anywhere: bool = False,
) -> list[Named]:
    """Every place where names stand, the longest first; at the `expected` tokens misspelt ones count too.

    A name may be shortened to its beginning or, with `any_part`, to one of its other words ("Okafor").
    `anywhere`: a whole name of some length counts misspelt wherever it stands ("netflx payments").
    """
    words = [_plain(word.lower) for word in reading.tokens.words]
    at_name_places = set(expected)
    exact: dict[tuple[int, int], list[str]] = {}
    alike: dict[tuple[int, int], list[str]] = {}
    for name in names:
        spelt = [_plain(word) for word in name.lower().split()]
        parts = _parts(spelt, any_part)
        for first, last in _exact_places(words, parts):
            is_whole = last - first == len(spelt)
            is_telling = is_whole or not ALSO_WORDS.issuperset(words[first:last])  # "the daily" of "The Daily Ledger"
            if is_telling if last - first > 1 else _may_stand_alone(reading, first, at_name_places):
                exact.setdefault((first, last), []).append(name)
        for first, last in _similar_places(words, parts, at_name_places):
            alike.setdefault((first, last), []).append(name)
        if anywhere and len(spelt) == 1 and len(spelt[0]) >= LEAST_LETTERS_ANYWHERE:
            for at, word in enumerate(words):
                if word[0] == spelt[0][0] and fuzz.ratio(word, spelt[0]) >= LEAST_LIKENESS_ANYWHERE:
                    alike.setdefault((at, at + 1), []).append(name)
    found = [Named(*place, tuple(dict.fromkeys(known)), True) for place, known in exact.items()]
    found += [Named(*place, tuple(dict.fromkeys(known)), False) for place, known in alike.items() if place not in exact]
    kept: list[Named] = []
    for one in sorted(found, key=lambda n: (n.first - n.last, not n.sure, n.first)):
        if reading.is_free(one.first, one.last) and all(one.last <= k.first or k.last <= one.first for k in kept):
            kept.append(one)
    return sorted(kept, key=lambda n: n.first)


def _parts(name: Sequence[str], any_part: bool) -> list[tuple[str, ...]]:
    """All of a name, its beginnings, and each of its words that is long enough to be meant."""
    beginnings = [tuple(name[:length]) for length in range(len(name), 0, -1)]
    if not any_part:  # "corner" alone is no shop: there may be a Corner Shop beside the Corner Pantry
        beginnings = [part for part in beginnings if len(part) == len(name) or not ALSO_WORDS.issuperset(part)]
    others = [(word,) for word in name[1:]] if any_part else []
    without_article = [tuple(name[1:])] if name[0] == "the" and len(name) > 2 else []
    parts = dict.fromkeys([*beginnings, *without_article, *others])
    return [part for part in parts if len(part) == len(name) or len(part) > 1 or len(part[0]) >= LEAST_PART_LETTERS]


def _exact_places(words: Sequence[str], parts: Sequence[tuple[str, ...]]) -> Iterable[tuple[int, int]]:
    if set(parts[0]).isdisjoint(words):
        return
    for part in parts:
        for first in range(len(words) - len(part) + 1):
            if tuple(words[first : first + len(part)]) == part:
                yield first, first + len(part)


def _similar_places(
    words: Sequence[str], parts: Sequence[tuple[str, ...]], expected: set[int]
) -> Iterable[tuple[int, int]]:
    for first in expected:
        for part in parts:
            said = words[first : first + len(part)]
            if len(said) == len(part) and all(map(_alike, said, part)):
                yield first, first + len(part)


def _alike(said: str, name: str) -> bool:
    if said == name:
        return True
    long_enough = min(len(said), len(name)) >= LEAST_LETTERS
    return long_enough and said[0] == name[0] and fuzz.ratio(said, name) >= LEAST_LIKENESS


def _may_stand_alone(reading: Reading, at: int, expected: set[int]) -> bool:
    tokens = reading.tokens
    word = tokens.words[at]
    is_capital = at > 0 and word.text[0].isupper()
    is_relation = word.lower in RELATIONS and bool(reading.entities_of("amount"))
    return word.lower not in ALSO_WORDS or is_relation or at in expected or is_capital or len(tokens.words) == 1


def _plain(word: str) -> str:
    """Without accents: "søren" and "soren", "josé" and "jose" are one."""
    if word.isascii():
        return word
    folded = word.replace("ø", "o").replace("ł", "l").replace("ß", "ss").replace("æ", "ae").replace("đ", "d")
    return "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
