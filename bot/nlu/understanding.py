"""All that is fitted of the model, as it lies in a trained archive."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from bot.nlu.answers import PassageIndex
from bot.nlu.intents import IntentModel
from bot.nlu.skills import Skills

SKILLS_FILE = "skills.json"


@dataclass(frozen=True)
class Understanding:
    """The intents, the skills they belong to, and the articles that answer."""

    intents: IntentModel
    skills: Skills
    answers: PassageIndex

    def save(self, folder: Path) -> None:
        self.intents.save(folder)
        self.answers.save(folder)
        (folder / SKILLS_FILE).write_text(json.dumps(self.skills.to_json()), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Understanding:
        """Read what `save` wrote; ModelError if that is not there or not whole."""
        skills = Skills.from_json(json.loads((folder / SKILLS_FILE).read_text(encoding="utf-8")))
        return cls(IntentModel.load(folder), skills, PassageIndex.load(folder))
