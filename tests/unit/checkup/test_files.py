"""Files that are no YAML are told with their line."""

from __future__ import annotations

from pathlib import Path

from bot.checkup import files
from tests.unit.checkup.conftest import Change


def test_the_projects_own_files_can_be_read(root: Path) -> None:
    assert list(files.unreadable(root)) == []


def test_a_quote_that_does_not_close_is_told_with_its_line(root: Path, change: Change) -> None:
    change("data/responses/card_freeze.yml", '"Your {card} works again."', '"Your {card} works again.')
    (told,) = files.unreadable(root)
    assert told.startswith("data/responses/card_freeze.yml, line ")


def test_a_file_that_cannot_be_opened_is_told(root: Path) -> None:
    (root / "domain.yml").unlink()
    (told,) = files.unreadable(root)
    assert told.startswith("domain.yml cannot be read")
