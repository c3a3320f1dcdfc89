"""`teller evaluate entities` and `skills`: figures for scripts and people, one sentence where something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.commands.evaluate import evaluate


def test_entities_are_scored_by_kind(tmp_path: Path) -> None:
    phrases = tmp_path / "phrases.txt"
    phrases.write_text("send 50 to mia | amount 5000; payee:to Mia Novak\nhello | amount 100\n", encoding="utf-8")
    result = CliRunner().invoke(evaluate, ["entities", str(phrases), "--json"])
    told = json.loads(result.output)
    assert told["by_kind"]["payee"]["f1"] == 1.0
    assert told["by_kind"]["amount"]["recall"] == 0.5
    assert [one["text"] for one in told["mistakes"]] == ["hello"]
    assert "hello: missed" in CliRunner().invoke(evaluate, ["entities", str(phrases)]).output


@pytest.mark.parametrize(
    ("content", "said"), [("a,b\n1,2\n", "columns text and skill"), ("text,skill\n", "needs rows")]
)
def test_messages_without_their_columns_or_rows_are_refused(content: str, said: str, tmp_path: Path) -> None:
    messages = tmp_path / "messages.csv"
    messages.write_text(content, encoding="utf-8")
    result = CliRunner().invoke(evaluate, ["skills", str(messages)])
    assert result.exit_code == 1
    assert said in result.output


def test_without_a_model_skills_says_how_to_train_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLER_MODELS_PATH", str(tmp_path))
    messages = tmp_path / "messages.csv"
    messages.write_text("text,skill\nhello,small_talk\n", encoding="utf-8")
    result = CliRunner().invoke(evaluate, ["skills", str(messages)])
    assert result.exit_code == 1
    assert "teller train" in result.output
