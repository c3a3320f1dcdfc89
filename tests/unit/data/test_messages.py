"""The messages the assistant learns from, and those it is measured by: enough, of one mind, and kept apart."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
MAIN_INTENTS_MINIMUM = 120
OTHER_INTENTS_MINIMUM = 60
OUT_OF_SCOPE_MINIMUM = 250
HELD_OUT = ("messages.csv", "short_messages.csv", "fresh_messages.csv", "blind_messages.csv")
"""What measures the model: messages of all lengths; short and careless ones, written without a look at the examples;
odd ones, written when the work on the examples was done; and short and careless ones that are never worked on."""
HELD_OUT_MINIMUM = 1_000
HELD_OUT_OUT_OF_SCOPE_MINIMUM = 200
HELD_OUT_OF_A_SKILL_MINIMUM = 10


def plain(text: str) -> str:
    """The text as a comparison sees it: case and spaces do not count."""
    return " ".join(text.casefold().split())


def bare(text: str) -> str:
    """Only its letters and digits, or the text itself where it has none: punctuation makes no new message."""
    return "".join(filter(str.isalnum, text.casefold())) or text


def read_examples() -> list[tuple[str, str]]:
    """(intent, text) of every example, in the files' order."""
    examples = []
    for path in sorted((ROOT / "data/nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                assert line.startswith("- "), f"{path.name}: {line!r} is no list entry"
                examples.append((block["intent"], line.removeprefix("- ")))
    return examples


EXAMPLES = read_examples()
SKILLS = yaml.safe_load((ROOT / "data/skills.yml").read_text(encoding="utf-8"))
MAIN_INTENTS = {skill["intents"][0] for skill in SKILLS["skills"].values()}
SKILL_INTENTS = {intent for skill in SKILLS["skills"].values() for intent in skill["intents"]}
TURN_INTENTS = {intent for turn in SKILLS["turns"].values() for intent in turn["intents"]}
INTENTS = SKILL_INTENTS | TURN_INTENTS | set(SKILLS["unskilled"])


def minimum(intent: str) -> int:
    """How many examples an intent needs: the first of a skill is what most people come for."""
    if intent == "out_of_scope":
        return OUT_OF_SCOPE_MINIMUM
    return MAIN_INTENTS_MINIMUM if intent in MAIN_INTENTS | set(SKILLS["unskilled"]) else OTHER_INTENTS_MINIMUM


def read_csv(name: str) -> list[dict[str, str]]:
    with (ROOT / "tests/data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("intent", sorted(INTENTS))
def test_every_intent_has_enough_examples(intent: str) -> None:
    assert sum(1 for found, _ in EXAMPLES if found == intent) >= minimum(intent)


def test_every_example_belongs_to_an_intent_of_the_skills() -> None:
    assert {intent for intent, _ in EXAMPLES} == INTENTS


def test_no_example_stands_twice_within_or_across_intents() -> None:
    counts = Counter(plain(text) for _, text in EXAMPLES)
    assert [text for text, count in counts.items() if count > 1] == []


def test_no_example_is_empty_padded_or_annotated() -> None:
    assert [text for _, text in EXAMPLES if not text.strip() or text != text.strip() or "](" in text] == []


def read_held_out() -> list[dict[str, str]]:
    return [row for name in HELD_OUT for row in read_csv(name)]


def test_the_held_out_messages_are_many_and_of_every_skill() -> None:
    counts = Counter(row["skill"] for row in read_held_out())
    known = set(SKILLS["skills"]) | set(SKILLS["turns"])
    assert known == set(counts)
    assert sum(counts[skill] for skill in SKILLS["skills"]) >= HELD_OUT_MINIMUM
    assert counts["out_of_scope"] >= HELD_OUT_OUT_OF_SCOPE_MINIMUM
    assert [skill for skill in SKILLS["skills"] if counts[skill] < HELD_OUT_OF_A_SKILL_MINIMUM] == []


def test_no_held_out_message_stands_twice() -> None:
    counts = Counter(bare(row["text"]) for row in read_held_out())
    assert [text for text, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("name", [*HELD_OUT, "questions.csv"])
def test_no_held_out_message_is_learnt_from(name: str) -> None:
    learnt = {bare(text) for _, text in EXAMPLES}
    assert [row["text"] for row in read_csv(name) if bare(row["text"]) in learnt] == []
