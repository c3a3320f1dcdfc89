"""What the documents say of commands and settings is what there is."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from click.testing import CliRunner

from bot.cli import COMMANDS, teller
from bot.runtime.settings import PROJECT_ROOT, Settings

DOCUMENTS = [PROJECT_ROOT / "README.md", *sorted((PROJECT_ROOT / "docs").glob("*.md"))]
COMMAND_IN_TEXT = re.compile(r"`teller ((?:[a-z-]+ ?){1,2})")


def test_every_setting_is_documented_and_no_other() -> None:
    text = (PROJECT_ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(TELLER_[A-Z_]+)`", text, re.MULTILINE))
    assert documented == {"TELLER_" + field.name.upper() for field in fields(Settings)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_that_a_document_names_is_there(document: object) -> None:
    words = COMMAND_IN_TEXT.findall(document.read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    for command in {found.split()[0] for found in words}:
        assert command in COMMANDS, command


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_with_an_example(name: str) -> None:
    result = CliRunner().invoke(teller, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert "Example" in result.output
