"""Learning from use: the messages that the assistant was unsure of or was corrected on, for a person to label.

Nothing is learnt by itself. What is shown is redacted: names, account numbers, addresses are replaced by stand-ins.
"""

from __future__ import annotations

import json
import re
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import Engine, insert, select

from bot.nlu.errors import ModelError
from bot.runtime.events import events, metadata, reviewed_events

REVIEWED_FILE = "reviewed.yml"
DISCARDED = "-"
"""In place of an intent: nothing is to be learnt from this message."""
SUGGESTIONS = 3
MAX_TEXT_CHARACTERS = 300
"""A longer message is no example of anything."""
TAKEN_BACK = frozenset({"deny", "cancel", "human"})
"""What a customer says right after an answer that was the wrong one."""

# By kind of entity, what stands in its place; kinds that tell nothing about a person (amount, date …) stay.
STAND_INS = {
    "payee": "Sam",
    "iban": "DE02120300000000202051",
    "iban_invalid": "DE02",
    "card_digits": "0000",
    "email": "name@example.com",
    "phone": "0301234567",
    "postcode": "10115",
    "reference": "reference",
}
_LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){5,}")
_ANNOTATION = re.compile(r"\]\s*[({]")
_HEAD = "# Customers' messages, labelled by a person, with stand-ins for names: `teller model review` writes this file."


@dataclass(frozen=True)
class Candidate:
    """A message to be labelled: `event_ids` of all who said it, and the intents it may be, the likeliest first."""

    text: str
    event_ids: tuple[int, ...]
    reason: str
    suggestions: tuple[str, ...]


def candidates(engine: Engine, intents: Collection[str], known: Iterable[str]) -> list[Candidate]:
    """What is still to be looked at, the most frequent first; `known` ones are learnt from or measured by."""
    metadata.create_all(engine)
    passed_over = {_plain(text) for text in known}
    found: dict[str, list[tuple[int, str, tuple[str, ...]]]] = defaultdict(list)
    texts: dict[str, str] = {}
    for event_id, said, then in _turns(engine):
        reason = _reason(said, then)
        text = redacted(said)
        if reason is None or not text or _plain(text) in passed_over:
            continue
        texts.setdefault(_plain(text), text)
        found[_plain(text)].append((event_id, reason, _suggestions(said, then, intents)))
    done = [Candidate(texts[key], tuple(i for i, _, _ in all_), all_[0][1], all_[0][2]) for key, all_ in found.items()]
    return sorted(done, key=lambda one: (-len(one.event_ids), one.event_ids))


def redacted(said: Mapping[str, Any]) -> str:
    """The text of a user's event with stand-ins for what tells who it was; empty where it can be no example."""
    text, pieces, at = str(said.get("text") or ""), [], 0
    entities = (said.get("parse_data") or {}).get("entities") or []
    for entity in sorted((one for one in entities if one.get("entity") in STAND_INS), key=lambda one: one["start"]):
        if entity["start"] >= at:
            pieces += [_LONG_NUMBER.sub("000000", text[at : entity["start"]]), STAND_INS[entity["entity"]]]
            at = entity["end"]
    text = " ".join("".join([*pieces, _LONG_NUMBER.sub("000000", text[at:])]).split())
    return "" if len(text) > MAX_TEXT_CHARACTERS or _ANNOTATION.search(text) else text


def keep_labels(engine: Engine, folder: Path, labels: Sequence[tuple[Candidate, str]], intents: Collection[str]) -> int:
    """Write the labelled messages to `reviewed.yml` in `folder`, and remember that they were dealt with.

    Returns how many are to be learnt from; ModelError where an intent is unknown, then nothing is kept.
    """
    if unknown := {intent for _, intent in labels} - set(intents) - {DISCARDED}:
        raise ModelError(f"There is no intent {min(unknown)}: data/skills.yml lists them. Nothing was kept.")
    learnt = [(candidate.text, intent) for candidate, intent in labels if intent != DISCARDED]
    if learnt:
        _append(folder / REVIEWED_FILE, learnt)
    rows = [
        {"event_id": event_id, "intent": None if intent == DISCARDED else intent, "at": time.time()}
        for candidate, intent in labels
        for event_id in candidate.event_ids
    ]
    if rows:
        with engine.begin() as connection:
            connection.execute(insert(reviewed_events), rows)
    return len(learnt)


def read_examples(folder: Path) -> list[tuple[str, str]]:
    """(intent, message) of all that stands in the files of `data/nlu`."""
    return [example for path in sorted(folder.glob("*.yml")) for example in _examples(path)]


def _turns(engine: Engine) -> Iterator[tuple[int, dict[str, Any], dict[str, Any] | None]]:
    """Each typed message not yet reviewed, and what the same customer said or pressed next."""
    query = select(events.c.id, events.c.sender_id, events.c.data).where(events.c.type_name == "user")
    last: dict[str, tuple[int, dict[str, Any]]] = {}
    with engine.connect() as connection:
        done = set(connection.scalars(select(reviewed_events.c.event_id)))
        for event_id, sender, data in connection.execute(query.order_by(events.c.id)):
            said = json.loads(data)
            if (before := last.pop(sender, None)) is not None:
                yield *before, said
            if event_id not in done and not str(said.get("text") or "/").startswith("/"):
                last[sender] = (event_id, said)
    for before in last.values():
        yield *before, None


def _reason(said: Mapping[str, Any], then: Mapping[str, Any] | None) -> str | None:
    kind = ((said.get("parse_data") or {}).get("outcome") or {}).get("kind")
    if kind == "clarify":
        return "unsure"
    if kind == "out_of_scope":
        return "declined"
    answered = _intent(said)
    return "taken back" if then is not None and _intent(then) in TAKEN_BACK - {answered} else None


def _suggestions(said: Mapping[str, Any], then: Mapping[str, Any] | None, intents: Collection[str]) -> tuple[str, ...]:
    """What the customer pressed when asked back, then what the model found likeliest."""
    pressed = [_intent(then)] if then is not None and str(then.get("text") or "").startswith("/") else []
    ranked = [one["name"] for one in (said.get("parse_data") or {}).get("intent_ranking") or []]
    likely = [name for name in dict.fromkeys([*pressed, *ranked]) if name in intents]
    return tuple(likely[:SUGGESTIONS])


def _intent(said: Mapping[str, Any]) -> str:
    return str(((said.get("parse_data") or {}).get("intent") or {}).get("name"))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _examples(path: Path) -> list[tuple[str, str]]:
    blocks = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["nlu"]
    return [(block["intent"], line.removeprefix("- ")) for block in blocks for line in block["examples"].splitlines()]


def _append(path: Path, learnt: Sequence[tuple[str, str]]) -> None:
    by_intent: dict[str, list[str]] = defaultdict(list)
    before = _examples(path) if path.exists() else []
    for intent, text in [*before, *((intent, text) for text, intent in learnt)]:
        by_intent[intent].append(text)
    lines = [_HEAD, 'version: "3.1"', "nlu:"]
    for intent in sorted(by_intent):
        lines += [
            f"- intent: {intent}",
            "  examples: |",
            *(f"    - {text}" for text in dict.fromkeys(by_intent[intent])),
        ]
    new = path.with_suffix(".new")
    new.write_text("\n".join(lines) + "\n", encoding="utf-8")
    new.replace(path)
