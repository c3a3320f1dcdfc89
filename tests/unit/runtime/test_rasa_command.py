"""Rasa's own commands work on the repository, on the supported stack."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.runtime.settings import PROJECT_ROOT

RASA = Path(sys.executable).with_name("rasa")


def _rasa(*arguments: str, cwd: Path = PROJECT_ROOT) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONWARNINGS": "ignore", "TQDM_DISABLE": "1"}
    return subprocess.run(  # noqa: S603 - our own command
        [str(RASA), *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=240
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what Rasa trains on."""
    for name in ("domain.yml", "config.yml", "endpoints.yml"):
        shutil.copy(PROJECT_ROOT / name, tmp_path / name)
    shutil.copytree(PROJECT_ROOT / "data", tmp_path / "data")
    return tmp_path


def test_rasa_data_validate_finds_nothing_wrong() -> None:
    result = _rasa("data", "validate")
    assert result.returncode == 0, result.stdout + result.stderr


def test_naming_a_tensorflow_component_is_refused_in_one_sentence_that_says_what_to_do(project: Path) -> None:
    config = (project / "config.yml").read_text(encoding="utf-8")
    (project / "config.yml").write_text(
        config.replace("policies:", "  - name: DIETClassifier\n\npolicies:"), encoding="utf-8"
    )
    result = _rasa("train", "nlu", cwd=project)
    said = result.stdout + result.stderr
    assert result.returncode != 0
    assert "DIETClassifier needs TensorFlow, which Teller leaves out" in said
    assert "Traceback" not in said
