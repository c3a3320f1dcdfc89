"""What assistive technology is told of a page, read from the browser's own accessibility tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page

CONTROLS = frozenset(
    {"button", "checkbox", "combobox", "disclosuretriangle", "link", "listbox", "menuitem", "option", "radio"}
    | {"searchbox", "slider", "spinbutton", "switch", "tab", "textbox"}
)
PICTURES = frozenset({"image", "img", "graphicssymbol", "graphicsdocument"})
NAMED_AREAS = frozenset({"dialog", "navigation", "region"})

# For scripts in a page: every element, those of web components included.
EVERYTHING = """
    const within = (root) => [...root.querySelectorAll("*")].flatMap((e) => [e, ...inside(e)]);
    const inside = (element) => (element.shadowRoot ? within(element.shadowRoot) : []);
    const everything = () => within(document);
"""


@dataclass(frozen=True)
class Node:
    """One thing that is told."""

    role: str
    name: str
    properties: dict[str, Any]


def tree(page: Page) -> list[Node]:
    """Everything the page tells, in its order."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [_node(node) for node in nodes if not node["ignored"]]


def faults(page: Page) -> list[str]:
    """What keeps somebody from using the page by ear or by touch; empty when all is well."""
    nodes = tree(page)
    is_behind_a_dialog = any(node.role == "dialog" and node.properties.get("modal") for node in nodes)
    whole = [] if is_behind_a_dialog else [*_structure(nodes), *_headings(nodes)]
    return [*_unnamed(nodes), *whole, *_document(page)]


def _unnamed(nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        if node.role.lower() in CONTROLS | PICTURES | NAMED_AREAS and not node.name.strip():
            yield f"a {node.role} without a name"


def _structure(nodes: list[Node]) -> Iterator[str]:
    for role in ("main", "banner"):
        count = sum(node.role == role for node in nodes)
        if count != 1:
            yield f"{count} times the landmark {role}"


def _headings(nodes: list[Node]) -> Iterator[str]:
    levels = [node.properties["level"] for node in nodes if node.role == "heading"]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} headings of the first level"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} after one of level {before}"


def _document(page: Page) -> Iterator[str]:
    if not page.locator("html").get_attribute("lang"):
        yield "no language"
    if not page.title().strip():
        yield "no title"
    yield from (f"too small to be hit: {target}" for target in page.evaluate(EVERYTHING + SMALL_TARGETS))


# WCAG 2.2 asks for 24 pixels (2.5.8), the pages promise 44.
SMALL_TARGETS = """
    everything()
        .filter((e) => e.matches("button, input:not([type=checkbox]), textarea, summary") && e.checkVisibility())
        .filter((e) => e.getBoundingClientRect().height < 43.5)
        .map((e) => e.ariaLabel || e.textContent || e.id)
"""


def _node(node: dict[str, Any]) -> Node:
    properties = {each["name"]: each["value"].get("value") for each in node.get("properties", ())}
    return Node(node.get("role", {}).get("value", ""), node.get("name", {}).get("value", "") or "", properties)
