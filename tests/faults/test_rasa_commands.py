"""Rasa commands that Teller does not offer say so; those it offers work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.runtime.rasa_command import NOT_OFFERED
from bot.runtime.settings import PROJECT_ROOT

RASA = Path(sys.executable).with_name("rasa")


def _rasa(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [str(RASA), *arguments], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False, timeout=300,
        env=os.environ | {"PYTHONWARNINGS": "ignore", "LOG_LEVEL": "WARNING"},
    )  # fmt: skip


@pytest.mark.parametrize("command", NOT_OFFERED)
def test_a_command_that_is_not_offered_says_what_to_use_instead(command: str) -> None:
    result = _rasa(command)
    assert result.returncode == 2
    assert result.stderr.startswith(f"rasa {command} is not offered. ")
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


@pytest.mark.slow
def test_rasa_test_answers_every_story_right(models_path: Path, tmp_path: Path) -> None:
    result = _rasa("test", "core", "--stories", "tests/rasa", "--model", str(models_path), "--out", str(tmp_path))
    assert result.returncode == 0, result.stderr
    failed = (tmp_path / "failed_test_stories.yml").read_text(encoding="utf-8")
    assert "story:" not in failed, failed
