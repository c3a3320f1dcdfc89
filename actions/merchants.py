"""A shop's name that nothing is found by: the customer's shops that are near it, as a choice and never as a guess."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rapidfuzz import fuzz

from actions.context import customer_work
from actions.turn import Choice, Turn
from bank.services.transactions import list_merchants

LEAST_LIKENESS = 75
"""How like one of its words must be to a shop's to be near it (0 … 100)."""
WORD = re.compile(r"[^\W\d_]+")
LEAST_LETTERS = 4
LEAST_PART = 3
"""Letters of a word of a name that names it by itself."""
NAME_NOTHING = frozenset(
    {"account", "and", "bank", "card", "for", "money", "monthly", "payment", "thank", "the", "you"}
)
"""Parts of names that stand in any message."""
LIKENESS_OF_A_SLIP = 85
"""How like a word must be to another to be a slip of the pen for it."""
CHOICES = 3


def names_one(text: str, name: str) -> bool:
    """Whether a word of the text, even misspelt, is one of the name's: "cancel the gym" means "Movewell Gym"."""
    parts = {part for part in WORD.findall(name.casefold()) if len(part) >= LEAST_PART} - NAME_NOTHING
    words = WORD.findall(text.casefold())
    return any(
        word == part or (len(word) >= LEAST_LETTERS and fuzz.ratio(word, part) >= LIKENESS_OF_A_SLIP)
        for word in words
        for part in parts
    )


def say_unknown(turn: Turn, wanted: Mapping[str, Any], intent: str) -> bool:
    """Say that there is no shop of the name that was searched for, and offer those near it; False if there is one."""
    name = str(wanted.get("text") or "")
    with customer_work(turn.conversation_id) as (uow, customer):
        known = list_merchants(uow, customer)
    if not name or any(name.casefold() in one.casefold() for one in known):
        return False
    time = {"period": {"since": wanted["since"], "until": wanted["until"]}} if wanted.get("until") else {}
    near = sorted(
        (one for one in known if _nearness(name, one) >= LEAST_LIKENESS), key=lambda one: -_nearness(name, one)
    )
    choices = [Choice(one, intent, {"merchant": one, **time}) for one in near[:CHOICES]]
    turn.say("utter_no_such_merchant_but_near" if near else "utter_no_such_merchant", name=name, choices=choices)
    return True


def _nearness(name: str, other: str) -> float:
    words = [word for word in name.casefold().split() if len(word) >= LEAST_LETTERS]
    return max((fuzz.ratio(word, known) for word in words for known in other.casefold().split()), default=0)
