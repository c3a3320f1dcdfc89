"""Opening hours of branches and machines, which stand in the bank's database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from bank import Bank, BankError
from bank.domain.facts import WEEKDAYS
from bank.domain.places import PlaceKind
from bank.services.branches import list_places
from bank.services.views import BranchView, OpeningDay

EARLIEST, LATEST = time(6), time(22)
"""A branch that is open before or after is a slip: hours were written where minutes after midnight belong."""


def hours_of_branches(bank_url: str) -> Iterator[str]:
    """Places that are never open, and branches that are open at night."""
    try:
        bank = Bank.open(bank_url)
    except BankError:
        return  # told by the look at the database itself
    try:
        with bank.unit_of_work() as uow:
            places = list_places(uow)
    finally:
        bank.close()
    for place in places:
        if not place.hours:
            yield f"{_named(place)} has no opening hours: customers are told that it is closed. Add rows for its days."
        if place.kind is PlaceKind.BRANCH:
            for opening in filter(_is_at_night, place.hours):
                yield (
                    f"{_named(place)} is open at night on {WEEKDAYS[opening.weekday]} ({_span(opening)}). "
                    "Hours are kept in minutes after midnight: 540 is 09:00."
                )


def _is_at_night(opening: OpeningDay) -> bool:
    return opening.opens < EARLIEST or opening.closes is None or opening.closes > LATEST


def _named(place: BranchView) -> str:
    return f"opening_hours, branch_id {place.id}: {place.name} in {place.town}"


def _span(opening: OpeningDay) -> str:
    closes = "24:00" if opening.closes is None else f"{opening.closes:%H:%M}"
    return f"{opening.opens:%H:%M} to {closes}"
