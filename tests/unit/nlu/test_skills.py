"""`skills.yml` is checked before it is believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu.errors import ModelError
from bot.nlu.skills import Skills, load_skills

GOOD = """
skills:
  balances: {intents: [balances], level: signed_in, does: shows, offer: "See my balances"}
  card_freeze: {intents: [card_freeze, card_unfreeze], level: signed_in, offer: "Freeze a card"}
turns:
  small_talk: {intents: [greet]}
unskilled: [inform]
"""


def load(folder: Path, content: str) -> Skills:
    path = folder / "skills.yml"
    path.write_text(content)
    return load_skills(path)


def test_every_intent_leads_to_its_skill(tmp_path: Path) -> None:
    skills = load(tmp_path, GOOD)
    assert skills.skill_of["card_unfreeze"] == "card_freeze"
    assert skills.skill_of["inform"] is None
    assert skills.does == {"balances": "shows", "card_freeze": "acts"}
    assert skills.offers == {"balances": "See my balances", "card_freeze": "Freeze a card"}
    assert skills.names == {"balances", "card_freeze", "small_talk"}


def test_what_is_stored_comes_back(tmp_path: Path) -> None:
    skills = load(tmp_path, GOOD)
    assert Skills.from_json(skills.to_json()) == skills


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("skills: [", "is not YAML"),
        ("turns: {}", "needs a mapping named skills"),
        ("- 1", "needs a mapping named skills"),
        ("skills: {a: {level: public, offer: A}}", "a needs a list of intents"),
        ("skills: {a: {intents: [], level: public, offer: A}}", "a needs a list of intents"),
        ("skills: {a: {intents: [x], level: secret, offer: A}}", "the level of a must be one of"),
        ("skills: {a: {intents: [x], level: public}}", "a needs an offer"),
        ("skills: {a: {intents: [x], level: public, does: harm, offer: A}}", "what a does must be one of"),
        (GOOD.replace("[inform]", "[greet]"), "the intent greet belongs to two skills"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, content: str, sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        load(tmp_path, content)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="The skills cannot be read"):
        load_skills(tmp_path / "skills.yml")
