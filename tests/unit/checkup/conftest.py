"""A copy of the bank's files, for a test to break one thing in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.runtime.settings import PROJECT_ROOT

Change = Callable[[str, str, str], Path]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder that holds domain.yml, config.yml and data/."""
    for name in ("domain.yml", "config.yml"):
        shutil.copy(PROJECT_ROOT / name, tmp_path / name)
    shutil.copytree(PROJECT_ROOT / "data", tmp_path / "data")
    return tmp_path


@pytest.fixture
def change(root: Path) -> Change:
    """Put one text in another's place, which must be there once."""

    def put(file: str, old: str, new: str) -> Path:
        path = root / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return path

    return put
