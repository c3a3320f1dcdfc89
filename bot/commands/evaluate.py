"""`teller evaluate`: how good the model is, in figures."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.commands import Failure
from bot.runtime.settings import Settings

if TYPE_CHECKING:
    from bot.training.evaluation import Labelled

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
MAX_FIELD_CHARACTERS = 100_000


@click.group()
def evaluate() -> None:
    """Measure the model: intents, answers.

    Example: teller evaluate intents --train train.csv --test test.csv --json
    """


@evaluate.command()
@click.option("--train", "train_files", type=FILE, multiple=True, required=True, help="Examples (text,category).")
@click.option("--test", "test_file", type=FILE, required=True, help="Messages to score (text,category).")
@click.option("--out-of-scope", "foreign_file", type=FILE, help="Messages that belong to no category (text).")
@click.option("--adapt", is_flag=True, help="Train the encoder on the examples too; needs PyTorch, takes long.")
@click.option("--predictions", is_flag=True, help="Add what was made of each message.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def intents(
    train_files: tuple[Path, ...],
    test_file: Path,
    foreign_file: Path | None,
    adapt: bool,
    predictions: bool,
    as_json: bool,
) -> None:
    """Fit the intent model on the training examples alone and score the test messages.

    Example: teller evaluate intents --train train.csv --test test.csv --out-of-scope oos.csv --json
    """
    train = _joined([_labelled(path) for path in train_files])
    test = _labelled(test_file)
    foreign = _column(foreign_file, "text") if foreign_file else []
    from bot.nlu.encoder import Encoder
    from bot.nlu.errors import ModelError
    from bot.training import evaluation

    try:
        encoder = Encoder.load(Settings.from_environment().encoder_path)
        if adapt:
            encoder = _adapted(train)
        figures = evaluation.evaluate(encoder, train, test, foreign, _progress)
    except ModelError as error:
        raise Failure(str(error)) from error
    finally:
        _progress("")
    made = figures.pop("predictions")
    if predictions:
        figures["predictions"] = made
    click.echo(json.dumps(figures, ensure_ascii=False) if as_json else _as_lines(figures))


def _adapted(train: Labelled) -> Any:
    raise Failure("--adapt is not there yet: leave it out to measure the model with the encoder as it is.")


def _labelled(path: Path) -> Labelled:
    from bot.training.evaluation import Labelled

    return Labelled(tuple(_column(path, "text")), tuple(_column(path, "category")))


def _joined(parts: list[Labelled]) -> Labelled:
    from bot.training.evaluation import Labelled

    texts = tuple(text for part in parts for text in part.texts)
    return Labelled(texts, tuple(category for part in parts for category in part.categories))


def _column(path: Path, name: str) -> list[str]:
    csv.field_size_limit(MAX_FIELD_CHARACTERS)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if name not in (rows.fieldnames or ()):
                raise Failure(f"{path} has no column {name}: its first line must name text and category.")
            values = [row[name] for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Failure(f"{path} cannot be read as CSV in UTF-8: {error}") from error
    if not values:
        raise Failure(f"{path} has no rows below its first line.")
    if None in values or (name == "category" and "" in values):
        raise Failure(f"{path} has a row without a {name}.")
    return values


def _progress(stage: str) -> None:
    """Say what is being done, while a person watches."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{stage}{' …' if stage else ''}", nl=False, err=True)


def _as_lines(figures: dict[str, Any]) -> str:
    lines = []
    for name, value in figures.items():
        if name == "predictions":
            lines += [f"{p['category']}\t{p['intent']}\t{p['confidence']}\t{p['text']}" for p in value]
        elif isinstance(value, dict):
            lines += [f"{name}.{inner}: {figure}" for inner, figure in value.items()]
        elif value is not None:
            lines.append(f"{name}: {value}")
    return "\n".join(lines)
