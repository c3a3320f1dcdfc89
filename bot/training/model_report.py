"""What `teller evaluate intents --report` and `… answers --report` write: the mistakes behind the figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.training.report import Chart, Point, Section, Table, write_report

INTENTS_FILE = "intents.html"
ANSWERS_FILE = "answers.html"
MAX_ROWS = 50
"""Rows of each table: the worst; the rest is in `--predictions --json`."""
BINS = 15

Prediction = Mapping[str, Any]


def write_intent_report(
    folder: Path, figures: Mapping[str, Any], predictions: Sequence[Prediction], strangers: Sequence[Prediction]
) -> Path:
    """Write the page about one evaluation of intents; `strangers` are the predictions for foreign messages."""
    wrong = [one for one in predictions if one["intent"] != one["category"]]
    sections = [
        Section("Figures", "As printed; docs/model.md says what each means.", [_figures(figures)]),
        Section(
            "Confusion pairs",
            f"{len(wrong)} of {len(predictions)} messages were ranked under another category first.",
            [Table(("messages", "belongs to", "was taken for", "for example"), _confusion_pairs(wrong))],
        ),
        Section(
            "Reliability",
            "How many were right of those given this confidence. On the dashed line, it is what it says.",
            [Chart("Reliability diagram", "confidence", "share that was right", _reliability(predictions), True)],
        ),
    ]
    if strangers:
        sections.append(
            Section(
                "Out of scope",
                "Each point is a threshold: the share of its own messages that it would refuse, and of foreign ones.",
                [
                    Chart("Out-of-scope curve", "own refused", "foreign refused", _refusals(predictions, strangers)),
                    Table(("foreignness", "outcome", "taken for", "foreign message"), _let_in(strangers)),
                ],
            )
        )
    slowest = sorted((one for one in predictions if "milliseconds" in one), key=lambda one: -one["milliseconds"])
    if slowest:
        sections.append(
            Section(
                "Slowest messages",
                f"Of {len(slowest)} understood one at a time, on one thread: vector, ranking, outcome.",
                [Table(("milliseconds", "message"), [(o["milliseconds"], o["text"]) for o in slowest[:MAX_ROWS]])],
            )
        )
    title = f"Intents: {figures['accuracy']:.1%} right"
    return write_report(folder / INTENTS_FILE, title, f"{len(predictions)} messages.", sections)


def write_answer_report(folder: Path, figures: Mapping[str, Any], queries: Sequence[Prediction]) -> Path:
    """Write the page about one evaluation of answers; each query has `text`, `wanted`, `found`, `rank`, `score`."""
    missed = sorted((one for one in queries if one["wanted"] is not None and one["rank"] > 1), key=lambda q: -q["rank"])
    foreign = sorted((one for one in queries if one["wanted"] is None), key=lambda query: -query["score"])
    sections = [
        Section("Figures", "As printed; docs/model.md says what each means.", [_figures(figures)]),
        Section(
            "Questions whose article came second or later",
            f"{len(missed)} of {len(queries)} questions, the farthest first.",
            [
                Table(
                    ("rank", "question", "its article", "came first"),
                    [(one["rank"], one["text"], one["wanted"], one["found"]) for one in missed[:MAX_ROWS]],
                )
            ],
        ),
    ]
    if foreign:
        sections.append(
            Section(
                "Questions that no article answers",
                "The highest scores first: these are the likeliest to be given a wrong article.",
                [
                    Table(
                        ("score", "question", "came first"),
                        [(o["score"], o["text"], o["found"]) for o in foreign[:MAX_ROWS]],
                    )
                ],
            )
        )
    return write_report(folder / ANSWERS_FILE, "Answers", f"{len(queries)} questions.", sections)


def _figures(figures: Mapping[str, Any]) -> Table:
    rows: list[tuple[str, object]] = []
    for name, value in figures.items():
        inner = value.items() if isinstance(value, Mapping) else None
        rows += [(f"{name}: {part}", figure) for part, figure in inner] if inner else [(name, value)]
    return Table(("figure", "value"), rows)


def _confusion_pairs(wrong: Sequence[Prediction]) -> list[tuple[int, str, str, str]]:
    pairs = Counter((one["category"], one["intent"]) for one in wrong)
    examples: dict[tuple[str, str], str] = {}
    for one in wrong:
        examples.setdefault((one["category"], one["intent"]), one["text"])
    return [(count, *pair, examples[pair]) for pair, count in pairs.most_common(MAX_ROWS)]


def _reliability(predictions: Sequence[Prediction]) -> list[Point]:
    """(mean confidence, share right) of each equal bin of confidence that has messages."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for one in predictions:
        at = min(int(one["confidence"] * BINS), BINS - 1)
        bins[at].append((one["confidence"], one["intent"] == one["category"]))
    return [
        (sum(c for c, _ in found) / len(found), sum(right for _, right in found) / len(found))
        for _, found in sorted(bins.items())
    ]


def _refusals(own: Sequence[Prediction], strangers: Sequence[Prediction]) -> list[Point]:
    """(share of own, share of foreign messages refused), where 0, 2, 4 … 100 % of the foreign are."""
    scores = sorted((one["out_of_scope"] for one in strangers), reverse=True)
    points: list[Point] = [(0.0, 0.0)]
    for step in range(1, MAX_ROWS + 1):
        threshold = scores[max(round(step / MAX_ROWS * len(scores)) - 1, 0)]
        refused = [sum(one["out_of_scope"] >= threshold for one in group) / len(group) for group in (own, strangers)]
        points.append((refused[0], refused[1]))
    return points


def _let_in(strangers: Sequence[Prediction]) -> list[tuple[float, str, str, str]]:
    let_in = sorted((one for one in strangers if one["outcome"] != "out_of_scope"), key=lambda one: one["out_of_scope"])
    return [(one["out_of_scope"], one["outcome"], one["intent"], one["text"]) for one in let_in[:MAX_ROWS]]
