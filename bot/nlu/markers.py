"""Markers in articles, `{{rate:savings}}`, that stand for figures the bank keeps elsewhere, and filling them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

MARKER = re.compile(r"\{\{([^{}]*)\}\}")
Figures = Mapping[str, str]
"""Name ("rate:savings") → the figure in words."""
FigureSource = Callable[[], Figures]


def fill(text: str, figures: Figures) -> str:
    """The text with a figure for each marker; a marker that has none stays (it was refused on reading)."""
    return MARKER.sub(lambda marker: figures.get(marker[1], marker[0]), text)


def unknown_markers(text: str, figures: Figures) -> Iterator[tuple[int, str]]:
    """Markers that no figure fills, each with its line, counted from 1."""
    for number, line in enumerate(text.splitlines(), 1):
        for marker in MARKER.finditer(line):
            if marker[1] not in figures:
                yield number, marker[1]
