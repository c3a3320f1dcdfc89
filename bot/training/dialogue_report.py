"""What a run of written conversations comes to: figures for a script, tables for a person, a page to pass on.

How far the assistant gets with what it was asked, by skill and by folder. A conversation counts as a success if every
turn, and the bank at its end, was as written; its turns are those of the customer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.training.dialogues import Held
from bot.training.report import Section, Table, write_report

COLUMNS = {
    "conversations": "conversations",
    "succeeded": "as written",
    "task_success": "success",
    "mean_turns": "turns",
    "clarifications": "asked back",
    "handovers": "handed over",
    "repeated_fallbacks": "fallback twice",
}
"""Figure → what a person's table calls it."""

PAGE = "dialogues.html"


def report(held: Sequence[Held]) -> dict[str, Any]:
    """The figures of all, `by_skill` and `by_folder`, and what went wrong in each conversation that failed."""
    return {
        **figures(held),
        "by_skill": _grouped(held, lambda one: one.skill),
        "by_folder": _grouped(held, lambda one: one.dialogue.source.rpartition("/")[0] or "."),
        "failures": [
            {"name": one.dialogue.name, "source": one.dialogue.source, "skill": one.skill, "wrong": list(one.wrong)}
            for one in held
            if not one.succeeded
        ],
    }


def figures(held: Sequence[Held]) -> dict[str, Any]:
    """What counts, over these conversations; `mean_turns` and `most_turns` are of those that succeeded, or null."""
    turns = [one.turns for one in held if one.succeeded]
    return {
        "conversations": len(held),
        "succeeded": len(turns),
        "task_success": round(len(turns) / len(held), 4),
        "mean_turns": round(sum(turns) / len(turns), 2) if turns else None,
        "most_turns": max(turns, default=None),
        "clarifications": sum(one.clarifications for one in held),
        "handovers": sum(one.handed_over for one in held),
        "repeated_fallbacks": sum(one.repeated_fallbacks for one in held),
    }


def _grouped(held: Sequence[Held], key: Callable[[Held], str]) -> dict[str, Any]:
    return {name: figures([one for one in held if key(one) == name]) for name in sorted(set(map(key, held)))}


def as_text(told: Mapping[str, Any]) -> str:
    """Tables by folder and by skill, with all of them last, then what failed."""
    parts = []
    for title, group in (("folder", told["by_folder"]), ("skill", told["by_skill"])):
        rows = [[title, *COLUMNS.values()], *_rows(group, told)]
        widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
        parts.append("\n".join(_line(row, widths) for row in rows))
    parts += ["\n  ".join([f"{one['source']}: {one['name']}", *one["wrong"]]) for one in told["failures"]]
    return "\n\n".join(parts)


def write_dialogue_report(folder: Path, told: Mapping[str, Any]) -> Path:
    """Write the page about one run: the tables, and what was not as written in which conversation."""
    tables = [
        Section(f"By {name}", "", [Table((name, *COLUMNS.values()), _rows(told[f"by_{name}"], told))])
        for name in ("folder", "skill")
    ]
    failed = [(one["source"], one["name"], one["skill"], wrong) for one in told["failures"] for wrong in one["wrong"]]
    otherwise = Section(
        "Not as written",
        f"{len(told['failures'])} of {told['conversations']} conversations.",
        [Table(("file", "conversation", "skill", "what was otherwise"), failed)],
    )
    said = f"{told['conversations']} conversations."
    return write_report(
        folder / PAGE, f"Conversations: {told['task_success']:.1%} as written", said, [*tables, otherwise]
    )


def _rows(group: Mapping[str, Any], everything: Mapping[str, Any]) -> list[list[str]]:
    return [
        [name, *(_shown(column, figures[column]) for column in COLUMNS)]
        for name, figures in (*group.items(), ("all", everything))
    ]


def _shown(column: str, value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.1%}" if column == "task_success" else f"{value:.1f}" if column == "mean_turns" else str(value)


def _line(row: list[str], widths: list[int]) -> str:
    right = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
    return "  ".join([row[0].ljust(widths[0]), *right])
