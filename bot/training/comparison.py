"""Compares two trained archives on the held-out sets, so that only what is not worse goes into service.

A set is a CSV of messages nobody was trained on: `text,skill` or `text,article`. What a turn costs is what the
thresholds are chosen by (`bot/nlu/calibration.py`): nothing when it is right, 1 for asking back, more for being wrong.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from bot.nlu.calibration import ACTS, COST_OF_WRONG_ANSWER, COST_OF_WRONG_PASSAGE, COST_OF_WRONG_TURN
from bot.nlu.encoder import Encoder, Vectors
from bot.nlu.errors import ModelError
from bot.nlu.intents import OUT_OF_SCOPE_INTENT
from bot.nlu.outcome import CONFIRM_SKILL, decide
from bot.nlu.understanding import Understanding
from bot.training.evaluation import outcome_of
from bot.training.report import Section, Table, write_report

Kind = Literal["skill", "article"]
Encode = Callable[[tuple[str, ...]], Vectors]
KINDS: tuple[Kind, ...] = ("skill", "article")
MAX_ROWS = 200
"""How many changed messages a report shows of each set."""


@dataclass(frozen=True)
class Verdict:
    """What became of one message, and what that costs in clarifications."""

    word: Literal["right", "asked", "wrong"]
    cost: float


RIGHT, ASKED = Verdict("right", 0.0), Verdict("asked", 1.0)
WRONG_PASSAGE = Verdict("wrong", COST_OF_WRONG_PASSAGE)
OF_ARTICLES = {
    "shown_right": RIGHT,
    "shown_wrong": WRONG_PASSAGE,
    "offered_right": ASKED,
    "offered_wrong": WRONG_PASSAGE,
}


@dataclass(frozen=True)
class HeldOut:
    """One set: messages, and for each the skill or the article that is right."""

    name: str
    kind: Kind
    texts: tuple[str, ...]
    wanted: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """What became of a set's messages with the archive in service and with the candidate."""

    held_out: HeldOut
    before: tuple[Verdict, ...]
    after: tuple[Verdict, ...]

    @property
    def costs(self) -> tuple[float, float]:
        """The cost of all messages, before and after."""
        return sum(verdict.cost for verdict in self.before), sum(verdict.cost for verdict in self.after)

    @property
    def is_worse(self) -> bool:
        before, after = self.costs
        return after > before

    def to_json(self) -> dict[str, Any]:
        before, after = self.costs
        return {
            "set": self.held_out.name,
            "messages": len(self.before),
            "before": {"cost": before, **_words(self.before)},
            "after": {"cost": after, **_words(self.after)},
            "is_worse": self.is_worse,
        }


def read_sets(folder: Path) -> list[HeldOut]:
    """The sets in a folder, by their columns; other files are passed over. ModelError if there is none."""
    sets = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            kind = next((kind for kind in KINDS if {"text", kind} == set(reader.fieldnames or ())), None)
            rows = list(reader) if kind else []
        if kind and rows:
            sets.append(HeldOut(path.stem, kind, tuple(r["text"] for r in rows), tuple(r[kind] for r in rows)))
    if not sets:
        raise ModelError(f"There is no set in {folder}: a CSV with the columns text and skill, or text and article.")
    return sets


def compare(encoder: Encoder, before: Understanding, after: Understanding, sets: Sequence[HeldOut]) -> list[Result]:
    """Have both understand every message of every set."""
    results = []
    encode = cache(encoder.encode)  # both understand the same texts, mostly
    for held_out in sets:
        judge = _skills if held_out.kind == "skill" else _articles
        verdicts = [judge(encode, model, held_out) for model in (before, after)]
        results.append(Result(held_out, verdicts[0], verdicts[1]))
    return results


def write_comparison(path: Path, title: str, said: str, results: Sequence[Result]) -> Path:
    """The page that a promotion leaves: the costs, and each message that came out differently."""
    sections = [
        Section(
            "Sets",
            "Asking back costs 1; a wrong answer, by what the skill does: "
            + ", ".join(f"{does} {cost:g}" for does, cost in COST_OF_WRONG_ANSWER.items())
            + f"; a wrong article {COST_OF_WRONG_PASSAGE:g}.",
            [
                Table(
                    ("set", "messages", "cost before", "cost after", "right before", "right after"),
                    [
                        (r.held_out.name, len(r.before), *r.costs, r.before.count(RIGHT), r.after.count(RIGHT))
                        for r in results
                    ],
                )
            ],
        )
    ]
    for result in results:
        rows = [
            (text, wanted, before.word, after.word)
            for text, wanted, before, after in zip(
                result.held_out.texts, result.held_out.wanted, result.before, result.after, strict=True
            )
            if before != after
        ]
        table = Table(("message", "belongs to", "before", "after"), rows[:MAX_ROWS])
        sections.append(Section(result.held_out.name, f"{len(rows)} messages came out differently.", [table]))
    return write_report(path, title, said, sections)


def _skills(encode: Encode, model: Understanding, held_out: HeldOut) -> tuple[Verdict, ...]:
    verdicts: list[Verdict] = []
    rankings = model.intents.rank(encode(held_out.texts), held_out.texts)
    for ranking, wanted in zip(rankings, held_out.wanted, strict=True):
        outcome = decide(ranking, model.skills, model.intents.thresholds)
        if outcome.kind == "clarify":
            verdicts.append(ASKED)
            continue
        # a detail that belongs to no skill ("60") is answered with no choice: its intents stand outside the skills
        found = OUT_OF_SCOPE_INTENT if outcome.kind == "out_of_scope" else next(iter(outcome.choices), None)
        verdicts.append(RIGHT if found == wanted else Verdict("wrong", _cost_of_wrong(model, found)))
    return tuple(verdicts)


def _cost_of_wrong(model: Understanding, found: str | None) -> float:
    """What it costs to take a message for this skill; for out of scope, or small talk, a wrong word."""
    if found is None or found not in model.skills.offers:
        return COST_OF_WRONG_ANSWER[ACTS] if found == CONFIRM_SKILL else COST_OF_WRONG_TURN
    return COST_OF_WRONG_ANSWER[model.skills.does.get(found, ACTS)]


def _words(verdicts: Sequence[Verdict]) -> Counter[str]:
    return Counter(verdict.word for verdict in verdicts)


def _articles(encode: Encode, model: Understanding, held_out: HeldOut) -> tuple[Verdict, ...]:
    """Offering the right article is asking back; offering others is saying wrongly that one of them answers."""
    verdicts: list[Verdict] = []
    asked = tuple(model.answers.spelt(text) for text in held_out.texts)
    for text, vector, wanted in zip(asked, encode(asked), held_out.wanted, strict=True):
        outcome = outcome_of(model.answers.search(text, vector), wanted or None)
        declined = ASKED if wanted else RIGHT
        verdicts.append(OF_ARTICLES.get(outcome, declined))
    return tuple(verdicts)
