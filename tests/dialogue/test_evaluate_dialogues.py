"""`teller evaluate dialogues` as a script and a bank's own people use it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import run_teller

AS_WRITTEN = """
- name: a balance
  customer: 1
  turns:
    - { say: how much money do i have, skill: balances, reply: "€" }
"""
OTHERWISE = """
- name: a wish
  customer: 1
  turns:
    - { say: how much money do i have, reply: a million }
"""


def test_conversations_that_go_as_written_are_counted_and_end_well(models_path: Path, tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "first.yml").write_text(AS_WRITTEN)
    result = run_teller("evaluate", "dialogues", str(tmp_path), "--json", models_path=models_path)
    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout)
    assert (told["conversations"], told["task_success"], told["mean_turns"]) == (1, 1.0, 1.0)
    assert set(told["by_skill"]) == {"balances"}
    assert set(told["by_folder"]) == {"ours"}
    assert result.stderr == ""


def test_a_conversation_that_goes_otherwise_is_told_and_fails_the_run(models_path: Path, tmp_path: Path) -> None:
    (tmp_path / "first.yml").write_text(AS_WRITTEN + OTHERWISE)
    pages = tmp_path / "pages"
    result = run_teller("evaluate", "dialogues", str(tmp_path), "--report", str(pages), models_path=models_path)
    assert result.returncode == 1
    assert "50.0%" in result.stdout
    assert "no 'a million' in" in result.stdout
    assert "a wish" in (pages / "dialogues.html").read_text(encoding="utf-8")


def test_a_customer_whom_the_demo_bank_lacks_is_one_sentence(models_path: Path, tmp_path: Path) -> None:
    (tmp_path / "first.yml").write_text(AS_WRITTEN.replace("customer: 1", "customer: 99"))
    result = run_teller("evaluate", "dialogues", str(tmp_path), models_path=models_path)
    assert result.returncode == 1
    assert "no customer 99" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_place_without_conversations_is_one_sentence_and_a_missing_one_is_misuse(tmp_path: Path) -> None:
    assert run_teller("evaluate", "dialogues", str(tmp_path)).returncode == 1
    assert run_teller("evaluate", "dialogues", str(tmp_path / "none")).returncode == 2
