"""The names of the rules in data/rules, so that a tester can be told which one answered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml

Step = tuple[str, str]


class RuleNames:
    """Finds the rule whose intent and action are those of a turn."""

    def __init__(self, by_step: dict[Step, str]) -> None:
        self._by_step = by_step

    @classmethod
    def load(cls, folder: Path) -> RuleNames:
        """Read every rule file of the folder; a missing folder knows no names."""
        by_step: dict[Step, str] = {}
        for path in sorted(folder.glob("*.yml")):
            for rule in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader).get("rules") or ():
                intent = next((step["intent"] for step in rule["steps"] if "intent" in step), "")
                for step in rule["steps"]:
                    if "action" in step:
                        by_step.setdefault((intent, step["action"]), rule["rule"])
        return cls(by_step)

    def of_turn(self, intent: str | None, actions: Sequence[str], requested: str | None) -> str | None:
        """The rule's name; for a form that goes on, the form and what it asks for."""
        for action in actions:
            if action.endswith("_form") and (intent, action) not in self._by_step:
                return f"{action} asks for {requested}" if requested else f"{action} is complete"
            if name := self._by_step.get((intent or "", action)) or self._by_step.get(("", action)):
                return name
        return None
