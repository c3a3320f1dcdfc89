"""The bank's articles: one Markdown file each, checked when read."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.errors import ModelError
from bot.nlu.markers import Figures, fill, unknown_markers

MAX_BYTES = 64 * 1024
LEVELS = frozenset({"public", "signed_in"})
_FIELDS = {"title": str, "questions": list, "owner": str, "reviewed": date, "level": str}
_FRONT_MATTER = re.compile(r"---\r?\n(.*?)\r?\n---\r?\n(.*)", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ\"“'(\d])")
# A full stop after these ends no sentence.
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|approx|no|nr|Mr|Mrs|Ms|Dr|St)|\b[A-Z])\.$")


@dataclass(frozen=True)
class Article:
    """What one file says. `passages` are its paragraphs; `skill` is where the matter can be settled, if anywhere.

    `written` are the same paragraphs as they stand in the file, with markers in place of the bank's figures.
    """

    id: str
    title: str
    questions: tuple[str, ...]
    passages: tuple[str, ...]
    owner: str = ""
    reviewed: str | None = None
    level: str = "public"
    skill: str | None = None
    written: tuple[str, ...] = ()


def load_articles(folder: Path, skills: Collection[str] | None = None, figures: Figures | None = None) -> list[Article]:
    """All `*.md` of a folder by name; ModelError names the file and what is wrong in it.

    `skills`: those that an article may lead to (any, if not given). `figures`: what stands for the markers.
    """
    articles = [read_article(path, figures) for path in sorted(folder.glob("*.md"))]
    for article in articles:
        if skills is not None and article.skill is not None and article.skill not in skills:
            raise ModelError(f"{folder / article.id}.md: there is no skill {article.skill}.")
    return articles


def read_article(path: Path, figures: Figures | None = None) -> Article:
    """Read one article, with the figures in the markers' places; its id is the file's name."""
    figures = figures or {}
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ModelError(f"{path} is longer than {MAX_BYTES // 1024} KiB: split it into several articles.")
        content = path.read_text(encoding="utf-8")
        match = _FRONT_MATTER.fullmatch(content)
        if match is None:
            raise ModelError(f"{path} must begin with fields between two lines of three hyphens.")
        fields = yaml.load(match[1], yaml.CSafeLoader)
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise ModelError(f"The fields of {path} cannot be read: {error}") from error
    _check(path, fields)
    for line, name in unknown_markers(content, figures):
        raise ModelError(f"{path}, line {line}: there is no figure {name}.")
    written = paragraphs(match[2])
    if not written:
        raise ModelError(f"{path} has no text.")
    return Article(
        id=path.stem,
        title=fields["title"],
        questions=tuple(fields["questions"]),
        passages=tuple(fill(passage, figures) for passage in written),
        owner=fields["owner"],
        reviewed=fields["reviewed"].isoformat(),
        level=fields["level"],
        skill=fields.get("skill"),
        written=written,
    )


def _check(path: Path, fields: Any) -> None:
    if not isinstance(fields, dict):
        raise ModelError(f"{path} needs the fields {', '.join(_FIELDS)}.")
    for name, kind in _FIELDS.items():
        if not isinstance(fields.get(name), kind) or not fields[name]:
            raise ModelError(f"{path} needs the field {name} ({'list' if kind is list else kind.__name__}).")
    if not all(isinstance(question, str) and question.strip() for question in fields["questions"]):
        raise ModelError(f"{path}: every question must be a text.")
    if fields["level"] not in LEVELS:
        raise ModelError(f"{path}: the level must be one of {', '.join(sorted(LEVELS))}.")
    if unknown := fields.keys() - _FIELDS.keys() - {"skill"}:
        raise ModelError(f"{path}: there is no field {min(unknown)}.")


def paragraphs(text: str) -> tuple[str, ...]:
    """What empty lines set apart, each on one line."""
    return tuple(" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip())


def sentences(passage: str) -> list[str]:
    """A passage in sentences."""
    found: list[str] = []
    for part in _SENTENCE_END.split(passage):
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] += " " + part
        else:
            found.append(part)
    return found
