"""Intents without examples, and sentences that are meant two ways."""

from __future__ import annotations

import re
from pathlib import Path

from bot.checkup import examples
from tests.unit.checkup.conftest import Change


def test_the_projects_own_examples_are_enough_and_of_one_mind(root: Path) -> None:
    assert list(examples.intents_without_examples(root)) == []
    assert list(examples.sentences_of_two_intents(root)) == []


def test_an_intent_without_examples_is_told(root: Path) -> None:
    (root / "data/nlu/balances.yml").unlink()
    (told,) = examples.intents_without_examples(root)
    assert told.startswith("data/skills.yml, line ")
    assert "balances has no examples" in told


def test_an_intent_with_few_examples_is_told_with_their_number(root: Path) -> None:
    path = root / "data/nlu/balances.yml"
    path.write_text("nlu:\n  - intent: balances\n    examples: |\n      - my balance\n", encoding="utf-8")
    (told,) = examples.intents_without_examples(root)
    assert told.startswith("data/nlu/balances.yml, line 2: balances has 1 examples")


def test_an_intent_that_no_skill_names_is_told(root: Path) -> None:
    path = root / "data/nlu/balances.yml"
    path.write_text(re.sub(r"intent: balances\b", "intent: ballances", path.read_text(encoding="utf-8")))
    told = list(examples.intents_without_examples(root))
    assert any("ballances belongs to no skill" in one for one in told)


def test_an_intent_that_the_domain_lacks_is_told(root: Path, change: Change) -> None:
    change("domain.yml", "  - card_unfreeze\n", "")
    (told,) = examples.intents_without_examples(root)
    assert "card_unfreeze is not in domain.yml" in told


def test_a_sentence_of_two_intents_is_told_with_both(root: Path) -> None:
    path = root / "data/nlu/balances.yml"
    path.write_text(path.read_text(encoding="utf-8").rstrip() + "\n      - Freeze my card\n", encoding="utf-8")
    there = root / "data/nlu/card_freeze.yml"
    there.write_text(there.read_text(encoding="utf-8").rstrip() + "\n      - freeze  my card\n", encoding="utf-8")
    assert any("reeze" in told and "Keep one" in told for told in examples.sentences_of_two_intents(root))
