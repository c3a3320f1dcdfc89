"""Which of the bank's towns a message names, where nothing else in it says that a place is spoken of."""

from __future__ import annotations

import re

from actions.context import public_work
from bank.services.branches import get_branch_places

WORD = re.compile(r"[^\W_]+")


def town_in(text: str) -> str | None:
    """A town of ours in the message: "about a loan in wexcombe"."""
    plain = f" {' '.join(WORD.findall(text.casefold()))} "
    return next((town for town in towns() if f" {town.casefold()} " in plain), None)


def towns() -> list[str]:
    """Every town with a branch or machine; post codes are places too, but no towns."""
    with public_work() as uow:
        return [place for place in get_branch_places(uow) if not any(map(str.isdigit, place))]
