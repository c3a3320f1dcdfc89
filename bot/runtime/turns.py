"""What a turn of the assistant gives back, in words that know nothing of Rasa."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    is_urgent: bool = False
    """Whether it goes before what only waits longer: fraud, danger."""


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
    waiting: tuple[str, ...] = ()
    """Requests of earlier messages whose turn has come: nothing is open any more."""


def merged(turns: Sequence[AssistantTurn], before: Sequence[AssistantTurn] = ()) -> AssistantTurn:
    """Several turns that answer one message, as one: skill and ranking are the first request's, the rest adds up.

    `before`: what was said first and answers no request.
    """
    if len(turns) == 1 and not before:
        return turns[0]
    order = (ANSWER, CLARIFY, HAND_OVER)
    replies = [reply for turn in [*before, *turns] for reply in turn.replies]
    return replace(
        turns[0],
        # a form that was opened first asks again at the end: its question is shown there only
        replies=tuple(reply for i, reply in enumerate(replies) if reply not in replies[i + 1 :]),
        outcome=max((turn.outcome for turn in turns), key=order.index),
        choices=tuple(choice for turn in turns for choice in turn.choices),
        entities=tuple(entity for turn in turns for entity in turn.entities),
        slots=turns[-1].slots,
        actions=tuple(action for turn in turns for action in turn.actions),
        rule=", then ".join(turn.rule for turn in turns if turn.rule) or None,
        hand_over=next((turn.hand_over for turn in turns if turn.hand_over), None),
        milliseconds=round(sum(turn.milliseconds for turn in [*before, *turns]), 2),
        waiting=turns[-1].waiting,
    )
