"""Amounts of money, alone or with a bound: "50 quid", "€1.234,50", "over 50", "between 20 and 50"."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bot.nlu.entities.currencies import CURRENCIES, HUNDREDTHS, minor_per_unit
from bot.nlu.entities.numbers import Number, read_number
from bot.nlu.entities.reading import MOVING_VERBS, PAYING_VERBS, Reading
from bot.nlu.entities.tokens import Found, Splitter, Tokens, listed

MAX_MINOR = 10**18
"""Larger figures do not fit into a database's integers; absurd ones below are the bank's to refuse."""
APPROXIMATE = Decimal("0.1")
"""How far from "about 80" a payment may lie, as a share of it."""
LEAST_BARE_WORD = 10
"""A smaller number in words is an amount only with a currency: "one" and "two" mean all sorts of things."""
MAX_BARE_DIGITS = 7
"""A longer number without separator or currency is an identifier."""

COINED = {"fiver": 5, "tenner": 10}
# What the number before these counts is not money …
COUNTED = frozenset(
    listed(
        "day days week weeks wk wks month months mth year years yr yrs h hour hours hrs minute minutes min mins "
        "time times transaction transactions payment payments purchase purchases entry entries item items row "
        "rows result results movement movements booking bookings card cards account accounts people persons "
        "branch branches machine machines am pm o'clock % percent per st nd rd th km miles more : / kids "
        "children friends tickets"
    )
)
SINGULAR = frozenset(listed("payment transaction purchase entry item booking"))
# … nor is the number after these.
LABELS = frozenset(
    listed("last next first past previous number nr # option page top invoice flat room pin code q year")
)
# Where opening hours are asked for, a bare number is a time.
OPENING = frozenset({"open", "opens", "opened", "close", "closes", "closed", "opening", "closing", "hours", "counter"})
RAISING_VERBS = frozenset(listed("bump bring increase push put raise take turn"))
CORRECTIONS = frozenset(listed("no sorry rather actually wait mean meant instead oops"))

# Words before an amount → (kind of bound, whether the figure itself is within it).
BEFORE = {
    **dict.fromkeys(("over", "above", "more than", "greater than", "bigger than", "larger than", "higher than", ">",
                     "exceeding", "north of"), ("min", False)),
    **dict.fromkeys(("at least", "min", "minimum", "> =", "no less than", "not less than"), ("min", True)),
    **dict.fromkeys(("under", "below", "less than", "smaller than", "lower than", "cheaper than", "<"), ("max", False)),
    **dict.fromkeys(("up to", "at most", "max", "maximum", "no more than", "not more than", "not over", "< ="),
                    ("max", True)),
    **dict.fromkeys(("about", "around", "roughly", "approximately", "approx", "circa", "ca", "~", "≈", "nearly",
                     "almost", "something like", "in the region of"), ("approx", True)),
}  # fmt: skip
AFTER = {
    **dict.fromkeys(("or more", "and more", "and up", "upwards", "and above", "or above", "+"), ("min", True)),
    **dict.fromkeys(("or less", "at most", "tops", "and below", "or below", "and less"), ("max", True)),
    **dict.fromkeys(("or so", "ish", "- ish", "more or less", "roughly", "approximately"), ("approx", True)),
}


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount in the tokens from `first` up to `last`, before bounds; `explicit`: with a currency or cents."""

    value: Decimal
    currency: str | None
    first: int
    last: int
    explicit: bool

    @property
    def minor(self) -> int:
        return int((self.value * minor_per_unit(self.currency)).quantize(Decimal(1), ROUND_HALF_UP))


class AmountFinder:
    """Finds amounts, and the currencies that stand alone."""

    def __init__(self, splitter: Splitter) -> None:
        self._currencies = splitter.phrases(CURRENCIES)
        self._before = splitter.phrases(BEFORE)
        self._after = splitter.phrases(AFTER)

    def find(self, reading: Reading) -> None:
        tokens = reading.tokens
        currencies = self._currencies.find(tokens)
        sums = _without_counts(_without_corrected(self._sums(reading, currencies), tokens), tokens)
        before = {found.last: found for found in self._before.find(tokens)}
        after = {found.first: found for found in self._after.find(tokens)}
        at = 0
        while at < len(sums):
            if at + 1 < len(sums) and _is_range(tokens, sums[at], sums[at + 1]):
                _add_range(reading, sums[at], sums[at + 1])
                at += 2
            else:
                _add_bounded(reading, sums[at], before.get(sums[at].first), after.get(sums[at].last))
                at += 1
        for found in currencies:
            if found.value and reading.is_free(found.first, found.last):
                reading.add("currency", found.value, found.first, found.last)

    def _sums(self, reading: Reading, currencies: Sequence[Found[str | None]]) -> list[Sum]:
        starts = {found.first: found for found in currencies}
        ends = {found.last: found for found in currencies}
        sums: list[Sum] = []
        at = 0
        while at < len(reading.tokens.words):
            one = _sum_at(reading, at, starts, ends) if reading.is_free(at, at + 1) else None
            if one and sums and one.first < sums[-1].last:
                one = None  # "15 quid 2 mia": the currency belongs to the 15
            if one and reading.is_free(one.first, one.last) and one.minor <= MAX_MINOR:
                sums.append(one)
                at = one.last
            else:
                at += 1
        return sums


def _sum_at(
    reading: Reading, at: int, starts: dict[int, Found[str | None]], ends: dict[int, Found[str | None]]
) -> Sum | None:
    """The amount whose number begins at a token: with a currency on either side, in cents, or bare."""
    tokens = reading.tokens
    number = _coined(tokens, at) or read_number(tokens, at)
    if number is None:
        return None
    first, last, value = at, number.last, number.value
    if tokens.lowers(last, last + 2) == [",", "-"]:
        last += 2  # "5,-"
    if tokens.lower(last) in HUNDREDTHS:
        return Sum(value / 100, None, first, last + 1, True)
    if after := starts.get(last):
        cents, last = _cents(tokens, after.last, starts)
        value += cents
    before = None if after else ends.get(first)
    if before:
        first = before.first
    if before and not after and tokens.lower(at) == "one":
        return None  # "the quid one"
    if not after and not before and not _stands_alone(reading, number, at):
        return None
    if _is_negative(tokens, first):
        value, first = -value, first - 1
    said = after or before
    is_explicit = said is not None or number.value != int(number.value)
    return Sum(value, said.value if said else None, first, last, is_explicit)


def _coined(tokens: Tokens, at: int) -> Number | None:
    """The value of a coined word: "a tenner"."""
    word = at + 1 if tokens.lower(at) == "a" else at
    value = COINED.get(tokens.lower(word))
    return Number(Decimal(value), word + 1) if value else None


def _cents(tokens: Tokens, at: int, currencies: Container[int]) -> tuple[Decimal, int]:
    """What follows "5 euros": "50", "and 20 cents", or nothing."""
    start = at + 1 if tokens.lower(at) == "and" else at
    number = read_number(tokens, start)
    if number is None or not 0 < number.value < 100 or number.last in currencies:
        return Decimal(0), at
    if tokens.lower(number.last) in HUNDREDTHS:
        return number.value / 100, number.last + 1
    two_digits = start == at and len(tokens.words[at].text) == 2 and not number.in_words
    return (
        (number.value / 100, number.last)
        if two_digits and tokens.lower(number.last) not in COUNTED
        else (Decimal(0), at)
    )


def _stands_alone(reading: Reading, number: Number, at: int) -> bool:
    """Whether a number without currency can be money: it counts nothing and labels nothing."""
    tokens = reading.tokens
    before, after, text = tokens.lower(at - 1), tokens.lower(number.last), tokens.words[at].text
    is_counting = after in COUNTED and not _is_a_rate(tokens, number.last)
    if is_counting and after in SINGULAR and number.value != int(number.value):
        is_counting = False  # "the 59.99 payment"
    if is_counting or before in LABELS or reading.has(OPENING):
        return False
    if before.isalpha() and tokens.adjoin(at - 1):
        return False  # "sm1", "b4"
    if (
        text == "2"
        and after.isalpha()
        and before not in PAYING_VERBS
        and at > 0
        and tokens.words[at - 1].text.isdecimal()
    ):
        return False  # "60 2 lars"
    if before == ":" and tokens.adjoin(at - 1):
        return False  # the minutes of a time
    if number.in_words:
        return number.value >= LEAST_BARE_WORD
    return not (text.isdecimal() and (len(text) > MAX_BARE_DIGITS or (text[0] == "0" and len(text) > 1)))


def _is_a_rate(tokens: Tokens, at: int) -> bool:
    """Whether "per" follows that is no "per cent": "200 per month" is money."""
    return tokens.lower(at) == "per" and tokens.lower(at + 1) not in {"cent", "cents"}


def _is_negative(tokens: Tokens, first: int) -> bool:
    if tokens.lower(first - 1) == "minus":
        return True
    is_sign = tokens.lower(first - 1) in {"-", "−"} and tokens.adjoin(first - 1)
    return is_sign and (first == 1 or not tokens.adjoin(first - 2))


def _without_corrected(sums: list[Sum], tokens: Tokens) -> list[Sum]:
    """What counts where one amount takes back another: "50, no, 60" and "60, not 50" mean 60."""
    kept: list[Sum] = []
    for one in sums:
        between = set(tokens.lowers(kept[-1].last, one.first)) if kept else set()
        if kept and tokens.lower(one.first - 1) == "not":
            continue  # "60, not 50"
        if kept and (between & CORRECTIONS or tokens.lower(kept[-1].first - 1) == "not"):
            kept.pop()
        kept.append(one)
    return kept


def _without_counts(sums: list[Sum], tokens: Tokens) -> list[Sum]:
    """Beside an amount with a currency a bare number counts something: "20 euros for 2 sandwiches"."""
    if not any(one.explicit for one in sums):
        return sums
    return [
        one
        for at, one in enumerate(sums)
        if one.explicit or (at + 1 < len(sums) and _is_range(tokens, one, sums[at + 1]))
    ]


def _is_range(tokens: Tokens, low: Sum, high: Sum) -> bool:
    between, before = tokens.lowers(low.last, high.first), tokens.lower(low.first - 1)
    if between in (["to"], ["-"], ["–"], ["till"], ["until"]):
        return low.value < high.value
    return between == ["and"] and before == "between"


def _add_range(reading: Reading, low: Sum, high: Sum) -> None:
    currency = low.currency or high.currency
    first = low.first - 1 if reading.tokens.lower(low.first - 1) in {"between", "from"} else low.first
    low_minor, high_minor = sorted((low.minor, high.minor))
    reading.add("amount", _value(None, currency, "range", low_minor, high_minor), first, high.last)


def _add_bounded(
    reading: Reading, one: Sum, before: Found[tuple[str, bool]] | None, after: Found[tuple[str, bool]] | None
) -> None:
    first, last = one.first, one.last
    if before and not _is_phrasal(reading.tokens, before):
        first, (bound, inclusive) = before.first, before.value
    elif after:
        last, (bound, inclusive) = after.last, after.value
    else:
        reading.add("amount", {"minor": one.minor, "currency": one.currency, "bound": None}, first, last)
        return
    least = most = None
    if bound == "min":
        least = one.minor if inclusive else one.minor + 1
    elif bound == "max":
        most = one.minor if inclusive else one.minor - 1
    else:
        margin = int(one.minor * APPROXIMATE)
        least, most = one.minor - margin, one.minor + margin
    reading.add("amount", _value(one.minor, one.currency, bound, least, most), first, last)


def _is_phrasal(tokens: Tokens, before: Found[tuple[str, bool]]) -> bool:
    """Whether the word belongs to something else: "send over 50" and "bump the rent up to 50" bound nothing, "send max
    50" names Max."""
    words = tokens.lowers(before.first, before.last)
    if words == ["up", "to"]:
        return bool(RAISING_VERBS & set(tokens.lowers(0, before.first)))
    return words in (["over"], ["max"]) and tokens.lower(before.first - 1) in MOVING_VERBS | {"to", "back"}


def _value(minor: int | None, currency: str | None, bound: str, least: int | None, most: int | None) -> dict[str, Any]:
    return {"minor": minor, "currency": currency, "bound": bound, "min_minor": least, "max_minor": most}
