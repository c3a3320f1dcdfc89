"""The CSV in which messages are labelled outside the terminal: one line a message, the intent in the last column."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from bot.nlu.errors import ModelError
from bot.training.review import Candidate

COLUMNS = ("id", "times", "reason", "suggestions", "text", "intent")
# A spreadsheet takes a cell that starts with one of these for a formula; a customer may have written it.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t")


def write(path: Path, waiting: Sequence[Candidate]) -> None:
    """Write what waits, the column `intent` empty. ModelError where the file cannot be written."""
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for one in waiting:
                text = f"'{one.text}" if one.text.startswith(_FORMULA_STARTS) else one.text
                suggestions = " ".join(one.suggestions)
                writer.writerow([one.event_ids[0], len(one.event_ids), one.reason, suggestions, text, ""])
    except OSError as error:
        raise ModelError(f"{path} cannot be written: {error.strerror}.") from error


def read(path: Path, waiting: Sequence[Candidate]) -> list[tuple[Candidate, str]]:
    """The labels that were filled in, for messages that still wait; ModelError where it is no such file."""
    by_id = {str(one.event_ids[0]): one for one in waiting}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ModelError(f"{path} cannot be read as CSV in UTF-8.") from error
    if rows and not {"id", "intent"} <= set(rows[0]):
        raise ModelError(f"{path} has no columns id and intent: take the file that --to wrote.")
    labels = [(str(row["id"]).strip(), str(row["intent"] or "").strip()) for row in rows]
    return [(by_id[number], intent) for number, intent in labels if intent and number in by_id]
