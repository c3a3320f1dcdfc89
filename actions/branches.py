"""Branches and cash machines near a town or post code: open when, doing what, step-free or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from rasa_sdk.events import SlotSet

from actions import wording
from actions.context import public_work, today
from actions.places import only_named, town_in, towns
from actions.turn import Event, SkillAction, Turn
from bank import BankError
from bank.domain.clock import BANK_TIME_ZONE
from bank.domain.places import MINUTES_PER_DAY, PlaceKind
from bank.services.branches import find_branches, hours_on, list_places
from bank.services.views import BranchView, OpeningDay

PLACES_NAMED = 6
"""Towns named when a place is unknown."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

MACHINE = re.compile(
    r"\b(cash ?(machine|point)s?|atms?|cashpoints?|bankomats?|machines?|withdraw\w*|get cash|cash out)\b", re.IGNORECASE
)
BRANCH = re.compile(r"\b(branch(es)?|brnch\w*|offices?|counters?|advis[eo]r?s?|staff)\b", re.IGNORECASE)
STEP_FREE = re.compile(
    r"\b(step[- ]?free|wheel ?chair\w*|pram|buggy|accessib\w+|ramp|no stairs|disab\w+|without steps)\b", re.IGNORECASE
)
AND_ALSO = re.compile(r"\W*(and|or|what about|how about|also)\b", re.IGNORECASE)
"""What goes back to the place spoken of before, though something else came between."""
OPEN_NOW = re.compile(r"\bopen\b.*\b(now|still|at the moment|right now)\b|\b(now|still) open\b", re.IGNORECASE)
HOURS = re.compile(
    r"\b(hours|times|when (do|does|are|is|will)|what time|how (late|long)|till|until|open(s|ed)?|clos(e|es|ed|ing))\b",
    re.IGNORECASE,
)
# What can be done at a place: how it is asked for, and how it is said.
SERVICES = {
    "coins": (re.compile(r"\b(coins?|change|piggy)\b", re.IGNORECASE), "coins"),
    "safe_deposit": (re.compile(r"\b(safe|deposit box\w*|vault|locker)\b", re.IGNORECASE), "safe deposit boxes"),
    "cash_deposit": (
        re.compile(r"\b(pay(ing)? in|pay cash|deposit(ing)? (cash|money)|cash deposit\w*|put cash)\b", re.IGNORECASE),
        "paying in cash",
    ),
    "advice": (re.compile(r"\b(advice|advis[eo]rs?|consult\w*)\b", re.IGNORECASE), "advice"),
    "appointments": (re.compile(r"\bappointments?\b", re.IGNORECASE), "appointments"),
    "accounts": (re.compile(r"\bopen an account\b", re.IGNORECASE), "accounts and cards"),
    "cash_withdrawal": (re.compile(r"\b(withdraw\w*|cash out|get cash)\b", re.IGNORECASE), "cash"),
    "balance": (re.compile(r"\bcheck (my|the) balance\b", re.IGNORECASE), "balances"),
}


def minutes_open(openings: Sequence[OpeningDay]) -> int:
    return sum(_closes(one) - _opens(one) for one in openings)


def closing_minute(openings: Sequence[OpeningDay]) -> int:
    return max(_closes(one) for one in openings)


def opening_minute(openings: Sequence[OpeningDay]) -> int:
    """The earliest is the most."""
    return -min(_opens(one) for one in openings)


def _opens(one: OpeningDay) -> int:
    return one.opens.hour * 60 + one.opens.minute


def _closes(one: OpeningDay) -> int:
    return one.closes.hour * 60 + one.closes.minute if one.closes else MINUTES_PER_DAY


# What the best of several is asked by: its words, how it is told, and what is compared of its hours (the most is best).
BEST = (
    (re.compile(r"\b(longest|most hours|longer)\b", re.IGNORECASE), "utter_branch_longest", minutes_open),
    (
        re.compile(r"\b(latest|longest in the evening|closes? last|last to close|later)\b", re.IGNORECASE),
        "utter_branch_latest",
        closing_minute,
    ),
    (
        re.compile(r"\b(earliest|opens? first|first to open|earlier)\b", re.IGNORECASE),
        "utter_branch_earliest",
        opening_minute,
    ),
)


class Branches(SkillAction):
    """Find what is near; without a place, go on with the last one, or ask for one."""

    action_name = "action_branches"
    skill = "branches"

    def answer(self, turn: Turn) -> list[Event]:
        said = turn.value("postcode") or turn.value("place") or town_in(turn.text)
        goes_on = turn.slot("last_skill") == "branches" or AND_ALSO.match(turn.text) is not None
        shown = turn.look(_shown) if goes_on else ()
        if one := only_named(turn.text, shown) or (None if said else turn.placed(shown)):
            _say_of(turn, one)
            return []
        place = said or (turn.slot("branch_place") if goes_on else None)
        if not place:
            turn.say("utter_ask_place")
            return []
        return near(turn, str(place))


def near(turn: Turn, place: str) -> list[Event]:
    """The nearest branches or machines that do what was asked for, with when they are open."""
    wanted = tuple(service for service, (words, _) in SERVICES.items() if words.search(turn.text))
    with public_work() as uow:
        try:
            found = find_branches(
                uow,
                place,
                services=wanted,
                kind=_kind(turn, wanted),
                step_free=bool(STEP_FREE.search(turn.text)),
                open_at=_open_at(turn, uow.now),
            )
        except BankError as error:
            turn.say(f"utter_refused_{error.code}", place=place, places=wording.every(towns()[:PLACES_NAMED]))
            return []
    named = [branch for branch in found if branch.name.casefold() in turn.text.casefold() and branch.name != place]
    found = tuple(named[:1]) or found
    if not found:
        turn.say("utter_branches_none", place=place)
        return [SlotSet("branch_place", place)]
    day = _day(turn)
    kept = [SlotSet("branch_place", place), SlotSet("shown_places", [branch.id for branch in found])]
    if _say_best(turn, found, day):
        return [*kept, SlotSet("last_skill", "branches")]
    says_hours = bool(HOURS.search(turn.text)) and not OPEN_NOW.search(turn.text)
    hours = [_hours_of_day(branch, day) if day else _week(branch) if says_hours else _now(branch) for branch in found]
    is_measured = any(map(str.isdigit, place))
    turn.say(
        "utter_branches",
        data={
            "kind": "branches",
            "rows": [_row(branch, opening) for branch, opening in zip(found, hours, strict=True)],
        },
        found=f"Near {place}:",
        rows=wording.lines(_line(b, h, is_measured) for b, h in zip(found, hours, strict=True)),
    )
    return [*kept, SlotSet("last_skill", "branches")]


def _shown(turn: Turn) -> tuple[BranchView, ...]:
    """The places that were shown last, in their order."""
    with public_work() as uow:
        known = {one.id: one for one in list_places(uow)}
    return tuple(known[place_id] for place_id in turn.slot("shown_places") or () if place_id in known)


def _say_of(turn: Turn, one: BranchView) -> None:
    """One of those that were shown: when it is open, and whether it has what was asked for."""
    day = _day(turn)
    facts = [_hours_of_day(one, day) if day else f"{_now(one)}; {_week(one)}"]
    if STEP_FREE.search(turn.text) or one.step_free:
        facts.append("step-free" if one.step_free else "not step-free")
    for service, (words, name) in SERVICES.items():
        if words.search(turn.text):
            facts.append(name if service in one.services else f"no {name}")
    turn.say("utter_branch_one", place=_address(one), facts="; ".join(facts))


def _say_best(turn: Turn, found: Sequence[BranchView], day: date | None) -> bool:
    """Which of several is open longest, closes last or opens first, in the week or on a day; True if that was asked."""
    asked = [(response, measure) for words, response, measure in BEST if words.search(turn.text)]
    if not asked or len(found) == 1:
        return False
    response, measure = asked[0]
    days = [[opening for opening in one.hours if day is None or hours_on(one, day) == opening] for one in found]
    measured = [(measure(openings), one) for openings, one in zip(days, found, strict=True) if openings]
    if not measured:
        turn.say("utter_branches_closed", day=wording.day(day or today(), today()))
        return True
    most = max(value for value, _ in measured)
    best = [one for value, one in measured if value == most]
    hours = _hours_of_day(best[0], day) if day else _week(best[0])
    names = wording.every([one.name for one in best])
    turn.say(response if len(best) == 1 else "utter_branches_alike", names=names, hours=hours)
    return True


def _kind(turn: Turn, wanted: tuple[str, ...]) -> PlaceKind | None:
    """Machines or branches where one of them was named, or was shown before; both for what both do."""
    text = turn.text
    if MACHINE.search(text):
        return PlaceKind.MACHINE
    if BRANCH.search(text):
        return PlaceKind.BRANCH
    shown = {one.kind for one in turn.look(_shown)} if turn.slot("last_skill") == "branches" and not wanted else set()
    if len(shown) == 1:
        return shown.pop()
    return PlaceKind.BRANCH if HOURS.search(text) and not wanted and not OPEN_NOW.search(text) else None


def _open_at(turn: Turn, now: datetime) -> datetime | None:
    """The moment at which it must be open: now, or an hour that was named."""
    if OPEN_NOW.search(turn.text):
        return now
    if not (at := turn.value("time")) or not HOURS.search(turn.text):
        return None
    return datetime.combine(_day(turn) or today(), time.fromisoformat(at), BANK_TIME_ZONE)


def _day(turn: Turn) -> date | None:
    said = turn.value("date")
    return date.fromisoformat(said) if said else None


def _line(branch: BranchView, hours: str, is_measured: bool) -> str:
    free = ", step-free" if branch.step_free else ""
    far = f", {branch.distance_km:.1f} km" if is_measured and branch.distance_km else ""
    return f"{_address(branch)}{far}: {hours}{free}"


def _address(branch: BranchView) -> str:
    kind = "Cash machine " if branch.kind is PlaceKind.MACHINE else ""
    return f"{kind}{branch.name}, {branch.street}, {branch.post_code} {branch.town}"


def _now(branch: BranchView) -> str:
    if branch.open_now:
        return "open now"
    if branch.opens_next is None:
        return "closed"
    return f"closed, opens {branch.opens_next:%A %H:%M}"


def _hours_of_day(branch: BranchView, day: date) -> str:
    opening = hours_on(branch, day)
    said = wording.day(day, today())
    return f"closed {said}" if opening is None else f"{said} {_from_to(opening.opens, opening.closes)}"


def _week(branch: BranchView) -> str:
    """ "Mon–Fri 09:00–19:00, Sat 09:00–13:00": days of the same hours together."""
    runs: list[tuple[int, int, str]] = []
    for day in branch.hours:
        hours = _from_to(day.opens, day.closes)
        if runs and runs[-1][1] == day.weekday - 1 and runs[-1][2] == hours:
            runs[-1] = (runs[-1][0], day.weekday, hours)
        else:
            runs.append((day.weekday, day.weekday, hours))
    days = [f"{_days(first, last)} {hours}" for first, last, hours in runs]
    return ", ".join(days).removeprefix("Mon–Sun ") or "closed"


def _days(first: int, last: int) -> str:
    return WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]}–{WEEKDAYS[last]}"


def _from_to(opens: time, closes: time | None) -> str:
    if opens == time.min and closes is None:
        return "day and night"
    return f"{opens:%H:%M}–{f'{closes:%H:%M}' if closes else '24:00'}"


def _row(branch: BranchView, hours: str) -> dict[str, Any]:
    said = [SERVICES[service][1] for service in branch.services if service in SERVICES]
    return {
        "name": branch.name,
        "address": f"{branch.street}, {branch.post_code} {branch.town}",
        "hours": hours,
        "distance_km": round(branch.distance_km, 1),
        "services": said + (["step-free"] if branch.step_free else []),
    }
