"""One plain layout for everything that the bank puts on paper; the same content gives the same bytes.

It knows nothing of accounts: `bank.services.papers` says what stands on each.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer, Table

MARGIN = 20 * mm
HEAD = 32 * mm
"""From the upper edge to the first line, below the bank's name."""
INK, QUIET, RULE, BAND = (HexColor(colour) for colour in ("#1b2430", "#5a6675", "#c6ccd4", "#f3f5f7"))
# Part of every reader of PDF, so that no font need be embedded; Latin-1 is what they can write.
FONT, BOLD, ENCODING = "Helvetica", "Helvetica-Bold", "cp1252"

_TEXT = ParagraphStyle("text", fontName=FONT, fontSize=9.5, leading=13, textColor=INK)
_TITLE = ParagraphStyle("title", parent=_TEXT, fontName=BOLD, fontSize=16, leading=20, spaceAfter=4 * mm)
_CELL = ParagraphStyle("cell", parent=_TEXT, fontSize=8.5, leading=11)
_FIGURE = ParagraphStyle("figure", parent=_CELL, alignment=TA_RIGHT)
_HEADING = ParagraphStyle("heading", parent=_CELL, fontName=BOLD)
_FIGURE_HEADING = ParagraphStyle("figure heading", parent=_FIGURE, fontName=BOLD)


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading and its share of the width; figures stand to the right."""

    heading: str
    share: float
    is_figure: bool = False


@dataclass(frozen=True)
class Paper:
    """`facts` are labels with values, `rows` the lines of a table with these `columns`, `closing` the last words."""

    issuer: str
    title: str
    made_on: str
    facts: tuple[tuple[str, str], ...]
    opening: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    closing: tuple[str, ...] = ()


def to_pdf(paper: Paper) -> bytes:
    """The paper on pages of A4, each with the bank's name and its number."""
    buffer = BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=HEAD,
        bottomMargin=MARGIN,
        title=paper.title,
        author=paper.issuer,
        invariant=1,  # no time of making, no random id
    )
    frame = Frame(MARGIN, MARGIN, document.width, document.height, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[frame]))
    document.build(_story(paper, document.width), canvasmaker=_canvas_for(paper))
    return buffer.getvalue()


def _story(paper: Paper, width: float) -> list[Flowable]:
    story: list[Flowable] = [_words(paper.title, _TITLE)]
    facts = [[_words(label, _HEADING), _words(value, _CELL)] for label, value in paper.facts]
    story += [_table(facts, (0.25 * width, 0.75 * width), has_head=False), Spacer(0, 5 * mm)]
    story += [_words(line, _TEXT) for line in paper.opening]
    if paper.columns:
        head = [_words(c.heading, _FIGURE_HEADING if c.is_figure else _HEADING) for c in paper.columns]
        rows = [
            [_words(cell, _FIGURE if c.is_figure else _CELL) for c, cell in zip(paper.columns, row, strict=True)]
            for row in paper.rows
        ]
        story += [_table([head, *rows], [c.share * width for c in paper.columns], has_head=True), Spacer(0, 5 * mm)]
    return story + [_words(line, _TEXT) for line in paper.closing]


def _table(cells: list[list[Paragraph]], widths: Sequence[float], *, has_head: bool) -> Table:
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
    if has_head:
        style += [("BACKGROUND", (0, 0), (-1, 0), BAND), ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE)]
    return Table(cells, colWidths=list(widths), repeatRows=1 if has_head else 0, style=style)


def _words(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(_writable(text)), style)


def _writable(text: str) -> str:
    """With what the font lacks written as nearly as it can be: "ő" as "o", and "?" for what has no such letter."""
    letters = []
    for letter in text.replace("−", "-"):
        is_known = letter.encode(ENCODING, "ignore")
        letters.append(letter if is_known else unicodedata.normalize("NFKD", letter)[:1])
    return "".join(letters).encode(ENCODING, "replace").decode(ENCODING)


def _canvas_for(paper: Paper) -> type[Canvas]:
    """A canvas that draws head and foot when all pages are there, since each says how many there are."""

    class PaperCanvas(Canvas):  # type: ignore[misc]
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)
            self._pages: list[dict[str, object]] = []

        def showPage(self) -> None:  # noqa: N802 - reportlab's name
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._pages, 1):
                self.__dict__.update(page)
                _draw_edges(self, paper, number, len(self._pages))
                super().showPage()
            super().save()

    return PaperCanvas


def _draw_edges(canvas: Canvas, paper: Paper, page: int, pages: int) -> None:
    width, height = A4
    canvas.setFillColor(INK)
    canvas.setFont(BOLD, 12)
    canvas.drawString(MARGIN, height - 18 * mm, _writable(paper.issuer))
    canvas.setFont(FONT, 8.5)
    canvas.setFillColor(QUIET)
    canvas.drawRightString(width - MARGIN, height - 18 * mm, paper.made_on)
    canvas.setStrokeColor(RULE)
    canvas.line(MARGIN, height - 22 * mm, width - MARGIN, height - 22 * mm)
    canvas.drawString(MARGIN, 11 * mm, _writable(paper.title))
    canvas.drawRightString(width - MARGIN, 11 * mm, f"Page {page} of {pages}")
