"""The bank's files as the checks read them: what is in them, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml


def where(path: Path, text: str = "") -> str:
    """ "data/responses/mood.yml, line 12": the first line that holds the text; the file alone if none does."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    found = next((number for number, line in enumerate(lines, 1) if text and text in line), None)
    return named(path) if found is None else f"{named(path)}, line {found}"


def named(path: Path) -> str:
    """The file as a person who stands in the project names it: "data/responses/mood.yml"."""
    parts = path.parts
    return "/".join(parts[len(parts) - 1 - parts[::-1].index("data") :]) if "data" in parts else path.name


def read(path: Path) -> Any:
    """What the file holds; None where it cannot be read, which `unreadable` tells."""
    try:
        return _parsed(path)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None


def _parsed(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)


def unreadable(root: Path) -> Iterator[str]:
    """Files that are no YAML: nothing in them counts."""
    for path in [root / "domain.yml", root / "config.yml", *sorted((root / "data").rglob("*.yml"))]:
        try:
            _parsed(path)
        except yaml.MarkedYAMLError as error:
            line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
            yield f"{named(path)}{line}: {error.problem or 'no YAML'}. Mend the line; mostly it is a quote or a space."
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            yield f"{named(path)} cannot be read: {' '.join(str(error).split())}"
