"""data/responses and the actions must agree: every word that is said stands there, and nothing stands there unsaid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor

from bot.checkup import words
from bot.runtime.actions_in_process import InProcessActions
from bot.runtime.settings import PROJECT_ROOT


@pytest.fixture(scope="module")
def domain() -> dict[str, Any]:
    """domain.yml."""
    loaded: dict[str, Any] = yaml.safe_load((PROJECT_ROOT / "domain.yml").read_text(encoding="utf-8"))
    return loaded


def test_every_word_that_is_said_stands_there_and_nothing_stands_there_unsaid() -> None:
    assert list(words.missing_words(PROJECT_ROOT)) == []
    assert list(words.unsaid_words(PROJECT_ROOT)) == []


def test_every_gap_is_filled_and_every_variant_says_something_of_its_own() -> None:
    assert list(words.unfilled_gaps(PROJECT_ROOT)) == []
    assert list(words.empty_or_double(PROJECT_ROOT)) == []


def test_the_domain_lists_exactly_the_actions_that_there_are(domain: dict[str, Any]) -> None:
    assert set(domain["actions"]) == set(InProcessActions().names)


def test_every_action_says_what_it_is_for() -> None:
    executor = ActionExecutor()
    executor.register_package("actions")
    undocumented = [cls.__name__ for cls in _all(Action) if cls.__module__.startswith("actions") and not cls.__doc__]
    # the questions of a form are told by their slot
    assert [name for name in undocumented if not name.startswith("Ask")] == []


def _all(cls: type) -> set[type]:
    return {cls} | {deeper for sub in cls.__subclasses__() for deeper in _all(sub)}


def test_every_intent_of_the_skills_is_in_the_domain_and_has_a_rule(domain: dict[str, Any]) -> None:
    skills = yaml.safe_load((PROJECT_ROOT / "data" / "skills.yml").read_text(encoding="utf-8"))
    intents = {i for group in ("skills", "turns") for entry in skills[group].values() for i in entry["intents"]}
    rules = "".join(path.read_text(encoding="utf-8") for path in Path(PROJECT_ROOT / "data" / "rules").glob("*.yml"))
    assert {intent for intent in intents if intent not in domain["intents"]} == set()
    assert {intent for intent in intents if f"intent: {intent} " not in rules} == set()
