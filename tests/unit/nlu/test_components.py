"""The graph components turn Rasa's messages into calls of the model, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.nlu.lexicon import Lexicon, current_lexicon
from bot.runtime import lifted

lifted.apply()

from rasa.engine.graph import ExecutionContext, GraphSchema  # noqa: E402 - Rasa must be lifted first
from rasa.engine.storage.local_model_storage import LocalModelStorage  # noqa: E402
from rasa.engine.storage.resource import Resource  # noqa: E402
from rasa.shared.nlu.training_data.message import Message  # noqa: E402
from rasa.shared.nlu.training_data.training_data import TrainingData  # noqa: E402

from bot.nlu import components  # noqa: E402
from bot.nlu.components import EntityExtractor, IntentClassifier  # noqa: E402

SKILLS = """
skills:
  balances: {intents: [balances], level: signed_in, offer: "See my balances"}
  card_freeze: {intents: [card_freeze], level: signed_in, offer: "Freeze a card"}
  question: {intents: [question], level: public, offer: "Ask a question"}
turns:
  out_of_scope: {intents: [out_of_scope]}
"""
ARTICLE = """---
title: {title}
questions: ["{question}", "{question} please"]
owner: Cards team
reviewed: 2026-10-01
level: public
---
{text}
"""
EXAMPLES = {
    "balances": ("what's my balance", "how much money do i have", "show my balances", "my balance please"),
    "card_freeze": ("freeze my card", "block my card", "i lost my card", "lock the visa"),
    "question": ("what does a transfer cost", "how long does a transfer take", "what is an iban", "do you take coins"),
    "out_of_scope": ("what's the weather", "tell me a joke", "who won the match", "write a poem"),
}


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A small bot's files; the paths are absolute, so the project's own are not touched."""
    folder = tmp_path_factory.mktemp("bot")
    (folder / "skills.yml").write_text(SKILLS)
    (folder / "knowledge").mkdir()
    for name, title, text in (
        ("fees", "What does a transfer cost?", "Transfers in euros are free."),
        ("coins", "Do you take coins?", "Coins can be paid in at every branch."),
    ):
        content = ARTICLE.format(title=title, question=f"{title[:-1].lower()} here", text=text)
        (folder / "knowledge" / f"{name}.md").write_text(content)
    return {
        "skills": str(folder / "skills.yml"),
        "articles": str(folder / "knowledge"),
        "cache": str(folder / "cache"),
    }


@pytest.fixture(scope="module")
def classifier(config: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> IntentClassifier:
    """Trained, kept in a model's storage, and loaded from there."""
    storage = LocalModelStorage(Path(tmp_path_factory.mktemp("storage")))
    context = ExecutionContext(GraphSchema({}), "model")
    trained = IntentClassifier.create(config, storage, Resource("intents"), context)
    messages = [Message.build(text, intent) for intent, texts in EXAMPLES.items() for text in texts]
    resource = trained.train(TrainingData(messages))
    return IntentClassifier.load(config, storage, resource, context)


def understood(classifier: IntentClassifier, text: str, **data: Any) -> Message:
    return classifier.process([Message({"text": text, **data})])[0]


def test_a_clear_message_has_intent_skill_and_outcome(classifier: IntentClassifier) -> None:
    message = understood(classifier, "please freeze my card")
    assert message.get("intent")["name"] == "card_freeze"
    assert message.get("skill") == "card_freeze"
    assert message.get("outcome")["kind"] == "answer"
    assert message.get("intent_ranking")[0]["name"] == "card_freeze"
    assert {"intent", "skill", "outcome", "answer", "intent_ranking"} <= message.output_properties


def test_a_question_has_the_article_that_answers(classifier: IntentClassifier) -> None:
    answer = understood(classifier, "what does a transfer cost").get("answer")
    assert (answer["article"], answer["sentence"]) == ("fees", "Transfers in euros are free.")
    assert answer["reviewed"] == "2026-10-01"


def test_an_unsure_message_becomes_a_fallback_with_choices(classifier: IntentClassifier) -> None:
    message = understood(classifier, "branch")
    assert message.get("intent")["name"] == "nlu_fallback"
    assert message.get("skill") is None
    assert len(message.get("outcome")["choices"]) >= 2


@pytest.mark.parametrize("text", ["tell me a funny joke", "", "😡"])
def test_what_is_foreign_is_out_of_scope(classifier: IntentClassifier, text: str) -> None:
    message = understood(classifier, text)
    assert message.get("intent")["name"] == message.get("skill") == "out_of_scope"


def test_a_pressed_button_keeps_its_intent(classifier: IntentClassifier) -> None:
    message = understood(classifier, "/confirm", intent={"name": "confirm", "confidence": 1.0})
    assert message.get("intent")["name"] == "confirm"
    assert message.get("outcome") is None


def test_another_article_or_skill_or_other_code_means_another_model(
    config: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = IntentClassifier.fingerprint_addon(config)
    assert IntentClassifier.fingerprint_addon(config) == before
    assert IntentClassifier.fingerprint_addon({**config, "articles": str(tmp_path)}) != before
    monkeypatch.setattr(components, "__file__", str(tmp_path / "components.py"))
    assert IntentClassifier.fingerprint_addon(config) != before


@pytest.fixture
def lexicon() -> Iterator[None]:
    token = current_lexicon.set(Lexicon(payees=("Mia Novak",)))
    yield
    current_lexicon.reset(token)


def test_entities_use_the_lexicon_of_the_turn(lexicon: None) -> None:
    message = EntityExtractor().process([Message({"text": "send 50 to mia"})])[0]
    found = {entity["entity"]: entity for entity in message.get("entities")}
    assert found["payee"]["value"] == "Mia Novak"
    assert found["amount"]["value"]["minor"] == 5_000
    assert found["amount"]["extractor"] == "EntityExtractor"


def test_entities_of_a_pressed_button_stay() -> None:
    given = [{"entity": "ordinal", "value": 2}]
    message = EntityExtractor().process([Message({"text": "50 euros", "entities": given})])[0]
    assert [entity["entity"] for entity in message.get("entities")] == ["ordinal", "amount"]
