"""The trial before a trained archive goes into service, and the report that is kept of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from bot.nlu.encoder import Encoder
from bot.runtime.archives import understanding_of
from bot.training.comparison import Result, compare, read_sets, write_comparison


@dataclass(frozen=True)
class Trial:
    """How a candidate did beside the archive in service."""

    served: str
    candidate: str
    results: tuple[Result, ...]

    @property
    def worse(self) -> list[str]:
        """The sets on which the candidate costs more."""
        return [result.held_out.name for result in self.results if result.is_worse]


def try_out(served: Path, candidate: Path, sets: Path, encoder_folder: Path) -> Trial:
    """Have both archives understand every set; ModelError or NoModelError where something cannot be read."""
    encoder = Encoder.load(encoder_folder)
    results = compare(encoder, understanding_of(served), understanding_of(candidate), read_sets(sets))
    return Trial(served.name, candidate.name, tuple(results))


def keep_report(folder: Path, trial: Trial, despite: str | None, *, is_promoted: bool) -> Path:
    """Write the trial as a page and as JSON beside it; returns the page's path."""
    name = trial.candidate.removesuffix(".tar.gz")
    said = f"Compared with {trial.served}. " + ("It went into service." if is_promoted else "It was not promoted.")
    if despite:
        said += f" It is worse on {', '.join(trial.worse)}, and was promoted because: {despite}"
    page = write_comparison(folder / f"{name}.html", f"Trial of {trial.candidate}", said, trial.results)
    record = {
        "candidate": trial.candidate,
        "served": trial.served,
        "promoted": is_promoted,
        "despite": despite,
        "sets": [result.to_json() for result in trial.results],
    }
    (folder / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return page
