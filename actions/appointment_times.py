"""Which time an appointment shall have: what a message says of it, and the free times that fit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from actions import wording
from actions.context import today
from actions.turn import Turn
from bank import UnitOfWork
from bank.services.appointments import free_times

Search = Mapping[str, Any]
"""`since`, `until` (ISO days), `time` ("HH:MM"), `part` (of a day), `after`, `before` (ISO moments); each optional."""

OFFERED = 3
WEEK_DAYS = 7
NOON, AFTERNOON_ENDS, LATE_FROM = time(12), time(18), time(16)
MIDDAY_FROM, MIDDAY_UNTIL = time(11), time(14)
PARTS = {
    "morning": r"\b(mornings?|a\.?m\.?|before (noon|lunch)|early in the day|forenoon|first thing)\b",
    "midday": r"\b(midday|noon|lunch ?(time|break)?)\b",
    "late": r"\b(evenings?|after (work|school)|late in the day|end of the day)\b",
    "afternoon": r"\b(after ?noons?|p\.?m\.?|after (noon|lunch))\b",
}
LATER = re.compile(
    r"\b(later|other (times?|slots?|days?)|another (time|slot|day)|different (time|slot|day)|more|next ones?|else"
    r"|none of (these|those|them)|neither|not (these|those)|any(thing)? (other|else))\b",
    re.IGNORECASE,
)
EARLIER = re.compile(r"\b(earlier|sooner|before that)\b", re.IGNORECASE)
ONE_BEFORE = re.compile(r"\b(one|time|slot) (before|earlier)\b|\b(previous|earlier) (one|time|slot)\b", re.IGNORECASE)
ONE_AFTER = re.compile(r"\b(one|time|slot) (after|later)\b|\b(next|later) (one|time|slot)\b", re.IGNORECASE)
SOONEST = re.compile(
    r"\b(soonest|earliest|as soon as|asap|first (free|one you have)|next (free|available))\b", re.IGNORECASE
)
ANY = re.compile(
    r"\b(any(time| time)?|whatever|whenever|you (choose|pick)|doesn['’]?t matter|don['’]?t (mind|care))\b", re.I
)
HOURS = {"one": 13, "two": 14, "three": 15, "four": 16, "five": 17, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
BARE_HOUR = re.compile(
    rf"\b(?:at|for|around|about|by|say|@|from)\s*(?P<hour>\d{{1,2}}|{'|'.join(HOURS)})(?:[:.](?P<minute>\d\d))?(?:ish)?\b(?!\s*[%€£$])"
    r"|^\W*(?P<only>\d{1,2})(?:ish)?\W*$",
    re.IGNORECASE,
)
HALF_PAST = re.compile(rf"\bhalf (?:past )?(?P<hour>{'|'.join(HOURS)}|\d{{1,2}})\b", re.IGNORECASE)
FIRST_AFTERNOON_HOUR = 7
"""Hours up to this one are after noon: nobody advises at five in the morning."""


def said(turn: Turn, offered: Sequence[str], chosen: str | None) -> dict[str, Any] | None:
    """What the message says of the time that is wanted; None if nothing. `offered`: the times shown last."""
    if turn.is_pressed:
        return None
    days = turn.values("date")
    period = turn.value("period")
    search: dict[str, Any] = {}
    if days:
        search |= {"since": days[-1], "until": days[-1]}
    elif period:
        search |= {"since": period["since"], "until": period["until"]}
    if at := _time_said(turn):
        search["time"] = at
    elif part := next((part for part, words in PARTS.items() if re.search(words, turn.text, re.IGNORECASE)), None):
        search["part"] = part
    if search or SOONEST.search(turn.text):
        return search
    if EARLIER.search(turn.text) and (known := chosen or (offered[0] if offered else None)):
        return {"before": known}
    if offered and LATER.search(turn.text):
        return {"after": offered[-1]}
    return None


def beside(turn: Turn, offered: Sequence[str], chosen: str | None) -> str | None:
    """ "No, the one before": of the times that were offered, that before or after the chosen one."""
    if chosen not in offered:
        return None
    step = -1 if ONE_BEFORE.search(turn.typed) else 1 if ONE_AFTER.search(turn.typed) else 0
    at = offered.index(chosen) + step
    return offered[at] if step and 0 <= at < len(offered) else None


def merged(known: Search | None, news: Search, chosen: str | None) -> dict[str, Any]:
    """ "At 11" after "on friday", or after a friday was chosen, is friday at 11; another day is a new search."""
    if "since" in news or news.keys() & {"after", "before"}:
        return dict(news)
    if chosen:
        return {"since": chosen[:10], "until": chosen[:10], **news}
    return {key: value for key, value in (known or {}).items() if key in {"since", "until"}} | dict(news)


def ahead(search: Search) -> dict[str, Any]:
    """An appointment is to come: a weekday that may have been the last one is the next."""
    until = _day(search.get("until"))
    if until is None or not today() - timedelta(days=WEEK_DAYS) <= until < today():
        return dict(search)
    next_week = {key: _day(search[key]) for key in ("since", "until") if search.get(key)}
    return {**search, **{key: (day + timedelta(days=WEEK_DAYS)).isoformat() for key, day in next_week.items() if day}}


def find(uow: UnitOfWork, branch_id: int, search: Search) -> tuple[datetime, ...]:
    """The free times that fit: the next few; those just before, where an earlier one is wanted."""
    before = datetime.fromisoformat(search["before"]) if search.get("before") else None
    after = datetime.fromisoformat(search["after"]) if search.get("after") else None

    def fits(start: datetime) -> bool:
        if (before and start >= before) or (after and start <= after):
            return False
        if search.get("time"):
            return f"{start:%H:%M}" == str(search["time"])
        return _is_part(start.time(), search.get("part"))

    found = free_times(
        uow,
        branch_id,
        _day(search.get("since")),
        None if before else OFFERED,
        until=_day(search.get("until")),
        fits=fits,
    )
    return found[-OFFERED:]


def nearest(uow: UnitOfWork, branch_id: int, search: Search) -> tuple[datetime, ...]:
    """Where nothing fits: of the same days those nearest to the hour; else the next ones from there, or at all."""
    since, until = _day(search.get("since")), _day(search.get("until"))
    if free := free_times(uow, branch_id, since, None, until=until) if until else ():
        wanted = _minutes(time.fromisoformat(search["time"])) if search.get("time") else 0
        by_distance = sorted(free, key=lambda start: (abs(_minutes(start.time()) - wanted), start))
        return tuple(sorted(by_distance[:OFFERED]))
    return free_times(uow, branch_id, since, OFFERED) or free_times(uow, branch_id, None, OFFERED)


def is_exact(search: Search) -> bool:
    """Whether a day and an hour were named."""
    return bool(search.get("time")) and bool(search.get("since")) and search.get("since") == search.get("until")


def label(start: datetime) -> str:
    """ "Fri 27 Nov at 10:00"."""
    return f"{wording.day(start.date(), today())} at {start:%H:%M}"


def _time_said(turn: Turn) -> str | None:
    if at := turn.value("time"):
        hour, _, minute = str(at).partition(":")
        return _clock(int(hour), int(minute))
    if half := HALF_PAST.search(turn.text):
        return _clock(_hour(half["hour"]), 30)
    if bare := BARE_HOUR.search(turn.text):
        return _clock(_hour(bare["hour"] or bare["only"]), int(bare["minute"] or 0))
    return None


def _clock(hour: int, minute: int) -> str | None:
    if 0 < hour <= FIRST_AFTERNOON_HOUR:
        hour += 12
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def _hour(written: str) -> int:
    return HOURS.get(written.lower()) or int(written)


def _is_part(at: time, part: str | None) -> bool:
    ranges = {
        "morning": (time.min, NOON),
        "midday": (MIDDAY_FROM, MIDDAY_UNTIL),
        "afternoon": (NOON, AFTERNOON_ENDS),
        "late": (LATE_FROM, time.max),
    }
    first, last = ranges.get(part or "", (time.min, time.max))
    return first <= at < last


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
