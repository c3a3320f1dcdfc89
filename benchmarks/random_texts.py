"""Reads random texts and fails on an exception or a slow one: `benchmarks/random_texts.py [--repeats N] [--json]`."""

from __future__ import annotations

import random
import time
from datetime import date

from common import options, report
from model import _noise

from bot.nlu.entities import EntityExtractor
from bot.training.entity_phrases import LEXICON

HOW = (
    "random texts of 1 to 200 characters or 1 to 40 words that mean something, read with a lexicon, in the thread's "
    "own time; one above LIMIT_MS is read again, since what the machine does meanwhile is no slowness. Exit code 1 if "
    "it is as slow again."
)
LIMIT_MS = 50.0
AGAIN = 3


def main() -> None:
    """Read them all; an exception ends the run with its text."""
    given = options(str(__doc__), repeats=1_000_000)
    extractor, chance = EntityExtractor(), random.Random(0)  # noqa: S311 - texts, not secrets
    slowest, slowest_text = 0.0, ""
    for _ in range(given.repeats):
        text = _noise(chance)
        try:
            taken = _milliseconds(extractor, text)
        except Exception as error:
            raise SystemExit(f"{text!r} failed: {error!r}") from error
        if taken > LIMIT_MS:
            taken = min(_milliseconds(extractor, text) for _ in range(AGAIN))
        if taken > slowest:
            slowest, slowest_text = taken, text
    report(
        {"texts": given.repeats, "slowest, ms": round(slowest, 2), "slowest text": slowest_text},
        HOW,
        as_json=given.json,
    )
    raise SystemExit(1 if slowest > LIMIT_MS else 0)


def _milliseconds(extractor: EntityExtractor, text: str) -> float:
    started = time.thread_time()
    extractor.extract(text, date(2026, 11, 24), LEXICON)
    return (time.thread_time() - started) * 1_000


if __name__ == "__main__":
    main()
