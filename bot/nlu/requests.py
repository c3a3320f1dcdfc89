"""Two requests in one message ("what's my balance and send 20 to Mia") are taken apart, each kept as it was written."""

from __future__ import annotations

import re
from collections.abc import Callable

SURE_ENOUGH = 0.6
"""Confidence in a part's own skill from which it counts as a request of its own."""

MOST_REQUESTS = 3
"""A message is never taken apart further; what is longer is a story, and is read as one."""

FEWEST_WORDS = 2

STORIES = frozenset({"fraud", "hardship", "complaint"})
"""Skills whose messages tell what happened: "he rang and I gave him the code" is one thing, whatever its clauses."""

# Where one request may end and the next begin.
SEAM = re.compile(
    r"(?:[,;.?!]+(?:\s+(?:and|then|also|plus|oh)\b)?|\s(?:and then|and also|and|then|also|plus|after that))\s+",
    re.IGNORECASE,
)

AMOUNT = r"[£$€]?\d[\d.,]*k?(?:\s?(?:€|quid|euros?|eur|pounds?|gbp|bucks?))?"
VERB = r"\b(?:pay|send|give|transfer|wire|move)\b"
# An order that says how much and to whom: "send 50 to mia", "pay mia 50".
ORDER = re.compile(rf"{VERB}.*(?:{AMOUNT}.*\sto\s+[^\W\d]|\s[^\W\d]+\s+{AMOUNT}\s*$)", re.IGNORECASE)
# One more like it, without the verb: "20 to tom", "tom 20".
AND_ANOTHER = re.compile(rf"(?:another\s+)?{AMOUNT}\s+to\s+[^\W\d]|[^\W\d]+\s+{AMOUNT}(?:$|[\s,;.])", re.IGNORECASE)

Understand = Callable[[str], tuple[str | None, float]]
"""A text → the skill that it asks for (None for none of its own) and how sure that is."""


def split_requests(text: str, understand: Understand) -> list[str]:
    """The requests of a message in their order; a list of the one text where it does not clearly hold several.

    A seam counts only if both sides, read alone, are surely asked of two different skills, or are two orders with
    amounts of their own ("send 50 to mia and 20 to tom"): "bread and butter", "between 20 and 50" and "pay Anna and
    Ben" stay whole, and so does a story.
    """
    if SEAM.search(text) and understand(text)[0] in STORIES:
        return [text]
    for seam in SEAM.finditer(text):
        first, rest = text[: seam.start()].strip(), text[seam.end() :].strip()
        if min(len(first.split()), len(rest.split())) < FEWEST_WORDS:
            continue
        skill, confidence = understand(first)
        if skill is None or confidence < SURE_ENOUGH:
            continue
        others = split_requests(_with_verb(first, rest), understand)[: MOST_REQUESTS - 1]
        next_skill, next_confidence = understand(others[0])
        is_another = next_skill != skill or (ORDER.search(first) and ORDER.search(others[0]))
        if next_skill is not None and is_another and next_confidence >= SURE_ENOUGH:
            return [first, *others]
    return [text]


def _with_verb(first: str, rest: str) -> str:
    """ "20 to tom" after "send 50 to mia" means "send 20 to tom"; anything else stays as it is written."""
    has_own = re.match(VERB, rest, re.IGNORECASE)
    if (
        not has_own
        and ORDER.search(first)
        and AND_ANOTHER.match(rest)
        and (verb := re.search(VERB, first, re.IGNORECASE))
    ):
        return f"{verb[0]} {rest}"
    return rest
