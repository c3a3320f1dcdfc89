"""Expressions for a day or a stretch of days, one by one: "last friday", "3rd of May", "in october", "2 weeks ago".

Each rule is a pattern over tokens with a function that works the days out; `periods.py` joins them ("from … to …").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from bot.nlu.entities import calendar
from bot.nlu.entities.calendar import (
    MAX_STEPS,
    MONTHS,
    SEASONS,
    WEEKDAYS,
    Calendar,
    Stretch,
    date_of,
    easter,
    month_of,
    one_day,
    year_of,
)
from bot.nlu.entities.numbers import TENS, UNITS
from bot.nlu.entities.tokens import Pattern, listed

Resolver = Callable[[Sequence[str], Calendar], Stretch | None]

UNIT_WORDS = {
    **dict.fromkeys(("day", "days"), "day"),
    **dict.fromkeys(("week", "weeks", "wk", "wks"), "week"),
    **dict.fromkeys(("month", "months", "mth", "mths", "mnth", "mnths"), "month"),
    **dict.fromkeys(("quarter", "quarters"), "quarter"),
    **dict.fromkeys(("year", "years", "yr", "yrs"), "year"),
}
SHORT_UNITS = {"week": ("wk",), "month": ("mth", "mnth"), "year": ("yr",)}
ORDINAL_WORDS = {
    word: number
    for number, word in enumerate(
        listed(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
            "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        ),
        start=1,
    )
} | {"thirtieth": 30}
BACK = frozenset({"last", "past", "previous", "prior"})
AHEAD = frozenset({"next", "coming", "following", "upcoming"})
HERE = frozenset({"this", "current"})
HOLIDAYS = {
    **dict.fromkeys(("christmas", "xmas", "christmas day", "xmas day", "x-mas"), (12, 25)),
    **dict.fromkeys(("christmas eve", "xmas eve"), (12, 24)),
    "boxing day": (12, 26),
    **dict.fromkeys(("new year", "new years", "new year's", "new year's day", "new years day"), (1, 1)),
    **dict.fromkeys(("new year's eve", "new years eve", "silvester"), (12, 31)),
    **dict.fromkeys(("valentine's day", "valentines day", "valentine's"), (2, 14)),
    "halloween": (10, 31),
}
TOMORROW = listed("tomorrow tomorow tommorow tommorrow tomorrrow tmrw tmr tmrow tomoz tomo 2moro tmw")
YESTERDAY = ["yesterday", "yesterdays", "yday", "yest", "yesterady", "yesturday"]
PARTS_OF_DAY = ("morning", "afternoon", "evening", "night")


def _phrases() -> dict[str, Callable[[Calendar], Stretch | None]]:
    """Fixed expressions."""
    table: dict[str, Callable[[Calendar], Stretch | None]] = {}

    def say(resolve: Callable[[Calendar], Stretch | None], *phrases: str) -> None:
        table.update(dict.fromkeys(phrases, resolve))

    for names, offset in ((["today", "todays", "2day"], 0), (TOMORROW, 1), (YESTERDAY, -1)):
        parts = [f"{name} {part}" for name in names for part in PARTS_OF_DAY]
        say(lambda c, o=offset: c.day(o), *names, *parts)  # type: ignore[misc]
    say(lambda c: c.day(0), "tonight", "this morning", "this afternoon", "this evening", "later today")
    say(lambda c: c.day(-1), "last night")
    say(lambda c: c.day(-2), "the day before yesterday", "day before yesterday")
    say(lambda c: c.day(2), "the day after tomorrow", "day after tomorrow")
    for unit in ("week", "weekend", "month", "quarter", "year"):
        spelt = (unit, *SHORT_UNITS.get(unit, ()))
        say(lambda c, u=unit: c.unit(u, 0), *(f"{word} {name}" for word in HERE for name in spelt))  # type: ignore[misc]
        back = [f"{word} {name}" for word in BACK - {"past"} for name in spelt] + [f"last {unit}s"]
        say(lambda c, u=unit: c.unit(u, -1), *back)  # type: ignore[misc]
        say(lambda c, u=unit: c.unit(u, 1), *(f"{word} {name}" for word in AHEAD for name in spelt))  # type: ignore[misc]
        say(lambda c, u=unit: c.unit(u, -2), f"{unit} before last", f"the {unit} before last")  # type: ignore[misc]
        say(lambda c, u=unit: c.unit(u, 2), f"{unit} after next", f"the {unit} after next")  # type: ignore[misc]
    say(lambda c: Stretch(c.today - timedelta(days=13), c.today, "range"), "last fortnight", "the last fortnight")
    say(lambda c: c.weekend(-1 if c.prefer == "past" else 0), "weekend", "the weekend")
    say(lambda c: c.year(0), "year to date", "ytd", "this year so far", "so far this year")
    say(lambda c: c.month(0), "month to date", "this month so far", "so far this month")
    for offset, months in ((0, ("the month", "month", "this month")), (1, ("next month",)), (-1, ("last month",))):
        starts, ends = _edges(("start", "beginning"), months), _edges(("end", "last day"), months)
        say(lambda c, o=offset: one_day(c.month(o).start), *starts)  # type: ignore[misc]
        say(lambda c, o=offset: one_day(c.month(o).end), *ends)  # type: ignore[misc]
    say(lambda c: day_of_month(["1"], c), *_edges(("first", "1st"), ("the month", "month")))
    say(lambda c: one_day(c.month(0).end), "month end", "end of month", "eom")
    say(lambda c: one_day(c.year(0).end), "end of the year", "end of year", "end of this year")
    say(lambda c: one_day(c.week(0).end), "end of the week", "end of this week")
    for name, (month, day) in HOLIDAYS.items():
        say(lambda c, m=month, d=day: c.day_and_month(d, m), name)  # type: ignore[misc]
    for name, offset in (
        ("easter", 0),
        ("easter sunday", 0),
        ("good friday", -2),
        ("easter monday", 1),
        ("whitsun", 49),
    ):
        say(lambda c, o=offset: _easter(c, o), name)  # type: ignore[misc]
    return table


def _edges(edges: Sequence[str], months: Sequence[str]) -> list[str]:
    return [f"{the}{edge} of {month}" for the in ("", "the ") for edge in edges for month in months]


def _easter(c: Calendar, days_after: int) -> Stretch | None:
    return c.pick(
        one_day(easter(year) + timedelta(days=days_after)) for year in range(c.today.year - 1, c.today.year + 2)
    )


PHRASES = _phrases()


def number_in(words: Sequence[str]) -> int | None:
    """How many: "3", "three", "a", "a couple of", "a few"."""
    for word in words:
        if word.isdecimal():
            return int(word)
        if word in UNITS or word in TENS:
            return UNITS.get(word) or TENS.get(word)
    if "couple" in words:
        return 2
    if "few" in words:
        return 3
    return 1 if {"a", "an", "one"} & set(words) else None


def unit_in(words: Sequence[str]) -> str | None:
    return next((UNIT_WORDS[word] for word in words if word in UNIT_WORDS), None)


def steps_from_today(words: Sequence[str], c: Calendar) -> Stretch | None:
    """Days counted from today: "2 weeks ago", "in three days", "a week from now", "a fortnight ago"."""
    if "fortnight" in words:
        count, unit = 2, "week"
    else:
        found = number_in([word for word in words if word != "ago"]), unit_in(words)
        if found[0] is None or found[1] is None:
            return None
        count, unit = found[0], found[1]
    if count > MAX_STEPS:
        return None
    return one_day(c.moved(unit, -count if "ago" in words else count)) if c.today.year + count < 9_000 else None


def last_units(words: Sequence[str], c: Calendar) -> Stretch | None:
    """Stretches counted from today: "last 3 months", "past few days" up to it, "next two weeks" from it on."""
    unit, count = unit_in(words), number_in(words) or 1
    if unit is None or count > MAX_STEPS:
        return None
    if AHEAD & set(words):
        return Stretch(c.today, c.moved(unit, count), "range")
    return Stretch(c.moved(unit, -count) + timedelta(days=1), c.today, "range")


def weekday(words: Sequence[str], c: Calendar) -> Stretch | None:
    """A day of the week: "friday", "last friday", "friday next week"."""
    number = next(WEEKDAYS[word] for word in words if word in WEEKDAYS)
    said = set(words)
    if "week" in said:
        offset = -1 if said & BACK else 1 if said & AHEAD else 0
        return one_day(c.week(offset).start + timedelta(days=number))
    if said & BACK:
        return Calendar(c.today, "past").weekday(number)
    if said & AHEAD:
        return Calendar(c.today, "future").weekday(number)
    return c.weekday(number)


def _year(words: Sequence[str], c: Calendar) -> int | None:
    """The year that is said: "2025", "last year"."""
    for word in words:
        if re.fullmatch(r"(?:19|20)\d\d", word):
            return int(word)
    if "year" in words:
        said = set(words)
        return c.today.year + (-1 if said & BACK else 1 if said & AHEAD else 0)
    return None


def _day_number(words: Sequence[str]) -> int | None:
    for at, word in enumerate(words):
        if word.isdecimal() and len(word) <= 2:
            return int(word)
        if word in TENS and at + 1 < len(words) and words[at + 1] in ORDINAL_WORDS:
            return TENS[word] + ORDINAL_WORDS[words[at + 1]]
        if word in ORDINAL_WORDS:
            return ORDINAL_WORDS[word]
    return None


def day_of_month(words: Sequence[str], c: Calendar) -> Stretch | None:
    """A day of a month: "the 15th", "3 May", "May 3rd, 2025", "1st of next month"."""
    day, year = _day_number(words), _year(words, c)
    month = next((MONTHS[word] for word in words if word in MONTHS), None)
    if day is None:
        return None
    if month is None and "month" in words:
        said = set(words)
        start = c.month(-1 if said & BACK else 1 if said & AHEAD else 0).start
        month, year = start.month, start.year
    if month is None:
        future = "future" if c.prefer == "near" else c.prefer
        return Calendar(c.today, future).day_of_month(day)
    if year is None:
        return c.day_and_month(day, month)
    exact = date_of(year, month, day)
    return one_day(exact) if exact else None


def month(words: Sequence[str], c: Calendar) -> Stretch | None:
    """A month: "october", "last may", "oct 2025", "october last year"."""
    number = next(MONTHS[word] for word in words if word in MONTHS)
    if year := _year(words, c):
        return month_of(year, number)
    return _looking_back(words, c).month_named(number)


def season(words: Sequence[str], c: Calendar) -> Stretch | None:
    first = next(SEASONS[word] for word in words if word in SEASONS)
    if year := _year(words, c):
        return calendar.months_from(year, first, 3)
    return _looking_back(words, c).season(first)


def _looking_back(words: Sequence[str], c: Calendar) -> Calendar:
    """Months and seasons are mostly asked about, so without a sign they lie behind; "last may" is over in any case."""
    if set(words) & AHEAD:
        return Calendar(c.month(1).start, "future")
    if set(words) & BACK:
        return Calendar(c.month(0).start - timedelta(days=1), "past")
    return c if c.prefer == "future" else Calendar(c.today, "past")


def quarter(words: Sequence[str], c: Calendar) -> Stretch | None:
    """A quarter: "q3", "third quarter of 2025"."""
    number, year = _day_number(words), _year(words, c)
    if number is None or not 1 <= number <= 4:
        return None
    first = 3 * number - 2
    if year:
        return calendar.months_from(year, first, 3)
    seen = c if c.prefer == "future" else Calendar(c.today, "past")  # a quarter is mostly looked back on
    return seen.pick(calendar.months_from(y, first, 3) for y in range(c.today.year - 1, c.today.year + 2))


def year(words: Sequence[str], c: Calendar) -> Stretch | None:
    number = _year(words, c)
    return year_of(number) if number else None


def _in(*words: str) -> dict[str, Any]:
    return {"LOWER": {"IN": sorted(words)}}


def _maybe(*words: str) -> dict[str, Any]:
    return _in(*words) | {"OP": "?"}


def _number(regex: str) -> dict[str, Any]:
    return {"LOWER": {"REGEX": f"^(?:{regex})$"}}


_DAY = _number(r"0?[1-9]|[12]\d|3[01]")
_YEAR = _number(r"(?:19|20)\d\d")
_SUFFIX = _in("st", "nd", "rd", "th")
_MONTH, _UNIT, _WEEKDAY, _SEASON = _in(*MONTHS), _in(*UNIT_WORDS), _in(*WEEKDAYS), _in(*SEASONS)
_ORDINAL = _in(*ORDINAL_WORDS)
_COUNT = _number(r"\d{1,4}|" + "|".join([*UNITS, *TENS]))
_THE, _OF, _ON = _maybe("the"), _maybe("of"), _maybe("on")
_RELATIVE = _in(*BACK, *AHEAD, *HERE)
_RELATIVE_YEAR = [_RELATIVE, _in("year")]
_FEW: list[Pattern] = [[_in("a"), _in("couple"), _OF], [_in("a"), _in("few")], [_in("a", "an")], [_COUNT]]
_DAY_NAMES: list[Pattern] = [
    [_THE, _DAY, _SUFFIX],
    [_THE, _ORDINAL],
    [_THE, _in("twenty", "thirty"), _maybe("-"), _ORDINAL],
]

RULES: Mapping[str, tuple[Resolver, Sequence[Pattern]]] = {
    "steps": (
        steps_from_today,
        [
            *([*few, _UNIT, _in("ago")] for few in _FEW),
            *([_in("in"), *few, _UNIT] for few in _FEW),
            *([*few, _UNIT, _in("from"), _in("now", "today")] for few in _FEW),
            [_in("a"), _in("fortnight"), _in("ago")],
            [_in("in"), _in("a"), _in("fortnight")],
        ],
    ),
    "last_units": (
        last_units,
        [
            *([_THE, _in(*BACK, *AHEAD), *few[-1:], _UNIT] for few in _FEW if few[-1] is _COUNT),
            [_THE, _in(*BACK, *AHEAD), _in("couple"), _OF, _UNIT],
            [_THE, _in(*BACK, *AHEAD), _in("few"), _UNIT],
            [_THE, _in("past"), _in("week", "month", "year")],
        ],
    ),
    "weekday": (
        weekday,
        [
            [_ON, _maybe(*BACK, *AHEAD, *HERE), _WEEKDAY],
            [_ON, _WEEKDAY, _maybe("of"), _RELATIVE, _in("week")],
        ],
    ),
    "day_of_month": (
        day_of_month,
        [
            *(
                [_ON, *name, *rest]
                for name in _DAY_NAMES
                for rest in ([_OF, _MONTH], [_OF, _MONTH, _YEAR], [_OF, _MONTH, *_RELATIVE_YEAR])
            ),
            *([_ON, *name, _in("of"), _RELATIVE, _in("month")] for name in _DAY_NAMES),
            [_ON, _in("the"), _DAY, _SUFFIX],
            [_ON, _DAY, _SUFFIX],
            [_in("on"), _in("the"), _ORDINAL],
            [_ON, _DAY, _maybe("."), _OF, _MONTH],
            [_ON, _DAY, _maybe("."), _OF, _MONTH, _maybe(","), _YEAR],
            [_ON, _DAY, _MONTH, *_RELATIVE_YEAR],
            [_ON, _MONTH, _THE, _DAY, _SUFFIX | {"OP": "?"}],
            [_ON, _MONTH, _THE, _DAY, _SUFFIX | {"OP": "?"}, _maybe(","), _YEAR],
            [_ON, _MONTH, _THE, _DAY, _SUFFIX | {"OP": "?"}, *_RELATIVE_YEAR],
            [_ON, _MONTH, _THE, _ORDINAL],
        ],
    ),
    "month": (
        month,
        [
            [_maybe(*BACK, *AHEAD, *HERE, "early", "mid", "late"), _MONTH],
            [_MONTH, _OF, _YEAR],
            [_MONTH, _OF, *_RELATIVE_YEAR],
        ],
    ),
    "season": (
        season,
        [[_maybe(*BACK, *AHEAD, *HERE, "the"), _SEASON], [_SEASON, _YEAR], [_SEASON, *_RELATIVE_YEAR]],
    ),
    "quarter": (
        quarter,
        [
            [_in("q"), _number("[1-4]")],
            [_in("q"), _number("[1-4]"), _OF, _YEAR],
            [_THE, _ORDINAL, _in("quarter")],
            [_THE, _ORDINAL, _in("quarter"), _OF, _YEAR],
        ],
    ),
    "bare_year": (year, [[_number(r"20\d\d")]]),
    "year": (
        year,
        [[_in("in", "of", "for", "since", "during", "from", "year", "before", "after", "until", "to", "and"), _YEAR]],
    ),
}

_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d\d?)-(\d\d?)(?![\d-])")
_DAY_FIRST = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-])")
_WITHOUT_YEAR = re.compile(r"(?<![\d./])(\d{1,2})(?:/(\d{1,2})|\.(\d{1,2})\.)(?![\d/.])")


def in_figures(text: str, c: Calendar) -> list[tuple[int, int, Stretch | None]]:
    """Dates in figures (2026-05-03, 3/5/2026, 3.5.26, 3.5., 15/10): start, end, and the day if there is one."""
    found = []
    for match in _ISO.finditer(text):
        found.append((match, date_of(*map(int, match.groups()))))
    for match in _DAY_FIRST.finditer(text):
        day, number, year_said = int(match[1]), int(match[3]), int(match[4])
        year_said += 2_000 if year_said < 100 else 0
        found.append((match, date_of(year_said, number, day) or date_of(year_said, day, number)))
    stretches = [(match.start(), match.end(), one_day(day) if day else None) for match, day in found]
    for match in _WITHOUT_YEAR.finditer(text):
        number = int(match[2] or match[3])
        stretch = c.day_and_month(int(match[1]), number) if 1 <= number <= 12 else None
        if stretch and not any(start <= match.start() < end for start, end, _ in stretches):
            stretches.append((match.start(), match.end(), stretch))
    return stretches


def is_floating(words: Sequence[str]) -> bool:
    """Whether a day is named without its month: "the 1st"."""
    return not set(words) & (MONTHS.keys() | {"month"}) and _day_number(words) is not None


def names_year(words: Sequence[str]) -> bool:
    return _year(words, Calendar(date(2000, 1, 1), "past")) is not None
