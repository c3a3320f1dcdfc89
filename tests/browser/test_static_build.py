"""The pages that the gateway serves are built from `web/` as it is now, and keep to what they promise.

A clean clone has no Node: these tests compare the hashes that the build wrote down, and read the files.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
STATIC = ROOT / "bot" / "gateway" / "static"
SOURCE_FOLDERS = ("shared", "widget", "bank", "helpdesk")
SOURCE_FILES = ("build.mjs", "package-lock.json", "tsconfig.json")
WIDGET_BYTES = 60_000
PAGES = ("index.html", "desk.html")


def manifest() -> dict[str, dict[str, str]]:
    content: dict[str, dict[str, str]] = json.loads((STATIC / "build.json").read_text())
    return content


def hashes(folder: Path, files: Iterator[Path]) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
        if file.is_file()
    }


def sources() -> Iterator[Path]:
    for folder in SOURCE_FOLDERS:
        yield from (WEB / folder).rglob("*")
    yield from (WEB / name for name in SOURCE_FILES)


def test_the_committed_build_is_made_from_the_sources_as_they_are() -> None:
    assert manifest()["sources"] == hashes(WEB, sources()), "Build again: `npm ci && npm run build` in web/."


def test_the_committed_build_is_as_the_build_wrote_it() -> None:
    built = (file for file in STATIC.iterdir() if file.name != "build.json")
    assert manifest()["outputs"] == hashes(STATIC, built)


def test_the_widget_keeps_within_its_size() -> None:
    assert (STATIC / "widget.js").stat().st_size <= WIDGET_BYTES


@pytest.mark.parametrize("name", sorted(path.name for path in STATIC.iterdir()))
def test_no_file_names_a_foreign_origin(name: str) -> None:
    text = (STATIC / name).read_text().replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"\b(?:https?|wss?)://\w|[\"'(]//\w", text)


class _Page(HTMLParser):
    """Notes what a content security policy without `unsafe-inline` would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.refused += [f"{tag} {name}" for name in values if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and not values.get("src")):
            self.refused.append(tag)
        source = values.get("src") or (values.get("href") if tag == "link" else None)
        if source:
            self.loaded.append(source)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_nothing_that_its_content_security_policy_refuses(name: str) -> None:
    page = _Page()
    page.feed((STATIC / name).read_text())
    assert page.refused == []
    assert all((STATIC / source.removeprefix("/static/")).is_file() for source in page.loaded)
    assert page.loaded


@pytest.mark.parametrize(
    "script", sorted(path.relative_to(WEB).as_posix() for path in sources() if path.suffix == ".ts")
)
def test_no_script_writes_markup_into_a_page(script: str) -> None:
    text = (WEB / script).read_text()
    refused = re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write\b|\beval\b|new Function", text)
    assert refused == []
