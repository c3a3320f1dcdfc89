"""A model that was trained before its data was changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.checkup.model_age import model_older_than_data

TRAINED = 2_000_000_000


@pytest.fixture
def models(root: Path) -> Path:
    """A folder with an archive that is newer than all the files."""
    folder = root / "models"
    folder.mkdir()
    (folder / "one.tar.gz").write_bytes(b"")
    os.utime(folder / "one.tar.gz", (TRAINED, TRAINED))
    return folder


def look(root: Path, models: Path) -> list[str]:
    return list(model_older_than_data(root, root / "data" / "knowledge", models))


def test_a_model_that_is_newer_than_its_data_is_no_finding(root: Path, models: Path) -> None:
    assert look(root, models) == []


@pytest.mark.parametrize("file", ["domain.yml", "data/nlu/balances.yml", "data/responses/question.yml"])
def test_a_file_that_was_changed_afterwards_is_named(root: Path, models: Path, file: str) -> None:
    os.utime(root / file, (TRAINED + 1, TRAINED + 1))
    (told,) = look(root, models)
    assert told.startswith(f"{file} changed after one.tar.gz was trained")
    assert told.endswith("teller train")


def test_an_article_counts_too_and_many_files_are_counted(root: Path, models: Path) -> None:
    for path in (root / "data" / "knowledge").glob("*.md"):
        os.utime(path, (TRAINED + 1, TRAINED + 1))
    (told,) = look(root, models)
    assert " more changed after " in told


def test_where_there_is_no_model_that_is_told_elsewhere(root: Path, tmp_path: Path) -> None:
    assert look(root, tmp_path / "none") == []
