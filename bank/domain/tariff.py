"""The bank's rates and fees: what each is on a day, and which of them a customer's words ask for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

LIKENESS_THAT_COUNTS = 85
"""Of 100: "morgage" is mortgage (93); words of fewer than five letters must be right."""
SHORTEST_MISSPELT = 5
_FAR = (
    "usa us america american canada mexico brazil argentina chile colombia peru india pakistan china japan korea "
    "thailand vietnam indonesia philippines australia zealand israel turkey egypt morocco kenya nigeria africa asia "
    "dubai russia ukraine overseas uk england london britain"
)
_MONEY_OF_OTHERS = "dollar pound sterling yen franc rupee lira zloty yuan krona crown currency currencies"
MEANT = dict.fromkeys(_FAR.split(), "abroad") | dict.fromkeys(_MONEY_OF_OTHERS.split(), "foreign")
"""What a word says of a payment besides itself: a country outside the euro, money that is not euros."""
ENDINGS = ("s", "es", "ing", "ed")
WORDINGS_KEPT = 4_096
"""Of so many wordings the words are remembered; of messages never."""

_WORD = re.compile(r"[^\W_]+")


class Per(StrEnum):
    """What a figure is counted by."""

    YEAR = "year"
    MONTH = "month"
    TIME = "time"


def best_matches(text: str, wordings: Mapping[str, Iterable[str]]) -> list[str]:
    """The ids whose wordings the text holds best, in their order; none if it holds none.

    A wording is held if each of its words is there, in any order; the one of most words wins, so that "mortgage 20
    years" beats "mortgage".
    """
    said = {*words_of(text)}
    said |= {MEANT[name] for word in said if (name := word if word in MEANT else word.removesuffix("s")) in MEANT}
    heard = said | {word.removesuffix(ending) for word in said for ending in ENDINGS}
    long = [word for word in said if len(word) >= SHORTEST_MISSPELT]
    scores = {id: max((_score(heard, long, each) for each in of_one), default=0) for id, of_one in wordings.items()}
    best = max(scores.values(), default=0)
    return [id for id, score in scores.items() if score == best] if best else []


def words_of(text: str) -> tuple[str, ...]:
    """The words in small letters, numbers apart from letters: "20yr" is "20", "yr"."""
    apart = re.sub(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)", " ", text.casefold())
    return tuple(_WORD.findall(apart))


_words_of_wording = lru_cache(WORDINGS_KEPT)(words_of)


def _score(heard: Set[str], long: Sequence[str], wording: str) -> int:
    wanted = _words_of_wording(wording)
    return len(wanted) if wanted and all(word in heard or _is_misspelt(word, long) for word in wanted) else 0


def _is_misspelt(word: str, long: Sequence[str]) -> bool:
    is_long = len(word) >= SHORTEST_MISSPELT
    return is_long and any(fuzz.ratio(word, other) >= LIKENESS_THAT_COUNTS for other in long)
