"""Branches and cash machines near a town or post code."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk.events import SlotSet

from actions import wording
from actions.context import public_work
from actions.turn import Event, SkillAction, Turn
from bank import BankError
from bank.domain.places import PlaceKind
from bank.services.branches import find_branches, get_branch_places
from bank.services.views import BranchView

PLACES_NAMED = 6
"""Towns named when a place is unknown."""

MACHINE = re.compile(
    r"\b(cash ?(machine|point)s?|atms?|cashpoints?|bankomats?|withdraw\w*|get cash|cash out)\b", re.IGNORECASE
)
STEP_FREE = re.compile(r"\b(step[- ]?free|wheel ?chair|pram|accessib\w+|ramp)\b", re.IGNORECASE)
OPEN_NOW = re.compile(r"\bopen\b.*\b(now|still|at the moment|right now)\b|\b(now|still) open\b", re.IGNORECASE)


class Branches(SkillAction):
    """Find what is near; without a place, ask for one."""

    action_name = "action_branches"
    skill = "branches"

    def answer(self, turn: Turn) -> list[Event]:
        place = turn.value("postcode") or turn.value("place")
        if not place:
            turn.say("utter_ask_place")
            return []
        return near(turn, str(place))


def near(turn: Turn, place: str) -> list[Event]:
    """The nearest branches or machines, with whether they are open."""
    with public_work() as uow:
        try:
            found = find_branches(
                uow,
                place,
                kind=PlaceKind.MACHINE if MACHINE.search(turn.text) else None,
                step_free=bool(STEP_FREE.search(turn.text)),
                open_at=uow.now if OPEN_NOW.search(turn.text) else None,
            )
        except BankError as error:
            towns = [name for name in get_branch_places(uow) if not any(c.isdigit() for c in name)]
            turn.say(f"utter_refused_{error.code}", place=place, places=wording.every(towns[:PLACES_NAMED]))
            return []
    if not found:
        turn.say("utter_branches_none", place=place)
        return []
    turn.say(
        "utter_branches",
        data={"kind": "branches", "rows": [_row(branch) for branch in found]},
        found=f"Near {place}:",
        rows=wording.lines(_line(branch) for branch in found),
    )
    return [SlotSet("last_skill", "branches")]


def _line(branch: BranchView) -> str:
    free = ", step-free" if branch.step_free else ""
    return f"{branch.name}, {branch.street}, {branch.post_code} {branch.town}: {_hours(branch)}{free}"


def _hours(branch: BranchView) -> str:
    if branch.open_now:
        return "open now"
    if branch.opens_next is None:
        return "closed"
    return f"closed, opens {branch.opens_next:%A %H:%M}"


def _row(branch: BranchView) -> dict[str, Any]:
    return {
        "name": branch.name,
        "address": f"{branch.street}, {branch.post_code} {branch.town}",
        "hours": _hours(branch),
        "distance_km": round(branch.distance_km, 1),
        "services": list(branch.services) + (["step-free"] if branch.step_free else []),
    }
