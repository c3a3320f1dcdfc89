"""Reports that a person reads: one HTML file, nothing in it is fetched from anywhere.

A report is a list of sections (a heading, a sentence, tables, charts). Charts are SVG, drawn here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

Point = tuple[float, float]

SIZE = 320
"""Width and height of a chart's plane, in pixels; a margin is added for its labels."""
MARGIN = 48
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2733; --paper: #ffffff; --line: #cfd6dd; --mark: #14645c; --faint: #5b6875 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ebf0; --paper: #14191f; --line: #39434e; --mark: #5cc4b4; --faint: #9aa7b4 }
}
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem;
  margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2.5rem }
p { max-width: 45rem } .note { color: var(--faint) }
.scroll { overflow-x: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { text-align: left; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
td { overflow-wrap: anywhere; min-width: 6rem }
td.number, th.number { text-align: right }
svg { max-width: 100%; height: auto; font: 12px system-ui, sans-serif; fill: var(--ink) }
svg .axis { stroke: var(--line); fill: none } svg .curve { stroke: var(--mark); stroke-width: 2; fill: none }
svg .dot { fill: var(--mark) } svg .ideal { stroke: var(--faint); stroke-dasharray: 4 4 }
"""


@dataclass(frozen=True)
class Table:
    """Rows under `columns`. Numbers are set to the right, whole or with their own decimals."""

    columns: Sequence[str]
    rows: Sequence[Sequence[object]]

    def html(self) -> str:
        numeric = [bool(self.rows) and all(_is_number(row[at]) for row in self.rows) for at in range(len(self.columns))]
        marks = [' class="number"' if right else "" for right in numeric]
        head = "".join(f"<th{mark}>{escape(name)}</th>" for mark, name in zip(marks, self.columns, strict=True))
        body = "".join(
            "<tr>" + "".join(f"<td{mark}>{escape(_said(cell))}</td>" for mark, cell in zip(marks, row, strict=True))
            for row in self.rows
        )
        return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


@dataclass(frozen=True)
class Chart:
    """A curve over the unit square, with the dashed diagonal if that is what it is compared with."""

    title: str
    across: str
    up: str
    points: Sequence[Point]
    has_diagonal: bool = False

    def html(self) -> str:
        width, height = SIZE + 2 * MARGIN, SIZE + 2 * MARGIN
        places = [_place(point) for point in self.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts = [f'<rect class="axis" x="{MARGIN}" y="{MARGIN}" width="{SIZE}" height="{SIZE}"/>']
        for tick in TICKS:
            x, y = _place((tick, tick))
            parts.append(f'<text x="{x}" y="{MARGIN + SIZE + 16}" text-anchor="middle">{tick:g}</text>')
            parts.append(f'<text x="{MARGIN - 6}" y="{y + 4}" text-anchor="end">{tick:g}</text>')
        if self.has_diagonal:
            (x1, y1), (x2, y2) = _place((0, 0)), _place((1, 1))
            parts.append(f'<line class="ideal" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>')
        parts.append(f'<polyline class="curve" points="{path}"/>')
        parts += [f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places]
        middle = MARGIN + SIZE / 2
        parts.append(f'<text x="{middle}" y="{height - 8}" text-anchor="middle">{escape(self.across)}</text>')
        turned = f'transform="rotate(-90 12 {middle})" text-anchor="middle"'
        parts.append(f'<text x="12" y="{middle}" {turned}>{escape(self.up)}</text>')
        label = escape(self.title, quote=True)
        frame = f'role="img" aria-label="{label}" viewBox="0 0 {width} {height}" width="{width}"'
        return f"<svg {frame}>{''.join(parts)}</svg>"


@dataclass(frozen=True)
class Section:
    """What stands under one heading: a sentence, then tables and charts."""

    heading: str
    said: str
    parts: Sequence[Table | Chart] = ()

    def html(self) -> str:
        parts = "".join(part.html() for part in self.parts)
        return f"<section><h2>{escape(self.heading)}</h2><p>{escape(self.said)}</p>{parts}</section>"


def write_report(path: Path, title: str, said: str, sections: Sequence[Section]) -> Path:
    """Write the page to `path`, whose folder is made; OSError where that cannot be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = "".join(section.html() for section in sections)
    path.write_text(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f'<body><h1>{escape(title)}</h1><p class="note">{escape(said)}</p>{body}</body></html>\n',
        encoding="utf-8",
    )
    return path


def _place(point: Point) -> Point:
    across, up = point
    return MARGIN + across * SIZE, MARGIN + (1 - up) * SIZE


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _said(cell: object) -> str:
    if cell is None:
        return "–"
    return f"{cell:,.4g}" if isinstance(cell, float) else str(cell)
