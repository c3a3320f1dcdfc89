"""What a message says of a card's settings: which use, on or off, which limit, the days of a journey."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from actions.countries import countries_in
from actions.periods import year_later
from actions.turn import Turn
from bank.domain.card_rules import CardLimit, CardUse
from bank.domain.facts import WEEKDAYS

USES = tuple(CardUse)
LIMITS = tuple(CardLimit)
USE_SAID = {
    CardUse.ONLINE: r"\b(on[- ]?line|internet|web|e-?commerce|in apps?)\b",
    CardUse.ABROAD: r"\b(abroad|foreign\w*|over ?seas|outside|(other|another) countr\w+|international\w*|worldwide)\b",
    CardUse.CONTACTLESS: r"\b(contact ?-?les+s?\w*|nfc|tap\w*|tap ?(and|&|n)? ?(to )?(pay|go)|wave)\b",
}
OFF = re.compile(
    r"\b(off|disabl\w*|de-?activat\w*|block\w*|stop\w*|clos\w*|disallow|no more|prevent|lock|forbid|remove|only at home"
    r"|not? (want|need|use|longer|allow|work)\w*|don['’]?t (want|need|use|allow)|never|shut)\b",
    re.IGNORECASE,
)
ON = re.compile(
    r"\b(enabl\w*|activat\w*|allow\w*|open\w*|unblock\w*|unlock\w*|start|use|using|work\w*|again|want to (pay|buy|use)"
    r"|let me|need to (pay|buy|use)|set up)\b|\b(turn|switch|put)\w*\b.{0,40}\bon\b|\bon\b\W*(again|pls|please)?\W*$",
    re.IGNORECASE,
)
LIMIT_SAID = {
    CardLimit.CASH: r"\b(cash\w*|atms?|withdraw\w*|machines?|take out|cash ?points?|get out|hole in the wall)\b",
    CardLimit.PAYMENTS: r"\b(pay\w*|purchas\w*|spend\w*|shop\w*|buy\w*|pos|stores?|till)\b",
}
NOT_THAT = re.compile(r"\b(?:not|instead of|rather than)\s+(?:the\s+|my\s+|for\s+)?[\w-]+", re.IGNORECASE)
"""What a correction takes back: "not cash but payments"."""
UNTIL = re.compile(r"\b(until|till|til|to|back|through|before|return\w*|home|by|end\w*)\W*(on|the)?\W*$", re.IGNORECASE)
TILL_A_DAY = re.compile(r"\b(until|till?|to) (the )?(?P<day>\d{1,2})(st|nd|rd|th)?\W*$", re.IGNORECASE)
FOR_DAYS = re.compile(
    r"\b(?:for |stay\w* |about )*(?P<count>a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3}|a couple of)"
    r" (?P<unit>days?|nights?|weeks?|months?)\b",
    re.IGNORECASE,
)
WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
FROM_A_WEEKDAY = re.compile(
    rf"\b(?P<since>{WEEKDAY}) ?(?:to|until|till?|through|thru|-|–) ?(?P<until>{WEEKDAY})\b", re.IGNORECASE
)
"""Of a journey these are the next such days; elsewhere they may be any week's."""
NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NUMBERS = {"a": 1, "an": 1, "a couple of": 2} | {word: number for number, word in enumerate(NUMBER_WORDS, 1)}
UNIT_DAYS = {"d": 1, "n": 1, "w": 7, "m": 30}
WEEK_DAYS = 7


def uses_said(text: str) -> list[str]:
    """The uses that a text names; a country is abroad."""
    text = NOT_THAT.sub(" ", text)
    found = [use.value for use in USES if re.search(USE_SAID[use], text, re.IGNORECASE)]
    abroad = CardUse.ABROAD.value
    return found if abroad in found or not countries_in(text) else [*found, abroad]


def switch_said(turn: Turn) -> str | None:
    """Whether it shall be "on" or "off"."""
    if pressed := turn.value("switch"):
        return str(pressed)
    if OFF.search(turn.typed):
        return "off"
    return "on" if ON.search(turn.typed) else None


def limit_kind_said(text: str) -> str | None:
    """Which limit, if the text names just one."""
    text = NOT_THAT.sub(" ", text)
    found = [kind.value for kind in LIMITS if re.search(LIMIT_SAID[kind], text, re.IGNORECASE)]
    return found[0] if len(found) == 1 else None


def days_said(turn: Turn, known: dict[str, Any] | None, today: date) -> dict[str, Any] | None:
    """First and last day of a journey, as far as the message or what is `known` says; nothing if it says neither."""
    if named := FROM_A_WEEKDAY.search(turn.typed):
        begins = _next(named["since"], today)
        return {"since": begins.isoformat(), "until": _next(named["until"], begins).isoformat()}
    since, until = (known or {}).get("since"), (known or {}).get("until")
    said_since, said_until = _span(turn, has_since=since is not None)
    if said_since is None and said_until is None and not FOR_DAYS.search(turn.text):
        return None
    first = _ahead(said_since, today) if said_since else _day(since)
    last = _ahead(said_until, today) if said_until else _day(until)
    if said_since and said_until and said_since <= said_until and said_until >= today:
        first = max(_in_the_year_of(said_since, said_until), min(today, said_until))
    elif said_since and first and last and last < first:
        last = None
    elif said_until and first and last and last < first:
        last = _in_the_month_after(last, first)
    if said_until is None and first and (stay := _stay_days(turn.text)):
        last = first + timedelta(days=stay - 1)
    return {"since": first and first.isoformat(), "until": last and last.isoformat()}


def another_end(text: str, known: dict[str, Any] | None) -> dict[str, Any] | None:
    """ "No, till 22": another day of the month in which the journey that is `known` ends."""
    found = TILL_A_DAY.search(text)
    if found is None or not known or not known["since"] or not known["until"]:
        return None
    try:
        until = date.fromisoformat(known["until"]).replace(day=int(found["day"]))
    except ValueError:
        return None
    return {**known, "until": until.isoformat()} if until.isoformat() >= known["since"] else None


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _next(weekday: str, day: date) -> date:
    """The next day of that name, which may be this one."""
    return day + timedelta(days=(WEEKDAYS.index(weekday[:3].capitalize()) - day.weekday()) % WEEK_DAYS)


def _span(turn: Turn, *, has_since: bool) -> tuple[date | None, date | None]:
    for value in turn.values("period"):
        since = date.fromisoformat(value["since"]) if value["since"] else None
        until = date.fromisoformat(value["until"]) if value["until"] else None
        if since == until and since is not None and UNTIL.search(turn.text[: turn.entities("period")[0]["start"]]):
            return None, until
        return since, until
    days = [(entity["start"], date.fromisoformat(entity["value"])) for entity in turn.entities("date")]
    if len(days) > 1:
        return days[0][1], days[1][1]
    if not days:
        return None, None
    start, day = days[0]
    return (None, day) if has_since or UNTIL.search(turn.text[:start]) else (day, None)


def _ahead(day: date, today: date) -> date:
    """A journey is to come: "saturday" is the next one, "5 may" this year's or the next one's."""
    if day >= today:
        return day
    if (today - day).days <= WEEK_DAYS:
        return day + timedelta(days=WEEK_DAYS)
    return year_later(day)


def _in_the_year_of(since: date, until: date) -> date:
    """ "from 5 Dec to 9 Dec" lies in one year, whichever each day alone was taken for."""
    return since if year_later(since) > until else _in_the_year_of(year_later(since), until)


def _in_the_month_after(day: date, since: date) -> date:
    """ "until the 5th" of a journey that begins on the 24th is next month; a day that it does not have is kept."""
    months = since.year * 12 + since.month + (day.day < since.day) - 1
    try:
        return day.replace(year=months // 12, month=months % 12 + 1)
    except ValueError:
        return day


def _stay_days(text: str) -> int:
    found = FOR_DAYS.search(text)
    if found is None:
        return 0
    count = found["count"].casefold()
    return (int(count) if count.isdecimal() else NUMBERS[count]) * UNIT_DAYS[found["unit"][0].casefold()]
