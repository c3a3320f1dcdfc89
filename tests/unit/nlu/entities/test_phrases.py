"""The written phrases of `tests/data/entity_phrases.txt`: each kind is found, and nothing is made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.nlu.entities import EntityExtractor
from bot.nlu.errors import ModelError
from bot.training.entity_phrases import Phrase, load_phrases, score_phrases

FILE = Path(__file__).parents[3] / "data" / "entity_phrases.txt"
LEAST_F1 = 0.97
LEAST_PHRASES = 1_500
KINDS = (
    "account", "amount", "card_digits", "category", "currency", "date", "duration", "email", "iban", "merchant",
    "ordinal", "payee", "percentage", "period", "phone", "postcode",
)  # fmt: skip


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    return score_phrases(EntityExtractor(), load_phrases(FILE))


def test_the_phrases_are_many_and_none_stands_twice() -> None:
    texts = [phrase.text for phrase in load_phrases(FILE)]
    assert len(set(texts)) >= LEAST_PHRASES
    assert sorted(text for text in set(texts) if texts.count(text) > 1) == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_found_where_it_is_written_and_nowhere_else(kind: str, figures: dict[str, Any]) -> None:
    assert figures["by_kind"][kind]["f1"] >= LEAST_F1, [
        mistake for mistake in figures["mistakes"] if kind in str(mistake["missed"] + mistake["made_up"])
    ]


def test_what_was_missed_and_what_was_made_up_is_told() -> None:
    told = score_phrases(EntityExtractor(), [Phrase("send 50 to mia", ("amount 6000", "payee:to Mia Novak"))])
    assert told["mistakes"] == [{"text": "send 50 to mia", "missed": ["amount 6000"], "made_up": ["amount 5000"]}]
    assert told["by_kind"]["payee"]["f1"] == 1.0
    assert told["by_kind"]["amount"]["f1"] == 0.0


@pytest.mark.parametrize("content", ["send 50 to mia\n", "", "# only a comment\n"])
def test_a_file_without_phrases_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "phrases.txt"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ModelError):
        load_phrases(path)
