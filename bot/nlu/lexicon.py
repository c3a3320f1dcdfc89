"""The signed-in customer's own names for one turn: what may be recognised beside the grammars.

Filled from outside (`current_lexicon.set(…)` around a turn); the model only reads it and keeps nothing of it.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Lexicon:
    """Names as the bank writes them: `payees` with nicknames, `accounts` by the customer's name for them."""

    payees: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    merchants: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


current_lexicon: ContextVar[Lexicon] = ContextVar("current_lexicon", default=Lexicon())  # noqa: B039 - it is frozen
