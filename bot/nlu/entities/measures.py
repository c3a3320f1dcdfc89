"""How long ("over 5 years"), at which rate ("at 4.5 %"), at what time ("10:30", "3pm"), and where one is reached."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.nlu.entities.reading import Reading

MONTHS_A_YEAR = 12
NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fifteen": 15, "eighteen": 18, "twenty": 20, "twenty-five": 25, "thirty": 30, "forty": 40,
}  # fmt: skip
_NUMBER = rf"(?P<number>\d{{1,3}}(?:[.,]5)?|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_HALF = r"(?P<half>\s+and\s+a\s+half)?"
_DURATION = re.compile(
    rf"\b{_NUMBER}{_HALF}(?:(?<=\d)[\s-]*|[\s-]+)(?P<unit>years?|yrs?|y|months?|mths?|mnths?|mo)\b(?!\s+ago)",
    re.IGNORECASE,
)
# "the last 3 months" and "3 months of statements" are about days that were.
_LOOKS_BACK = re.compile(r"\b(?:last|past|previous|prior|recent|first)\s+$", re.IGNORECASE)
# "a" and "half a" count only where a length is told; an instalment is a month.
_IN_WORDS = re.compile(r"\b(?:for|over)\s+(?P<half>half\s+)?(?:a|an|one)\s+year\b", re.IGNORECASE)
_INSTALMENTS = re.compile(r"\b(?P<number>\d{1,3})\s+(?:monthly\s+)(?:instal+ments|payments|rates)\b", re.IGNORECASE)
_HALF_PERCENT = re.compile(r"\bhalf\s+a\s+per\s?cent\b", re.IGNORECASE)
_PERCENTAGE = re.compile(
    r"(?<![\d.,])(?P<rate>\d{1,2}(?:[.,]\d{1,2})?)\s*(?:%|per\s?cent\b|percent\b|pct\b|pc\b)", re.I
)
_TIME = re.compile(
    r"(?<![\d.,:])(?:(?P<hour>[01]?\d|2[0-3])(?::(?P<minute>[0-5]\d)(?:\s*(?P<half>am|pm)\b)?(?![\d%:])"
    r"|(?:[.](?P<dotted>[0-5]\d))?\s*(?P<bare_half>am|pm|o'?clock)\b))",
    re.IGNORECASE,
)
_NOON = re.compile(r"\b(?:noon|midday)\b", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.%+\-]+@[\w\-]+(?:\.[\w\-]+)+")
# "01/01/2000" and "01-01-2000" are days, however like numbers they look
_PHONE = re.compile(
    r"(?<![\w.,])\(?(?!\d{1,2}([/\- ])\d{1,2}\1\d{2,4}(?!\d))(?:\+|00|0)\d(?:[\s()/\-]{0,2}\d){6,14}(?![\d.,]*\d)"
)


class MeasureFinder:
    """Finds `duration` (months), `percentage` (basis points), `time` ("HH:MM"), `email` and `phone`."""

    def find_contacts(self, reading: Reading) -> None:
        """Addresses and numbers, before anything in them is taken for an amount or a day, and after IBANs."""
        for kind, pattern in (("email", _EMAIL), ("phone", _PHONE)):
            for match in pattern.finditer(reading.tokens.text):
                _add(reading, kind, match.group().strip(".-"), match)

    def find(self, reading: Reading) -> None:
        text = reading.tokens.text
        for match in _PERCENTAGE.finditer(text):
            _add(reading, "percentage", int(Decimal(match["rate"].replace(",", ".")) * 100), match)
        for match in _HALF_PERCENT.finditer(text):
            _add(reading, "percentage", 50, match)
        for match in _TIME.finditer(text):
            _add(reading, "time", _time(match), match)
        for match in _NOON.finditer(text):
            _add(reading, "time", "12:00", match)
        for match in _DURATION.finditer(text):
            if not _LOOKS_BACK.search(text[: match.start()]) and (months := _months(match)):
                _add(reading, "duration", months, match)
        for match in _INSTALMENTS.finditer(text):
            _add(reading, "duration", int(match["number"]), match)
        for match in _IN_WORDS.finditer(text):
            _add(reading, "duration", MONTHS_A_YEAR // 2 if match["half"] else MONTHS_A_YEAR, match)


def _months(match: re.Match[str]) -> int:
    written = match["number"].lower()
    number = Decimal(NUMBERS[written]) if written in NUMBERS else Decimal(written.replace(",", "."))
    number += Decimal("0.5") if match["half"] else 0
    return int(number * (MONTHS_A_YEAR if match["unit"].lower().startswith("y") else 1))


def _time(match: re.Match[str]) -> str:
    half = (match["half"] or match["bare_half"] or "").lower()
    hour, minute = int(match["hour"]), int(match["minute"] or match["dotted"] or 0)
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    return f"{hour:02d}:{minute:02d}"


def _add(reading: Reading, kind: str, value: str | int, match: re.Match[str]) -> None:
    covered = reading.tokens.covering(*match.span())
    if covered and reading.is_free(*covered):
        reading.add(kind, value, *covered)
