"""Our reading of the training data is Rasa's, only sooner."""

from __future__ import annotations

from pathlib import Path

import pytest
import rasa.shared.utils.validation
from rasa.shared.exceptions import YamlException
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.loading import load_data

from bot.runtime.importer import Importer, _plain_data
from bot.runtime.settings import PROJECT_ROOT

DOMAIN = """version: "3.1"
intents: [greet, pay]
responses:
  utter_greet: [{text: overridden}]
slots: {}
"""
PLAIN = 'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - hello\n    -  good day \n    - hello\n'
RULES = 'version: "3.1"\nrules:\n- rule: greeting\n  steps:\n  - intent: greet\n  - action: utter_greet\n'
NOT_PLAIN = {
    "an annotated entity": PLAIN + "- intent: pay\n  examples: |\n    - pay [12 euros](amount)\n",
    "a synonym": PLAIN + "- synonym: hello\n  examples: |\n    - hiya\n",
    "a character by number": PLAIN.replace("good day", "good\\u0020day"),
    "a variable of the environment": PLAIN.replace("good day", "good day ${USER_OF_TELLER}"),
    "buttons": 'version: "3.1"\nresponses:\n  utter_a:\n  - text: "a"\n    buttons:\n    - {title: b, payload: /b}\n',
    "examples one by one": 'version: "3.1"\nnlu:\n- intent: greet\n  examples:\n  - text: hello\n',
}
BROKEN = {
    "a key twice": PLAIN + "  examples: |\n    - hi\n",
    "a number for a text": 'version: "3.1"\nresponses:\n  utter_a:\n  - text: 7\n',
}

RASAS_OWN_CHECK = rasa.shared.utils.validation.validate_yaml_schema


@pytest.fixture(autouse=True)
def _with_rasas_own_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has served leaves the check out (`lifted.apply`), as one that ran other tests before may have."""
    monkeypatch.setattr(rasa.shared.utils.validation, "validate_yaml_schema", RASAS_OWN_CHECK)


def importer(folder: Path, **files: str) -> Importer:
    (folder / "domain.yml").write_text(DOMAIN, encoding="utf-8")
    (folder / "config.yml").write_text("recipe: default.v1\nassistant_id: a\nlanguage: en\n", encoding="utf-8")
    (folder / "data").mkdir()
    for name, text in files.items():
        (folder / "data" / f"{name}.yml").write_text(text, encoding="utf-8")
    return Importer(folder / "config.yml", folder / "domain.yml", [folder / "data"])


def test_examples_and_responses_of_this_project_are_read_without_rasas_reader_and_alike() -> None:
    for path in (PROJECT_ROOT / "data/nlu/balances.yml", PROJECT_ROOT / "data/responses/small_talk.yml"):
        ours, theirs = _plain_data(path), load_data(str(path))
        assert ours is not None
        assert set(ours.training_examples) == set(theirs.training_examples)
        assert ours.responses == theirs.responses


def test_whatever_else_is_read_by_rasa_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USER_OF_TELLER", "mary")
    for number, text in enumerate(NOT_PLAIN.values()):
        folder = tmp_path / str(number)
        folder.mkdir()
        ours = importer(folder, data=text).get_nlu_data()
        theirs = load_data(str(folder / "data/data.yml"))
        assert ours.training_examples == theirs.training_examples
        assert (ours.entity_synonyms, ours.responses) == (theirs.entity_synonyms, theirs.responses)


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_what_is_written_wrongly_is_refused_by_rasas_own_words(text: str, tmp_path: Path) -> None:
    with pytest.raises(YamlException):
        importer(tmp_path, data=text)


def test_rules_domain_and_recipe_are_those_that_rasa_reads(tmp_path: Path) -> None:
    responses = 'version: "3.1"\nresponses:\n  utter_greet:\n  - text: "Hello!"\n'
    ours = importer(tmp_path, nlu=PLAIN, rules=RULES, responses=responses)
    theirs = TrainingDataImporter.load_from_config(
        str(tmp_path / "config.yml"), str(tmp_path / "domain.yml"), [str(tmp_path / "data")]
    )
    assert ours.get_domain().as_dict() == theirs.get_domain().as_dict()
    assert ours.get_domain().responses["utter_greet"] == [{"text": "Hello!"}]
    assert ours.get_stories().fingerprint() == theirs.get_stories().fingerprint()
    assert ours.get_config() == theirs.get_config()
    assert ours.get_nlu_data().intent_examples == theirs.get_nlu_data().intent_examples
