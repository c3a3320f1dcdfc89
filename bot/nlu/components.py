"""The model as components of Rasa's graph: Rasa's messages in, calls of `bot.nlu`, nothing more."""

from __future__ import annotations

import hashlib
import importlib
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.answers import PassageIndex
from bot.nlu.artefact import read_manifest
from bot.nlu.articles import Article, load_articles
from bot.nlu.encoder import Encoder, encoder_folder
from bot.nlu.intents import OUT_OF_SCOPE_INTENT, with_names
from bot.nlu.lexicon import current_lexicon
from bot.nlu.markers import FigureSource
from bot.nlu.outcome import decide
from bot.nlu.refit import fit_or_mend
from bot.nlu.skills import Skills, load_skills
from bot.nlu.understanding import Understanding
from bot.nlu.vector_cache import encode_cached
from bot.nlu.withheld import withheld

PROJECT_ROOT = Path(__file__).resolve().parents[2]
UNCERTAIN_INTENT = "nlu_fallback"
RANKING_LENGTH = 10
CACHE, INTENTS = "var/vectors", "intents"
"""Where vectors and the last fit are kept between trainings, and those of the intents in there."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent):  # type: ignore[misc]
    """Sets `intent`, `intent_ranking`, `skill`, `outcome`, `answer` and `offered_articles` of a message."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._encoder = Encoder.load(encoder_folder())
        self._fitted: Understanding | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Paths are relative to the project."""
        return {
            "skills": "data/skills.yml",
            "articles": "data/knowledge",
            "figures": "actions.figures.figures_of_files",
            "cache": CACHE,
        }

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """What the fitted model depends on beside the examples: the encoder, the code that fits, skills, articles."""
        config = {**cls.get_default_config(), **config}
        skills = load_skills(PROJECT_ROOT / config["skills"])
        articles = [asdict(article) for article in _articles(config, skills)]
        encoder = read_manifest(encoder_folder()).fingerprint
        return json.dumps([encoder, _code(), skills.to_json(), articles], sort_keys=True)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._fitted = Understanding.load(folder)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the head on the examples, and keep it with the skills of the day."""
        examples = [(m.get(TEXT), m.get(INTENT)) for m in training_data.intent_examples if m.get(TEXT)]
        texts, labels = with_names([text for text, _ in examples], [label for _, label in examples])
        skills = load_skills(PROJECT_ROOT / self._config["skills"])
        articles = _articles(self._config, skills)
        cache = PROJECT_ROOT / self._config["cache"]
        vectors = encode_cached(self._encoder, texts, cache / INTENTS)
        maker = self._encoder.fingerprint + _code()
        self._fitted = Understanding(
            fit_or_mend(vectors, texts, labels, withheld(texts), cache / INTENTS, maker),
            skills,
            PassageIndex.build(articles, lambda parts: encode_cached(self._encoder, parts, cache / "answers")),
        )
        with self._storage.write_to(self._resource) as folder:
            self._fitted.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify what has a text and no intent yet (a pressed button has one)."""
        for message in messages:
            text = message.get(TEXT)
            if text is not None and not (message.get(INTENT) or {}).get(INTENT_NAME_KEY):
                for key, value in self._understand(text).items():
                    message.set(key, value, add_to_output=True)
        return messages

    def _understand(self, text: str) -> dict[str, Any]:
        assert self._fitted is not None  # noqa: S101 - Rasa loads before it processes
        intents, skills, answers = self._fitted.intents, self._fitted.skills, self._fitted.answers
        spelt = answers.spelt(text)
        vectors = self._encoder.encode(list(dict.fromkeys((text, spelt))))
        ranking = intents.rank(vectors[:1], [text])[0]
        found = answers.search(spelt, vectors[-1])
        outcome = decide(ranking, skills, intents.thresholds)
        name, confidence = ranking.intents[0]
        if outcome.kind == "clarify":
            name = UNCERTAIN_INTENT
        elif outcome.kind == "out_of_scope":
            name = OUT_OF_SCOPE_INTENT
            confidence = max(ranking.out_of_scope, dict(ranking.intents).get(OUT_OF_SCOPE_INTENT, 0.0))
        return {
            INTENT: {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: confidence},
            INTENT_RANKING_KEY: [
                {INTENT_NAME_KEY: intent, PREDICTED_CONFIDENCE_KEY: round(score, 4)}
                for intent, score in ranking.intents[:RANKING_LENGTH]
            ],
            "skill": skills.skill_of.get(name),
            "outcome": {
                "kind": outcome.kind,
                "choices": list(outcome.choices),
                "out_of_scope": round(ranking.out_of_scope, 4),
            },
            "answer": found.answer.to_json() if found.answer else None,
            "offered_articles": [answer.to_json() for answer in found.offered],
        }


def _code() -> str:
    """A hash of this package's modules: Rasa's own would see this one only, and give an old model for new code."""
    modules = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in modules)).hexdigest()


def _articles(config: dict[str, Any], skills: Skills) -> list[Article]:
    """The articles with the figures of the day. The model knows no bank: the recipe names who knows its figures."""
    module, _, name = {**IntentClassifier.get_default_config(), **config}["figures"].rpartition(".")
    source: FigureSource = getattr(importlib.import_module(module), name)
    return load_articles(PROJECT_ROOT / config["articles"], skills.names, source())


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityExtractor(GraphComponent):  # type: ignore[misc]
    """Sets `entities` of a message, with the names that the current turn's lexicon holds."""

    def __init__(self) -> None:
        from bot.nlu.entities import EntityExtractor as Extractor  # and spaCy with it, which training has no use for

        self._extractor = Extractor()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityExtractor:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what is found; a pressed button's own entities stay."""
        today = datetime.now().astimezone().date()
        for message in messages:
            if text := message.get(TEXT):
                found = self._extractor.extract(text, today, current_lexicon.get())
                given = message.get(ENTITIES) or []
                message.set(
                    ENTITIES,
                    given + [{**e.to_json(), "extractor": type(self).__name__} for e in found],
                    add_to_output=True,
                )
        return messages
