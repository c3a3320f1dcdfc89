"""What a ranking comes to: an answer, named choices, or out of scope."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

from bot.nlu.calibration import ACTS, COST_OF_WRONG_TURN, Thresholds, least_probability
from bot.nlu.intents import OUT_OF_SCOPE_INTENT, Ranking
from bot.nlu.skills import Skills

Kind = Literal["answer", "clarify", "out_of_scope"]

MIN_CHOICES = 2
MAX_CHOICES = 4
LEAST_CHOICE = 0.03
"""A skill less likely than this is offered only to make up the least number of choices."""
CONFIRM_SKILL = "confirm"

must_be_sure: ContextVar[bool] = ContextVar("must_be_sure", default=False)
"""Set while a form is open: a guess at something else would carry off what was meant for it."""


@dataclass(frozen=True)
class Outcome:
    """`choices` are skills, the likeliest first: two to four when clarifying, the one answered, or none."""

    kind: Kind
    choices: tuple[str, ...]


def decide(ranking: Ranking, skills: Skills, thresholds: Thresholds) -> Outcome:
    """Answer when the best skill is likely enough; else offer the likeliest, unless the message is foreign.

    How likely it must be hangs on what the skill does; of a greeting or a no little hangs, and a guess will do.
    """
    likely = _by_skill(ranking, skills)
    best = max(likely, key=lambda skill: likely[skill])
    guess = least_probability(COST_OF_WRONG_TURN)
    if ranking.out_of_scope >= thresholds.out_of_scope or likely.get(OUT_OF_SCOPE_INTENT, 0.0) >= guess:
        return Outcome("out_of_scope", ())
    does = ACTS if must_be_sure.get() else skills.does.get(str(best), ACTS)
    needed = thresholds.answer[does] if best in skills.offers or best == CONFIRM_SKILL else guess
    if likely[best] >= needed and best != OUT_OF_SCOPE_INTENT:
        return Outcome("answer", (best,) if best is not None else ())
    offers = sorted((skill for skill in likely if skill in skills.offers), key=lambda skill: -likely[skill])
    plausible = [skill for skill in offers if likely[skill] >= LEAST_CHOICE]
    return Outcome("clarify", tuple(map(str, offers[: min(max(len(plausible), MIN_CHOICES), MAX_CHOICES)])))


def _by_skill(ranking: Ranking, skills: Skills) -> dict[str | None, float]:
    """How likely each skill is: the sum over its intents; None stands for details that belong to no skill."""
    likely: dict[str | None, float] = {}
    for intent, confidence in ranking.intents:
        skill = skills.skill_of.get(intent)
        likely[skill] = likely.get(skill, 0.0) + confidence
    return likely
