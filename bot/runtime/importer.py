"""Reads the training data once, with libyaml. Rasa reads every file four times and copies every example six times.

Only what is written plainly, as all of this project's data are, is read here. Anything else (annotated entities,
synonyms, buttons, whatever breaks Rasa's schema) goes to Rasa's own reader, which says what is wrong, and where.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import rasa.shared.data
import rasa.shared.utils.io
import yaml
from rasa.shared.core.domain import KEY_RESPONSES, Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.utils import story_graph_from_paths
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data import loading
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

NOT_PLAIN = ("${", "\\u", "\\U")
"""Rasa puts variables of the environment and characters by number in their place, wherever they stand."""


class Importer(TrainingDataImporter):  # type: ignore[misc]
    """The recipe, the domain with the responses, the examples, the rules."""

    def __init__(self, config_file: Path, domain_path: Path, training_data_paths: Sequence[Path]) -> None:
        self._config_file = config_file
        self._domain_path = domain_path
        self._rules: list[str] = []
        self._data: list[TrainingData] = []
        for path in (path for folder in training_data_paths for path in sorted(folder.rglob("*")) if path.is_file()):
            plain = _plain_data(path)
            if plain is not None:
                self._data.append(plain)
            elif YAMLStoryReader.is_stories_file(path):
                self._rules.append(str(path))
            elif rasa.shared.data.is_nlu_file(str(path)):
                self._data.append(loading.load_data(str(path)))

    def get_config(self) -> dict[str, Any]:
        """What `config.yml` says."""
        config: dict[str, Any] = rasa.shared.utils.io.read_model_configuration(str(self._config_file))
        return config

    def get_config_file_for_auto_config(self) -> str:
        """The file of the recipe."""
        return str(self._config_file)

    def get_domain(self) -> Domain:
        """The domain, with the responses of the training data."""
        return self._whole_domain

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """The rules, and stories if there are any."""
        return self._stories

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The examples and the responses of all files."""
        return self._examples

    @functools.cached_property
    def _own_domain(self) -> Domain:
        return Domain.load(str(self._domain_path))

    @functools.cached_property
    def _whole_domain(self) -> Domain:
        domain = self._own_domain.merge(Domain.from_dict({KEY_RESPONSES: self._examples.responses}), override=True)
        domain.check_missing_responses()
        return domain

    @functools.cached_property
    def _stories(self) -> StoryGraph:
        return story_graph_from_paths(self._rules, self._own_domain)

    @functools.cached_property
    def _examples(self) -> TrainingData:
        whole = TrainingData()
        for part in self._data:
            whole.entity_synonyms.update(part.entity_synonyms)
            whole.regex_features += part.regex_features
            whole.lookup_tables += part.lookup_tables
            whole.responses.update(part.responses)
        whole.sort_regex_features()
        examples = [message for part in self._data for message in part.training_examples]
        whole.training_examples = TrainingData.sanitize_examples(examples)
        return whole


class _Loader(yaml.CSafeLoader):
    """YAML in which a key that is written twice is a mistake, as it is to Rasa."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep)
        if len(mapping) < len(node.value):
            raise yaml.constructor.ConstructorError(None, None, "a key is written twice", node.start_mark)
        return mapping


def _plain_data(path: Path) -> TrainingData | None:
    """The examples or the responses of a file that holds nothing but those; None if Rasa must look at it."""
    text = path.read_text(encoding="utf-8")
    if path.suffix not in {".yml", ".yaml"} or any(mark in text for mark in NOT_PLAIN):
        return None
    try:
        content = yaml.load(text, _Loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError:
        return None
    match content:
        case {"version": "3.1", "nlu": list(items), **rest} if not rest and all(map(_is_plain_intent, items)):
            return _examples(items)
        case {"version": "3.1", "responses": dict(responses), **rest} if not rest and _are_plain_responses(responses):
            return TrainingData(responses=responses)
    return None


def _is_plain_intent(item: Any) -> bool:
    match item:
        case {"intent": str(name), "examples": str(written), **rest}:
            lines = written.splitlines()
            return bool(not rest and name and lines and "/" not in name and "[" not in written) and all(
                line.startswith("- ") for line in lines
            )
    return False


def _are_plain_responses(responses: dict[Any, Any]) -> bool:
    return all(
        isinstance(name, str)
        and isinstance(variants, list)
        and variants
        and all(isinstance(one, dict) and one.keys() == {"text"} and isinstance(one["text"], str) for one in variants)
        for name, variants in responses.items()
    )


def _examples(items: list[dict[str, str]]) -> TrainingData:
    data = TrainingData()  # whose own examples would be compared with one another: that is done once, for all files
    data.training_examples = [
        Message({TEXT: line[1:].strip("\n\r "), INTENT: item["intent"]})
        for item in items
        for line in item["examples"].splitlines()
    ]
    return data
