"""Which of the bank's towns or places a message names, where nothing else in it says that a place is spoken of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.context import public_work
from bank.services.branches import get_branch_places
from bank.services.views import BranchView

WORD = re.compile(r"[^\W_]+")


def town_in(text: str) -> str | None:
    """A town of ours in the message: "about a loan in wexcombe"."""
    plain = f" {' '.join(WORD.findall(text.casefold()))} "
    return next((town for town in towns() if f" {town.casefold()} " in plain), None)


def towns() -> list[str]:
    """Every town with a branch or machine; post codes are places too, but no towns."""
    with public_work() as uow:
        return [place for place in get_branch_places(uow) if not any(map(str.isdigit, place))]


def only_named(text: str, places: Sequence[BranchView]) -> BranchView | None:
    """The only one of some places that the text names by its own part of the town: "in harbour", "the market one"."""
    words = text.casefold()
    found = []
    for one in places:
        own = set(WORD.findall(one.name.casefold())) - set(WORD.findall(one.town.casefold()))
        if any(re.search(rf"^\W*{word}\b|\b(in|at|the) {word}\b", words) for word in own):
            found.append(one)
    return found[0] if len(found) == 1 else None
