"""What a ranking comes to: an answer, named choices, or out of scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.nlu.intents import Ranking, Thresholds
from bot.nlu.skills import Skills

Kind = Literal["answer", "clarify", "out_of_scope"]

MIN_CHOICES = 2
MAX_CHOICES = 4
OUT_OF_SCOPE_INTENT = "out_of_scope"


@dataclass(frozen=True)
class Outcome:
    """`choices` are skills, the likeliest first: two to four when clarifying, the one answered, or none."""

    kind: Kind
    choices: tuple[str, ...]


def decide(ranking: Ranking, skills: Skills, thresholds: Thresholds) -> Outcome:
    """Answer when the best skill is likely enough; else offer the likeliest, unless nothing fits at all."""
    by_skill: dict[str | None, float] = {}
    for intent, confidence in ranking.intents:
        skill = skills.skill_of.get(intent)
        by_skill[skill] = by_skill.get(skill, 0.0) + confidence
    best, confidence = max(by_skill.items(), key=lambda pair: pair[1])
    if best == OUT_OF_SCOPE_INTENT or ranking.out_of_scope >= thresholds.out_of_scope:
        return Outcome("out_of_scope", ())
    if confidence >= thresholds.answer:
        return Outcome("answer", (best,) if best is not None else ())
    offered = sorted((skill for skill in by_skill if skill in skills.offers), key=lambda s: -by_skill[s])
    return Outcome("clarify", tuple(skill for skill in offered[:MAX_CHOICES] if skill is not None))
