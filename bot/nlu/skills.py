"""`data/skills.yml`: which skill each intent leads to, and under which name a skill is offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.calibration import ACTS, COST_OF_WRONG_ANSWER
from bot.nlu.errors import ModelError

LEVELS = frozenset({"public", "signed_in"})


@dataclass(frozen=True)
class Skills:
    """`skill_of`: intent → skill, or None for an intent that only means something inside a conversation.

    `offers`: skill → the words on its button. One without (small talk, confirm …) is never a choice.
    `does`: skill → a key of COST_OF_WRONG_ANSWER; one that is not here acts.
    """

    skill_of: Mapping[str, str | None]
    offers: Mapping[str, str]
    does: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """The skills, those without an offer too."""
        return frozenset(skill for skill in self.skill_of.values() if skill)

    def to_json(self) -> dict[str, Any]:
        return {"skill_of": dict(self.skill_of), "offers": dict(self.offers), "does": dict(self.does)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Skills:
        return cls(stored["skill_of"], stored["offers"], stored["does"])


def load_skills(path: Path) -> Skills:
    """Read and check `skills.yml`; ModelError says what is wrong in it."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except OSError as error:
        raise ModelError(f"The skills cannot be read: {path}: {error.strerror}.") from error
    except yaml.YAMLError as error:
        raise ModelError(f"{path} is not YAML: {error}") from error
    if not isinstance(content, dict) or not isinstance(content.get("skills"), dict):
        raise ModelError(f"{path} needs a mapping named skills.")
    skill_of: dict[str, str | None] = {}
    offers, does = {}, {}
    for skill, entry in content["skills"].items():
        _claim(path, skill_of, skill, _intents(path, skill, entry))
        if entry.get("level") not in LEVELS:
            raise ModelError(f"{path}: the level of {skill} must be one of {', '.join(sorted(LEVELS))}.")
        if not isinstance(entry.get("offer"), str):
            raise ModelError(f"{path}: {skill} needs an offer, the words on its button.")
        offers[skill] = entry["offer"]
        does[skill] = entry.get("does", ACTS)
        if does[skill] not in COST_OF_WRONG_ANSWER:
            raise ModelError(f"{path}: what {skill} does must be one of {', '.join(COST_OF_WRONG_ANSWER)}.")
    for skill, entry in (content.get("turns") or {}).items():
        _claim(path, skill_of, skill, _intents(path, skill, entry))
    _claim(path, skill_of, None, content.get("unskilled") or [])
    return Skills(skill_of, offers, does)


def _intents(path: Path, skill: str, entry: Any) -> list[str]:
    intents = entry.get("intents") if isinstance(entry, dict) else None
    if not isinstance(intents, list) or not intents:
        raise ModelError(f"{path}: {skill} needs a list of intents.")
    return intents


def _claim(path: Path, skill_of: dict[str, str | None], skill: str | None, intents: Iterable[str]) -> None:
    for intent in intents:
        if intent in skill_of:
            raise ModelError(f"{path}: the intent {intent} belongs to two skills.")
        skill_of[intent] = skill
