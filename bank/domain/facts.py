"""Figures of the bank, as articles and replies quote them: what kinds there are, and how the bank writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bank.domain.money import Money

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?) ([A-Z]{3})")
_PER_CENT = re.compile(r"(\d+(?:\.\d{1,2})?)\s?%")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
MINUTES_PER_DAY = 24 * 60


@dataclass(frozen=True)
class Rate:
    """A share of a hundred, in hundredths of a per cent."""

    basis_points: int


@dataclass(frozen=True)
class Hours:
    """When something is open: spans of days that open alike, as (first weekday, last weekday, opens, closes).

    Weekdays count from Monday, 0; times are minutes of the day.
    """

    spans: tuple[tuple[int, int, int, int], ...]


Figure = Money | Rate | Hours | int | str


def as_figure(written: object) -> Figure:
    """What stands in the bank's file, as a figure. ValueError says what is wrong with it."""
    if isinstance(written, bool) or written is None:
        raise ValueError("it must be an amount, a number, a text, or hours")
    if isinstance(written, int):
        return written
    if isinstance(written, Mapping):
        return Hours(tuple(_span(str(days), str(times)) for days, times in written.items()))
    text = str(written).strip()
    if amount := _AMOUNT.fullmatch(text):
        return Money.parse(amount[1], amount[2])
    if share := _PER_CENT.fullmatch(text):
        return Rate(Money.parse(share[1], "EUR").minor)  # two decimal places, like hundredths of a euro
    return text


def _span(days: str, times: str) -> tuple[int, int, int, int]:
    first, _, last = days.partition("-")
    names = (first, last or first)
    if not all(name in WEEKDAYS for name in names):
        raise ValueError(f"{days}: days are written Mon, or Mon-Fri")
    found = _SPAN.fullmatch(times)
    if found is None:
        raise ValueError(f"{times}: hours are written 9:00-17:00")
    opens, closes = (int(found[at]) * 60 + int(found[at + 1]) for at in (1, 3))
    if not opens < closes <= MINUTES_PER_DAY or int(found[2]) > 59 or int(found[4]) > 59:
        raise ValueError(f"{times}: it must open before it closes, within one day")
    begin, end = (WEEKDAYS.index(name) for name in names)
    if begin > end:
        raise ValueError(f"{days}: days run from Mon to Sun")
    return begin, end, opens, closes
