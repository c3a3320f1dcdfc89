"""Which payee is meant: by name, nickname or a slip of the pen; two of one name are a question, never a guess."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz, utils
from rasa_sdk.events import SlotSet

from actions.context import customer_work
from actions.turn import Choice, Event, Turn
from bank.services.payees import list_payees
from bank.services.views import PayeeView

PAYEES_OFFERED = 6
"""Buttons under the question for a payee."""
OTHER = re.compile(r"\b(other|different|not (her|him|that one|them))\b", re.IGNORECASE)
HIM = re.compile(r"\b(her|him)\b", re.IGNORECASE)
PLACES = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}
PLACED = re.compile(rf"\b(?P<place>{'|'.join(PLACES)})\s+(?P<name>\w+)", re.IGNORECASE)
LIKENESS_THAT_COUNTS = 84
"""Of 100: "Miya" is Mia (86), "Maria" is not Mario (80)."""


def matching(payees: Sequence[PayeeView], name: str) -> list[PayeeView]:
    """The payees that a written name can mean; an exact name or nickname beats any likeness."""
    wanted = utils.default_process(name)
    if not wanted:
        return []
    exact = [p for p in payees if wanted in {utils.default_process(n) for n in (p.name, p.nickname or "")}]
    if exact:
        return exact
    by_part = [p for p in payees if set(wanted.split()) <= set(utils.default_process(p.name).split())]
    if by_part:
        return by_part
    scored = [(_likeness(payee, wanted), payee) for payee in payees]
    best = max((score for score, _ in scored), default=0.0)
    return [payee for score, payee in scored if score == best] if best >= LIKENESS_THAT_COUNTS else []


def own(turn: Turn) -> Sequence[PayeeView]:
    """The customer's payees, by name."""
    with customer_work(turn.conversation_id) as (uow, customer):
        return list_payees(uow, customer)


def spoken_of(turn: Turn) -> str | None:
    """The name of the payee in the message, or of the one that was just spoken of: "send her 50"."""
    of_form = (turn.slot("payee") or {}).get("name")
    name = turn.value("payee") or ((of_form or turn.slot("shown_payee")) if HIM.search(turn.typed) else None)
    return str(name) if name else None


def shown(name: str | None) -> Event:
    """Remember the payee that was spoken of."""
    event: Event = SlotSet("shown_payee", name)
    return event


def said(turn: Turn, known: Mapping[str, Any], name: str) -> list[PayeeView]:
    """The payees that a name in the message can mean; not the `known` one where another is asked for."""
    found = matching(own(turn), name)
    if len(found) > 1 and OTHER.search(turn.text):
        found = [payee for payee in found if payee.id != known.get("id")]
    placed = PLACED.search(turn.text)
    if len(found) > 1 and placed and name.casefold().startswith(placed["name"].casefold()):
        # "the second anna": in the order in which they are listed and offered
        place = PLACES[placed["place"].casefold()]
        return found[place - 1 : place] if place > 0 else found[-1:]
    return found


def the_other_one(turn: Turn, known: Mapping[str, Any]) -> PayeeView | None:
    """ "Not her, the other one": the only other payee who shares the first name."""
    if "id" not in known or not OTHER.search(turn.text):
        return None
    first = known["name"].split()[0]
    others = [p for p in own(turn) if p.name.split()[0] == first and p.id != known["id"]]
    return others[0] if len(others) == 1 else None


def choices(payees: Sequence[PayeeView]) -> list[Choice]:
    """A button for each of the first few, which answers the question for a payee."""
    return [Choice(title(payee), "inform", {"payee": payee.name}) for payee in payees[:PAYEES_OFFERED]]


def candidates(found: Sequence[PayeeView]) -> dict[str, Any]:
    """An open choice among several that a name can mean."""
    return {"slot": "payee", "options": [{"title": title(payee), "value": slot_value(payee)} for payee in found]}


def picked(found: Sequence[PayeeView]) -> dict[str, Any]:
    """What a form notes of what was found: the one payee, or a choice of several."""
    if len(found) == 1:
        return {"payee": slot_value(found[0]), "candidates": None}
    return {"payee": None, "candidates": candidates(found)}


def slot_value(payee: PayeeView) -> dict[str, Any]:
    """A saved payee as the form's slot keeps it."""
    return {"id": payee.id, "name": payee.name}


def title(payee: PayeeView) -> str:
    """ "Anna Okafor (…4711)"."""
    return f"{payee.name} (…{payee.digits})"


def _likeness(payee: PayeeView, wanted: str) -> float:
    names = [utils.default_process(payee.name), utils.default_process(payee.nickname or "")]
    words = [word for name in names for word in (name, *name.split()) if word]
    return max((fuzz.ratio(wanted, word) for word in words), default=0.0)
