"""Dates and periods of a message: single expressions (`days.py`) joined by "from … to …", "since", "until"."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.nlu.entities.calendar import Calendar, Prefer, Stretch, date_of, days_in, shifted
from bot.nlu.entities.currencies import CURRENCIES
from bot.nlu.entities.days import PHRASES, RULES, in_figures, is_floating, names_year
from bot.nlu.entities.reading import ASKING, FUTURE_VERBS, PAST_VERBS, Reading
from bot.nlu.entities.tokens import Found, Splitter, Tokens, listed, longest

SINCE = frozenset({"since", "after", "starting", "sinds"})
UNTIL = frozenset({"until", "till", "til", "before", "by", "up"})
TO = frozenset({"to", "until", "till", "til", "through", "thru", "-", "–", "and", "up"})
LEADS = frozenset({"on", "in", "from", "for", "during", "over", "at", "of", "the", "within"})
NOW = frozenset(listed("now immediately straightaway asap instantly"))
NOW_FILLERS = frozenset(listed("right straight away please pls do it just as soon possible at once"))

BOUNDS = frozenset(listed("over under above below than least most about around of to roughly max min approximately"))
YEARS_BACK = 12
# Words that are a month, a season or a weekday only in company.
AMBIGUOUS = frozenset(listed("may march mar sat sun mon wed thu dec jan fall spring jun"))
STRONG_LEADS = frozenset(
    listed(
        "in of since until till til during last this next by before after between early mid late on past previous "
        "coming"
    )
)
WEAK_LEADS = frozenset({"and", "or", "to", "from", "for", "-"})


@dataclass(frozen=True, slots=True)
class Point:
    """One expression in the tokens from `first` up to `last`."""

    first: int
    last: int
    stretch: Stretch
    floating: bool = False
    has_year: bool = True


class DateFinder:
    """Finds dates (one day) and periods (anything longer, or open on one side)."""

    def __init__(self, splitter: Splitter) -> None:
        self._phrases = splitter.phrases(PHRASES)
        self._rules = splitter.patterns({name: patterns for name, (_, patterns) in RULES.items()})

    def find(self, reading: Reading) -> None:
        points = self._points(reading)
        at = 0
        while at < len(points):
            point, following = points[at], points[at + 1] if at + 1 < len(points) else None
            if following and _joined(reading.tokens, point, following):
                _add_range(reading, point, following)
                at += 2
            elif bare := _bare_first_day(reading, point):
                _add_range(reading, bare, point)
                at += 1
            else:
                _add_single(reading, point)
                at += 1
        _add_now(reading)

    def _points(self, reading: Reading) -> list[Point]:
        tokens, prefer = reading.tokens, _preference(reading)
        points = []
        for start, end, stretch in in_figures(tokens.text, Calendar(reading.today, prefer)):
            if (covered := tokens.covering(start, end)) and reading.is_free(*covered):
                if stretch:
                    points.append(Point(*covered, stretch))
                else:
                    reading.take(*covered)  # "13/25/2026" is nothing
        expressions: list[Found[Any]] = [*self._phrases.find(tokens), *self._rules.find(tokens)]
        found = longest(expressions)
        named = [one for one in found if not _is_other_word(reading, one, found)]
        for one in named:
            words = tokens.lowers(one.first, one.last)
            seen_from = Calendar(reading.today, _preference_at(tokens, one.first, prefer))
            try:
                resolve = RULES[one.value][0] if isinstance(one.value, str) else None
                stretch = resolve(words, seen_from) if resolve else one.value(seen_from)
            except (OverflowError, ValueError):
                continue  # a day beyond the end of time
            clashes = any(point.first < one.last and one.first < point.last for point in points)
            if stretch is None and one.value == "day_of_month":
                reading.take(one.first, one.last)  # the 31st of February is no amount either
            if stretch and not clashes and reading.is_free(one.first, one.last):
                floating = one.value == "day_of_month" and is_floating(words)
                first = one.first + (one.value == "year" and words[0] != "year")  # without "in" or "since"
                points.append(Point(first, one.last, stretch, floating, names_year(words)))
        return sorted(points, key=lambda point: point.first)


def _preference(reading: Reading) -> Prefer:
    """Who spent, spent in the past; who pays, pays in the future."""
    if reading.has(PAST_VERBS):
        return "past"
    return "future" if reading.has(FUTURE_VERBS) else "near"


def _preference_at(tokens: Tokens, first: int, otherwise: Prefer) -> Prefer:
    before = tokens.lower(first - 1)
    if before in {"since", "after"} or (before == "from" and {"on", "onwards"} & set(tokens.lowers(first, first + 4))):
        return "past" if otherwise != "future" or before == "since" else otherwise
    if before == "from" and otherwise == "near":
        return "past"  # "the 23.50 from tuesday"
    return "future" if before == "by" else otherwise


def _is_other_word(reading: Reading, one: Found[Any], found: Collection[Found[Any]]) -> bool:
    """Whether a month, a weekday or a year is one by chance: "may I", "sat down", "pay 2025"."""
    tokens = reading.tokens
    if one.value in {"year", "bare_year"} and not _is_recent(tokens.lower(one.last - 1), reading.today):
        return True
    if one.value == "bare_year":
        beside = {tokens.lower(one.first - 1), tokens.lower(one.last)}
        is_sum = bool(beside & (CURRENCIES.keys() | BOUNDS))
        return is_sum or reading.has(FUTURE_VERBS) or len(tokens.words) == 1
    if one.last - one.first > 1 or tokens.lower(one.first) not in AMBIGUOUS or len(tokens.words) == 1:
        return False
    before = tokens.lower(one.first - 1)
    is_end_of_range = tokens.lower(one.last) in TO and any(other.first == one.last + 1 for other in found)
    if before in STRONG_LEADS or is_end_of_range:  # "jan to mar"
        return False
    is_name = tokens.words[one.first].text[0].isupper() and one.first > 0
    return not (before in WEAK_LEADS and (len(found) > 1 or is_name or reading.has(ASKING | PAST_VERBS)))


def _is_recent(year: str, today: date) -> bool:
    """Whether an account's movements can be asked for by this year; else the number is something else."""
    return today.year - YEARS_BACK <= int(year) <= today.year + 1


def _joined(tokens: Tokens, low: Point, high: Point) -> bool:
    """Whether two expressions are the ends of one period."""
    between = tokens.lowers(low.last, high.first)
    joins = bool(between) and between[0] in TO and all(word in TO | {"the", "of", "in", "on"} for word in between)
    if not joins:
        return False
    if between[0] != "and":
        return True
    is_whole = not low.stretch.is_day and not high.stretch.is_day
    return is_whole or "between" in tokens.lowers(low.first - 2, low.first)


def _bare_first_day(reading: Reading, high: Point) -> Point | None:
    """The "1" in "between 1 and 15 October" and "3 - 17 august"."""
    tokens = reading.tokens
    at = high.first - 1
    while tokens.lower(at) in {"the", "on"}:
        at -= 1
    text = tokens.lower(at - 1)
    if not high.stretch.is_day or tokens.lower(at) not in TO or not (text.isdecimal() and len(text) <= 2):
        return None
    if tokens.lower(at) == "and" and tokens.lower(at - 2) not in {"between", "the"}:
        return None
    day = _aligned(int(text), high.stretch.start)
    return Point(at - 1, at, Stretch(day, day, "day")) if day and reading.is_free(at - 1, at) else None


def _aligned(day: int, end: date) -> date | None:
    """That day of the month of `end`, or of the month before if it would come after."""
    year, month = (end.year, end.month) if day <= end.day else shifted(end.year, end.month, -1)
    return date_of(year, month, min(day, days_in(year, month)))


def _add_range(reading: Reading, low: Point, high: Point) -> None:
    start, end = low.stretch.start, high.stretch.end
    if low.floating:
        start = _aligned(start.day, end) or start
    if start > end and not low.has_year:
        start = start.replace(year=end.year - (start.month > end.month), day=min(start.day, 28))
    start, end = min(start, end), max(start, end)
    first = low.first
    while reading.tokens.lower(first - 1) in {"between", "from", "the"} and reading.is_free(first - 1, first):
        first -= 1
    _add_period(reading, start, end, "range", first, high.last)


def _add_single(reading: Reading, point: Point) -> None:
    tokens, stretch, first, last = reading.tokens, point.stretch, point.first, point.last
    lead = first - 1
    while tokens.lower(lead) in LEADS | {"to"} and tokens.lower(lead - 1) in SINCE | UNTIL:
        lead -= 1
    word = tokens.lower(lead)
    if word == "not":
        reading.take(first, last)  # "not friday": what is meant instead follows
    elif word in SINCE or (tokens.lower(lead) == "from" and tokens.lower(last) in {"on", "onwards", "onward"}):
        start = stretch.end + timedelta(days=1) if word == "after" else stretch.start
        _add_period(reading, start, max(start, reading.today), "range", lead, last + (word == "from"))
    elif word in UNTIL and not (word == "by" and stretch.is_day):
        end = stretch.start - timedelta(days=1) if word == "before" else stretch.end
        _add_period(reading, None, end, "range", lead, last)
    elif stretch.is_day:
        reading.add("date", stretch.start.isoformat(), first, last)
    else:
        _add_period(reading, stretch.start, stretch.end, stretch.grain, first, last)


def _add_period(reading: Reading, since: date | None, until: date, grain: str, first: int, last: int) -> None:
    value = {"since": since.isoformat() if since else None, "until": until.isoformat(), "grain": grain}
    reading.add("period", value, first, last)


def _add_now(reading: Reading) -> None:
    """Find "now": as a whole answer is today; in a longer message it is a manner of speaking."""
    tokens = reading.tokens
    said = {word.lower for word in tokens.words if word.lower.isalpha()}
    is_now = said & NOW or {"right", "away"} <= said or {"straight", "away"} <= said or {"at", "once"} <= said
    if is_now and said <= NOW | NOW_FILLERS and reading.is_free(0, len(tokens.words)):
        reading.add("date", reading.today.isoformat(), 0, len(tokens.words))
