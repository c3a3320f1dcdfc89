"""How near a mended fit comes to a whole one, and in how much of its time: `benchmarks/refit.py [--repeats N]`.

Each time some of this project's examples are left out, the rest are fitted, and the fit is mended when they come back.
"""

from __future__ import annotations

import csv
import tempfile
import time
from pathlib import Path

import numpy as np
from common import options, report

from bot.nlu import refit
from bot.nlu.encoder import Encoder, Vectors
from bot.nlu.intents import IntentModel, with_names
from bot.nlu.kernel import Floats
from bot.runtime.settings import PROJECT_ROOT
from bot.training.review import read_examples

HOW = (
    "one to MAX_CHANGED examples left out by chance and mended in; scores, 0 … 1, of tests/data/messages.csv against "
    "those of a fit of all examples; seconds with the vectors at hand"
)
MESSAGES = PROJECT_ROOT / "tests" / "data" / "messages.csv"


def main() -> None:
    """Measure and print."""
    given = options(str(__doc__), repeats=4)
    encoder, chance = Encoder.load(), np.random.default_rng(0)
    pairs = list(read_examples(PROJECT_ROOT / "data" / "nlu"))
    texts, labels = with_names([text for _, text in pairs], [intent for intent, _ in pairs])
    vectors = encoder.encode(texts)
    with MESSAGES.open(encoding="utf-8") as file:
        messages = [row["text"] for row in csv.DictReader(file)]
    asked = encoder.encode(messages)
    started = time.perf_counter()
    wanted = _scores(IntentModel.fit(vectors, texts, labels), asked, messages)
    figures: dict[str, float] = {"whole fit, s": round(time.perf_counter() - started, 1)}
    for count in np.geomspace(1, refit.MAX_CHANGED, given.repeats).round().astype(int):
        kept = np.setdiff1d(np.arange(len(texts)), chance.choice(len(texts), count, replace=False))
        with tempfile.TemporaryDirectory() as name:
            before = _fit(vectors, texts, labels, kept, Path(name))
            started = time.perf_counter()
            mended = _fit(vectors, texts, labels, np.arange(len(texts)), Path(name))
            taken = time.perf_counter() - started
        scores, stale = (_scores(model, asked, messages) for model in (mended, before))
        figures |= {
            f"{count} changed: mended in, s": round(taken, 1),
            f"{count} changed: farthest score, mended": round(float(np.abs(scores - wanted).max()), 4),
            f"{count} changed: farthest score, not mended": round(float(np.abs(stale - wanted).max()), 4),
            f"{count} changed: other intents, mended": int((scores.argmax(axis=1) != wanted.argmax(axis=1)).sum()),
        }
    report(figures, HOW, as_json=given.json)


def _fit(vectors: Vectors, texts: list[str], labels: list[str], kept: np.ndarray, folder: Path) -> IntentModel:
    some = [texts[at] for at in kept], [labels[at] for at in kept]
    return refit.fit_or_mend(vectors[kept], *some, np.ones(len(kept), bool), folder, "")


def _scores(model: IntentModel, asked: Vectors, messages: list[str]) -> Floats:
    likeness, _ = model.examples.likeness(asked, messages)
    scores: Floats = likeness @ model.weights
    return scores


if __name__ == "__main__":
    main()
