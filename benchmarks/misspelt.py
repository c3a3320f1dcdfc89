"""Writes the held-out questions with slips of the pen: in two words of each a letter too many, missing, wrong or moved.

.venv/bin/python benchmarks/misspelt.py > misspelt.jsonl && .venv/bin/teller evaluate answers --queries misspelt.jsonl
"""

from __future__ import annotations

import csv
import json
import random
import re
from pathlib import Path

QUESTIONS = Path(__file__).resolve().parents[1] / "tests" / "data" / "questions.csv"
SLIPS, VERSIONS = 2, 2
WORD = re.compile(r"[a-z]{5,}", re.IGNORECASE)


def main() -> None:
    """Two versions of each question, the same each time."""
    chance = random.Random(0)  # noqa: S311 - texts, not secrets
    with QUESTIONS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for _ in range(VERSIONS):
            print(json.dumps({"text": misspelt(row["text"], chance), "id": row["article"] or None}))


def misspelt(text: str, chance: random.Random) -> str:
    """The text with a slip in some of its longer words."""
    words = list(WORD.finditer(text))
    for word in sorted(chance.sample(words, min(SLIPS, len(words))), key=lambda word: -word.start()):
        text = text[: word.start()] + _slip(word[0], chance) + text[word.end() :]
    return text


def _slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    other = chance.choice("aeioursn")
    return before + chance.choice((after, 2 * letter + after, other + after, after[0] + letter + after[1:]))


if __name__ == "__main__":
    main()
