"""data/responses and the actions must agree: every word that is said stands there, and nothing stands there unsaid."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor

from bank import BankError
from bot.runtime.actions_in_process import InProcessActions
from bot.runtime.settings import PROJECT_ROOT

SPOKEN_BY_RASA = re.compile(r"utter_\w+")


@pytest.fixture(scope="module")
def domain() -> dict[str, Any]:
    """domain.yml, with the responses of data/responses in it."""
    loaded: dict[str, Any] = yaml.safe_load((PROJECT_ROOT / "domain.yml").read_text(encoding="utf-8"))
    loaded["responses"] = {}
    for path in sorted((PROJECT_ROOT / "data" / "responses").glob("*.yml")):
        words = yaml.safe_load(path.read_text(encoding="utf-8"))["responses"]
        assert not words.keys() & loaded["responses"].keys(), f"{path.name} says again what another file says"
        loaded["responses"] |= words
    return loaded


def _said_patterns() -> set[str]:
    """Every response that the actions and rules name, as a regular expression (a gap in an f-string is anything)."""
    patterns = set()
    for path in [*(PROJECT_ROOT / "actions").glob("*.py"), PROJECT_ROOT / "bot/runtime/actions_in_process.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and re.fullmatch(r"utter_\w*[a-z]", str(node.value)):
                patterns.add(str(node.value))
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"\w+" for p in node.values]
                if parts[0].startswith("utter_"):
                    patterns.add("".join(parts))
    for path in (PROJECT_ROOT / "data" / "rules").glob("*.yml"):
        patterns |= set(SPOKEN_BY_RASA.findall(path.read_text(encoding="utf-8")))
    return patterns


def test_every_response_in_the_domain_is_said_somewhere(domain: dict[str, Any]) -> None:
    patterns = _said_patterns()
    unsaid = [name for name in domain["responses"] if not any(re.fullmatch(p, name) for p in patterns)]
    assert unsaid == []


def test_every_response_that_is_said_stands_in_the_domain(domain: dict[str, Any]) -> None:
    responses = domain["responses"]
    missing = [p for p in _said_patterns() if not any(re.fullmatch(p, name) for name in responses)]
    assert missing == []


def test_every_refusal_of_the_bank_has_words(domain: dict[str, Any]) -> None:
    codes = {cls.code for cls in BankError.__subclasses__() if not cls.__subclasses__()}
    not_for_conversations = {
        "sign_in_failed",
        "sign_in_locked",
        "sign_in_token_used",
        "unknown_customer",
        "catalogue_broken",
    }
    assert {
        code for code in codes - not_for_conversations if f"utter_refused_{code}" not in domain["responses"]
    } == set()


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
