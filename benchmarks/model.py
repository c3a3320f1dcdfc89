"""How long the model takes for one message, by part, on one thread: `benchmarks/model.py [--repeats N] [--json]`."""

from __future__ import annotations

import csv
import os
import random
import string
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from common import options, percentiles, report

HOW = (
    "milliseconds for one message of tests/data/messages.csv: tokenizer and encoder; intents, foreignness and outcome; "
    "search of the articles; entities with a lexicon of 200 names. Random texts have 1 to 200 characters."
)
MESSAGES = Path(__file__).parents[1] / "tests" / "data" / "messages.csv"
WORDS = (
    "send", "pay", "50", "1.5k", "€", "euros", "to", "from", "mia", "savings", "last", "friday", "between", "1", "and",
    "15", "october", "since", "card", "1234", "ref", "DE89",
)  # fmt: skip


def main() -> None:
    """Measure and print."""
    given = options(str(__doc__), repeats=2_000)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    from bot.nlu.encoder import PACKAGED_ENCODER
    from bot.runtime.archives import archive_to_serve
    from bot.runtime.settings import Settings

    archive = archive_to_serve(Settings.from_environment().models_path)
    figures: dict[str, Any] = measure(archive, given.repeats)
    figures["encoder on disk, MB"] = round(sum(p.stat().st_size for p in PACKAGED_ENCODER.iterdir()) / 1e6, 1)
    report(figures, HOW, as_json=given.json)


def measure(archive: Path, repeats: int) -> dict[str, Any]:
    """p50 and p95 by part, and the slowest of many random texts."""
    from bot.nlu.encoder import Encoder
    from bot.nlu.entities import EntityExtractor
    from bot.nlu.lexicon import Lexicon
    from bot.nlu.outcome import decide
    from bot.runtime.archives import understanding_of

    encoder, extractor, fitted = Encoder.load(), EntityExtractor(), understanding_of(archive)
    lexicon = Lexicon(
        payees=tuple(f"Payee{n} Name{n}" for n in range(100)), merchants=tuple(f"Shop{n}" for n in range(100))
    )
    with MESSAGES.open(encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    texts = [texts[n % len(texts)] for n in range(repeats)]
    vectors = encoder.encode(texts)
    pairs = list(zip(texts, vectors, strict=True))

    def decided(pair: Any) -> None:
        text, vector = pair
        decide(fitted.intents.rank(vector[None], [text])[0], fitted.skills, fitted.intents.thresholds)

    def whole(text: str) -> None:
        spelt = fitted.answers.spelt(text)
        vectors = encoder.encode(list(dict.fromkeys((text, spelt))))
        decided((text, vectors[0]))
        fitted.answers.search(spelt, vectors[-1])
        extractor.extract(text, date(2026, 11, 24), lexicon)

    chance = random.Random(0)  # noqa: S311 - texts, not secrets
    noise = [_noise(chance) for _ in range(10 * repeats)]
    slowest = max(_timed(lambda text: extractor.extract(text, date(2026, 11, 24), lexicon), noise))
    return {
        "tokenizer and encoder": percentiles(_timed(lambda text: encoder.encode([text]), texts)),
        "intents and outcome": percentiles(_timed(decided, pairs)),
        "articles": percentiles(_timed(lambda pair: fitted.answers.search(*pair), pairs)),
        "entities": percentiles(_timed(lambda text: extractor.extract(text, date(2026, 11, 24), lexicon), texts)),
        "all of it": percentiles(_timed(whole, texts)),
        f"entities, slowest of {len(noise)} random texts": round(slowest, 1),
    }


def _timed(call: Callable[[Any], Any], inputs: Iterable[Any]) -> list[float]:
    taken = []
    for one in inputs:
        started = time.perf_counter()
        call(one)
        taken.append((time.perf_counter() - started) * 1_000)
    return taken


def _noise(chance: random.Random) -> str:
    if chance.random() < 0.5:
        return "".join(chance.choices(string.printable + "€£…–ßø😀", k=chance.randint(1, 200)))
    return " ".join(chance.choices(WORDS, k=chance.randint(1, 40)))


if __name__ == "__main__":
    main()
