"""Which payee is meant: by name, nickname or a slip of the pen; two of one name are a question, never a guess."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rapidfuzz import fuzz, utils

from bank.services.views import PayeeView

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
