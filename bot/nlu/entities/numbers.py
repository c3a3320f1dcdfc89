"""Reads numbers: digits in British and continental style, and English words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.nlu.entities.tokens import Tokens, listed

MAX_DIGITS = 15
"""Longer numbers are identifiers, not quantities."""

UNITS = {
    word: value
    for value, word in enumerate(
        listed(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen"
        )
    )
}
TENS = {
    word: value
    for value, word in zip(
        range(20, 100, 10), listed("twenty thirty forty fifty sixty seventy eighty ninety"), strict=True
    )
} | {"fourty": 40, "fivety": 50, "ninty": 90}
SCALES = {
    "hundred": 100,
    "hundreds": 100,
    "hundered": 100,
    "k": 1_000,
    "thousand": 1_000,
    "thousands": 1_000,
    "grand": 1_000,
    "m": 1_000_000,
    "mio": 1_000_000,
    "million": 1_000_000,
}
FEW = {"couple": 2, "few": 3, "dozen": 12}
JOINED = {tens + unit: a + b for tens, a in TENS.items() for unit, b in UNITS.items() if 0 < b < 10}
WORDS = frozenset(UNITS | TENS | JOINED) - {"zero"}

_GROUPED = re.compile(r"([1-9]\d{0,2})(?:([.,'’])\d{3})(?:\2\d{3})*(?:[.,](\d{1,2}))?")
_PLAIN = re.compile(r"(\d+)(?:[.,](\d+))?")
_DIGIT_GROUP = re.compile(r"\d{3}")
_LAST_GROUP = re.compile(r"\d{3}(?:[.,]\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity in the tokens up to but without `last`; `vague` for "a couple" and "a few"."""

    value: Decimal
    last: int
    vague: bool = False
    in_words: bool = False


def read_number(tokens: Tokens, first: int) -> Number | None:
    """The number that begins at token `first`, with its scale ("1.5k", "2 hundred"), or None."""
    return _digits(tokens, first) or _in_words(tokens, first)


def parse_digits(text: str) -> Decimal | None:
    """A number in digits: "1,234.50", "1.234,50", "1'000", "1,5"; None if it is no quantity."""
    if sum(map(str.isdecimal, text)) > MAX_DIGITS:
        return None
    if match := _GROUPED.fullmatch(text):
        cents = match.group(3)
        whole = text[: len(text) - len(cents) - 1] if cents else text
        return Decimal(f"{re.sub('[^0-9]', '', _ascii(whole))}.{_ascii(cents or '0')}")
    if match := _PLAIN.fullmatch(text):
        return Decimal(f"{_ascii(match.group(1))}.{_ascii(match.group(2) or '0')}")
    return None


def _ascii(text: str) -> str:
    return "".join(str(int(c)) if c.isdecimal() else c for c in text)


def _digits(tokens: Tokens, first: int) -> Number | None:
    text = tokens.words[first].text if first < len(tokens.words) else ""
    if not text[:1].isdecimal():
        return None
    last = first + 1
    if text.isdecimal() and len(text) <= 3:
        # "1 250,00": groups of three after a space, the last with cents perhaps
        while _DIGIT_GROUP.fullmatch(_token(tokens, last)):
            text, last = text + _token(tokens, last), last + 1
        if last < len(tokens.words) and _LAST_GROUP.fullmatch(_token(tokens, last)):
            text, last = text + _token(tokens, last).replace(",", "."), last + 1
    value = parse_digits(text)
    if value is None:
        return None
    scale = SCALES.get(tokens.lower(last))
    return Number(value * scale, last + 1) if scale else Number(value, last)


def _token(tokens: Tokens, index: int) -> str:
    return tokens.words[index].text if index < len(tokens.words) else ""


def _in_words(tokens: Tokens, first: int) -> Number | None:
    lower = tokens.lower
    if lower(first) == "half" and lower(first + 1) == "a" and lower(first + 2) in SCALES:
        return Number(Decimal(SCALES[lower(first + 2)]) / 2, first + 3, in_words=True)
    at = first + 1 if lower(first) in {"a", "an"} else first
    if lower(at) in FEW:
        return _few(tokens, at)
    if at > first and len(lower(at)) == 1:
        return None  # "a k" is a letter
    found = _thousands(tokens, at)
    if found is None or (at > first and lower(at) not in SCALES):
        return None
    return Number(Decimal(found[0]), found[1], in_words=True)


def _few(tokens: Tokens, at: int) -> Number:
    """Rough numbers: "couple hundred", "few of thousand", "dozen"."""
    factor, vague = Decimal(FEW[tokens.lower(at)]), tokens.lower(at) != "dozen"
    after = at + 2 if tokens.lower(at + 1) == "of" and tokens.lower(at + 2) in SCALES else at + 1
    scale = SCALES.get(tokens.lower(after), 0) if len(tokens.lower(after)) > 1 else 0
    return Number(factor * scale, after + 1, vague, True) if scale else Number(factor, at + 1, vague, True)


def _thousands(tokens: Tokens, at: int) -> tuple[Decimal, int] | None:
    """Any number in words: "two thousand three hundred and ten", "one and a half thousand", "grand"."""
    lower = tokens.lower
    group = _hundreds(tokens, at)
    value, last = group or (Decimal(1), at)
    if group and [lower(last), lower(last + 1), lower(last + 2)] == ["and", "a", "half"] and lower(last + 3) in SCALES:
        return (value + Decimal("0.5")) * SCALES[lower(last + 3)], last + 4
    scale = SCALES.get(lower(last), 0)
    if scale < 1_000 or (not group and len(lower(last)) < 4):
        return group
    rest = _hundreds(tokens, _past_and(tokens, last + 1))
    return (value * scale + rest[0], rest[1]) if rest else (value * scale, last + 1)


def _hundreds(tokens: Tokens, at: int) -> tuple[Decimal, int] | None:
    """Below a thousand: "two hundred and fifty", "hundred", "fifty"."""
    group = _tens(tokens, at)
    value, last = group or (Decimal(1), at)
    if SCALES.get(tokens.lower(last)) != 100:
        return group
    rest = _tens(tokens, _past_and(tokens, last + 1))
    return (value * 100 + rest[0], rest[1]) if rest else (value * 100, last + 1)


def _tens(tokens: Tokens, at: int) -> tuple[Decimal, int] | None:
    """Below a hundred: "twenty five", "twenty-five", "twentyfive", "seven"."""
    word = tokens.lower(at)
    if word in TENS:
        after = at + 2 if tokens.lower(at + 1) == "-" else at + 1
        unit = UNITS.get(tokens.lower(after), 0)
        return (Decimal(TENS[word] + unit), after + 1) if 0 < unit < 10 else (Decimal(TENS[word]), at + 1)
    if word in WORDS:
        return Decimal(JOINED.get(word) or UNITS[word]), at + 1
    return None


def _past_and(tokens: Tokens, at: int) -> int:
    return at + 1 if tokens.lower(at) == "and" else at
