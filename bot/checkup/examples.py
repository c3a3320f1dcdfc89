"""What the assistant learns from: every intent with examples enough, and no sentence meant two ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.checkup.files import read, where
from bot.nlu.errors import ModelError
from bot.nlu.skills import load_skills

FEW_EXAMPLES = 40
"""An intent with fewer is guessed more than understood; data/README.md says how many there should be."""


def intents_without_examples(root: Path) -> Iterator[str]:
    """Intents with no or few examples, and those that a skill names and the domain does not, or the other way round."""
    skills_file = root / "data" / "skills.yml"
    try:
        intents = load_skills(skills_file).skill_of
    except ModelError as error:
        yield str(error)
        return
    known = set((read(root / "domain.yml") or {}).get("intents") or [])
    counts = Counter(intent for intent, _, _ in _examples(root))
    for intent in intents:
        if intent not in known:
            yield f"{where(skills_file, intent)}: {intent} is not in domain.yml. Add it there, or take it away here."
        if counts[intent] == 0:
            yield f"{where(skills_file, intent)}: {intent} has no examples. Write some in data/nlu (data/README.md)."
        elif counts[intent] < FEW_EXAMPLES:
            yield (
                f"{_first_place(root, intent)}: {intent} has {counts[intent]} examples. "
                f"Write more: below {FEW_EXAMPLES} it is guessed."
            )
    for intent in counts.keys() - intents.keys():
        yield f"{_first_place(root, intent)}: {intent} belongs to no skill. Name it in data/skills.yml, or correct it."


def sentences_of_two_intents(root: Path) -> Iterator[str]:
    """The same example under two intents: whatever is learnt from it is wrong once."""
    first: dict[str, tuple[str, Path]] = {}
    for intent, text, path in _examples(root):
        meant, there = first.setdefault(" ".join(text.casefold().split()), (intent, path))
        if meant != intent:
            yield f"{where(path, text)}: “{text}” is an example of {intent}, and of {meant} in {there.name}. Keep one."


def _examples(root: Path) -> Iterator[tuple[str, str, Path]]:
    """(intent, text, file) of every example."""
    for path in sorted((root / "data" / "nlu").glob("*.yml")):
        for block in (read(path) or {}).get("nlu") or []:
            for line in str(block.get("examples") or "").splitlines():
                if line.strip():
                    yield str(block.get("intent")), line.removeprefix("- ").strip(), path


def _first_place(root: Path, intent: str) -> str:
    path = next((path for found, _, path in _examples(root) if found == intent), root / "data" / "nlu")
    return where(path, f"intent: {intent}")
