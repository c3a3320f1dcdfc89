"""What a turn of the assistant gives back, in words that know nothing of Rasa."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ANSWER = "answer"
CLARIFY = "clarify"
HAND_OVER = "hand_over"


@dataclass(frozen=True)
class Button:
    """A choice the customer can press; the payload is Rasa's, and is accepted only while it is on offer."""

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """One message of the assistant; `data` is for a page to draw (its `kind` says what), the text says it all."""

    text: str
    buttons: tuple[Button, ...] = ()
    data: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class HandOver:
    """Why a person is wanted, and the facts that spare the customer from telling it all again."""

    reason: str
    summary: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class AssistantTurn:
    """All there is to know about how one message was understood and answered."""

    replies: tuple[Reply, ...]
    outcome: str
    skill: str | None = None
    intent: str | None = None
    confidence: float = 0.0
    choices: tuple[str, ...] = ()
    ranking: tuple[Mapping[str, Any], ...] = ()
    entities: tuple[Mapping[str, Any], ...] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)
    actions: tuple[str, ...] = ()
    rule: str | None = None
    hand_over: HandOver | None = None
    milliseconds: float = 0.0
