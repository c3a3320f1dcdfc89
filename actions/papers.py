"""A document that the bank has made: its link for a page to draw, and the same in words."""

from __future__ import annotations

from typing import Any

from actions.turn import Choice, Turn
from bank.services.money_views import DocumentLink

ADDRESS = "/api/documents/{token}"
KILOBYTE = 1_000


def hand_out(turn: Turn, what: str, link: DocumentLink, choices: list[Choice] | None = None) -> None:
    """Say that a document is there; `what` names it ("Your statement for October")."""
    turn.say("utter_document", data=_data(link), choices=choices or [], what=what, size=_size(link.size_bytes))


def _data(link: DocumentLink) -> dict[str, Any]:
    return {
        "kind": "document",
        "name": link.name,
        "size_bytes": link.size_bytes,
        "url": ADDRESS.format(token=link.token),
        "expires_at": link.expires_at.isoformat(),
    }


def _size(size_bytes: int) -> str:
    return f"{max(1, round(size_bytes / KILOBYTE))} kB"
