"""Rasa's side of `stock_rasa.py`, run by a Python that has Rasa as published: fits `rasa init`'s pipeline, then asks.

PYTHON stock_rasa_driver.py TASK.json      writes answers.json beside it
"""

import asyncio
import json
import logging
import resource
import sys
import time
from pathlib import Path

import structlog
import yaml
from rasa.core.agent import Agent
from rasa.model_training import train_nlu

PIPELINE = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True},
]


def main() -> None:
    """Fit, then ask one by one."""
    task = Path(sys.argv[1])
    given = json.loads(task.read_text(encoding="utf-8"))
    config, nlu = task.with_name("config.yml"), task.with_name("nlu.yml")
    config.write_text(yaml.safe_dump({"recipe": "default.v1", "language": "en", "pipeline": PIPELINE}))
    by_intent = {}
    for text, intent in given["examples"]:
        # what would be markup to Rasa stays words
        by_intent.setdefault(intent, []).append(text.translate(str.maketrans("[]{}()", "      ")).strip())
    blocks = [{"intent": intent, "examples": "".join(f"- {t}\n" for t in texts)} for intent, texts in by_intent.items()]
    nlu.write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True), encoding="utf-8")
    # a line in a log for each message would count as its time
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    began = time.process_time()
    model = train_nlu(str(config), str(nlu), str(task.with_name("models")))
    fit_seconds = time.process_time() - began
    agent = Agent.load(model)
    labels, seconds = [], []

    async def ask() -> None:
        for text in given["asked"]:
            started = time.perf_counter()
            parsed = await agent.parse_message(text)
            seconds.append(time.perf_counter() - started)
            labels.append(parsed["intent"]["name"])

    asyncio.run(ask())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    answers = {"labels": labels, "seconds": seconds, "fit_seconds": fit_seconds, "peak_mib": peak}
    task.with_name("answers.json").write_text(json.dumps(answers), encoding="utf-8")


if __name__ == "__main__":
    main()
