"""Teller's intents beside Rasa's as published: `benchmarks/stock_rasa.py --python PATH [--data FOLDER]`.

PATH is a Python 3.10 with Rasa as published in it: python3.10 -m venv stock && stock/bin/pip install rasa==3.6.21
(2.5 GB). Both are fitted on the same examples, each in a process of its own, and asked the same messages one by one.
FOLDER holds banking77/train.csv (docs/model.md); without it, only this project's own sentences are used.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from common import percentiles, report

ROOT = Path(__file__).parents[1]
SETS = ("messages", "short_messages", "fresh_messages", "blind_messages")
SCORED = 1_000
HOW = (
    "the share whose likeliest intent is right (own messages: leads to the right skill), milliseconds for one message, "
    "seconds of processor time to fit, most memory of the process. Stock Rasa: the pipeline of `rasa init`, DIET with "
    "100 epochs"
)
Examples = list[tuple[str, str]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", type=Path, required=True)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--shots", type=int, default=10, help="examples of each intent; default: 10")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    figures: dict[str, Any] = {}
    for name, examples, asked, wanted, means in _tasks(given.data, given.shots):
        for who, command in {
            "Teller": [sys.executable, __file__, "--drive"],
            "stock Rasa": [str(given.python), str(Path(__file__).with_name("stock_rasa_driver.py"))],
        }.items():
            answers = _run(command, examples, asked)
            right = [means.get(label, label) == want for label, want in zip(answers["labels"], wanted, strict=True)]
            figures |= {
                f"{name}, {who}: right": round(sum(right) / len(right), 4),
                f"{name}, {who}: a message, ms": percentiles([1_000 * taken for taken in answers["seconds"]]),
                f"{name}, {who}: fit, s": round(answers["fit_seconds"], 1),
                f"{name}, {who}: memory, MiB": round(answers["peak_mib"]),
            }
    report(figures, HOW, as_json=given.json)


def _tasks(data: Path | None, shots: int) -> Iterator[tuple[str, Examples, list[str], list[str], dict[str, str]]]:
    """Name, examples to fit on, messages to ask, what is right for each, and what a label stands for."""
    from bot.nlu.intents import OUT_OF_SCOPE_INTENT
    from bot.nlu.skills import load_skills
    from bot.training.review import read_examples

    skill_of = load_skills(ROOT / "data" / "skills.yml").skill_of
    rows = [row for name in SETS for row in _rows(ROOT / "tests" / "data" / f"{name}.csv")]
    rows = [row for row in rows if row["skill"] != OUT_OF_SCOPE_INTENT]
    own = [(text, intent) for intent, text in read_examples(ROOT / "data" / "nlu")]
    means = {intent: skill for intent, skill in skill_of.items() if skill}
    asked, wanted = [row["text"] for row in rows], [row["skill"] for row in rows]
    yield "own messages", _few(own, shots), asked, wanted, means
    if data is None:
        return
    public = [(row["text"], row["category"]) for row in _rows(data / "banking77" / "train.csv")]
    few = _few(public, shots)
    others = sorted(set(public) - set(few))
    scored = others[:: len(others) // SCORED][:SCORED]
    yield "BANKING77", few, [text for text, _ in scored], [label for _, label in scored], {}


def _few(examples: Examples, shots: int) -> Examples:
    order = [examples[at] for at in np.random.default_rng(0).permutation(len(examples))]
    labels = sorted({label for _, label in examples})
    return [one for label in labels for one in [pair for pair in order if pair[1] == label][:shots]]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _run(command: Sequence[str], examples: Examples, asked: list[str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        task = Path(folder) / "task.json"
        task.write_text(json.dumps({"examples": examples, "asked": asked}), encoding="utf-8")
        environment = os.environ | {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
        subprocess.run([*command, str(task)], check=True, cwd=folder, env=environment, stdout=sys.stderr)  # noqa: S603
        answers: dict[str, Any] = json.loads((Path(folder) / "answers.json").read_text(encoding="utf-8"))
        return answers


def drive(task: Path) -> None:
    """Teller's side: fit, then ask one by one."""
    import resource

    from bot.nlu.encoder import Encoder
    from bot.nlu.intents import IntentModel, with_names

    given = json.loads(task.read_text(encoding="utf-8"))
    encoder, began = Encoder.load(), time.process_time()
    texts, labels = with_names(*(list(part) for part in zip(*given["examples"], strict=True)))
    model = IntentModel.fit(encoder.encode(texts), texts, labels)
    fit_seconds = time.process_time() - began
    answered, seconds = [], []
    for text in given["asked"]:
        began = time.perf_counter()
        answered.append(model.rank(encoder.encode([text]), [text])[0].intents[0][0])
        seconds.append(time.perf_counter() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    answers = {"labels": answered, "seconds": seconds, "fit_seconds": fit_seconds, "peak_mib": peak}
    task.with_name("answers.json").write_text(json.dumps(answers), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--drive"]:
        drive(Path(sys.argv[2]))
    else:
        main()
