"""Teller on Python 3.13, where that interpreter is present: an environment of its own, training, one payment."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.runtime.settings import PROJECT_ROOT

LISTED = ("actions", "bank", "bot", "data", "requirements", "scripts")
FILES = ("pyproject.toml", "README.md", "domain.yml", "config.yml", "endpoints.yml")
CONVERSATION = "whats my balance\nsend 50 to mia\nno, 60\nyes\n/otp\n"


def _python_313() -> str | None:
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = [
        shutil.which("python3.13", path="/usr/local/bin:/usr/bin:/bin"),
        *versions.glob("3.13.*/bin/python3.13"),
    ]
    return next((str(found) for found in candidates if found), None)


@pytest.mark.slow
@pytest.mark.skipif(_python_313() is None, reason="there is no Python 3.13 on this machine")
def test_a_payment_is_made_on_python_3_13(tmp_path: Path) -> None:
    for name in LISTED:
        shutil.copytree(PROJECT_ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(PROJECT_ROOT / name, tmp_path / name)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TELLER_")}
    environment["TELLER_PYTHON"] = str(_python_313())

    def run(*command: str, stdin: str = "") -> str:
        # the folder's own: never this test's environment
        return subprocess.run(  # noqa: S603 - our own commands
            command, cwd=tmp_path, env=environment, input=stdin, capture_output=True, text=True, check=True, timeout=900
        ).stdout

    run("scripts/environment", "run")
    del environment["TELLER_PYTHON"]
    run(".venv/bin/teller", "bank", "seed")
    run(".venv/bin/teller", "train")
    said = run(".venv/bin/teller", "talk", "--customer", "1", stdin=CONVERSATION)
    assert "Done: €60.00 paid to Mia Brandt" in said
