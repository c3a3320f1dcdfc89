"""`teller evaluate`: how good the model is, in figures."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.commands import Failure
from bot.commands.evaluate_dialogues import dialogues
from bot.commands.evaluate_language import entities, skills
from bot.runtime.settings import PROJECT_ROOT, Settings

if TYPE_CHECKING:
    from bot.nlu.articles import Article
    from bot.training.evaluation import Labelled

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
MAX_FIELD_CHARACTERS = 100_000
QUESTIONS = PROJECT_ROOT / "tests" / "data" / "questions.csv"


@click.group()
def evaluate() -> None:
    """Measure the model: intents, answers, dialogues, skills, entities.

    Example: teller evaluate intents --train train.csv --test test.csv --json
    """


for command in (dialogues, entities, skills):
    evaluate.add_command(command)


@evaluate.command()
@click.option("--train", "train_files", type=FILE, multiple=True, required=True, help="Examples (text,category).")
@click.option("--test", "test_file", type=FILE, required=True, help="Messages to score (text,category).")
@click.option("--out-of-scope", "foreign_file", type=FILE, help="Messages that belong to no category (text).")
@click.option("--adapt", is_flag=True, help="Train the encoder on the examples too; needs PyTorch, takes long.")
@click.option("--predictions", is_flag=True, help="Add what was made of each message.")
@click.option("--report", "report_folder", type=FOLDER, help="Write intents.html with the mistakes into this folder.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def intents(
    train_files: tuple[Path, ...],
    test_file: Path,
    foreign_file: Path | None,
    adapt: bool,
    predictions: bool,
    report_folder: Path | None,
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
    from bot.training.model_report import write_intent_report

    try:
        encoder = Encoder.load(Settings.from_environment().encoder_path)
        figures = evaluation.evaluate(
            encoder, train, test, foreign, progress, adapted=adapt, timed=report_folder is not None
        )
    except ModelError as error:
        raise Failure(str(error)) from error
    finally:
        progress("")
    made, strangers = figures.pop("predictions"), figures.pop("strangers")
    if report_folder is not None:
        keep(lambda: write_intent_report(report_folder, figures, made, strangers))
    if predictions:
        figures["predictions"] = made
    click.echo(json.dumps(figures, ensure_ascii=False) if as_json else _as_lines(figures))


@evaluate.command()
@click.option(
    "--articles", "articles_file", type=FILE, help='Articles, one {"id", "text"} a line; else the bank\'s own.'
)
@click.option(
    "--queries", "queries_file", type=FILE, help='Questions, one {"text", "id"} a line; else the held-out ones.'
)
@click.option("--report", "report_folder", type=FOLDER, help="Write answers.html with the mistakes into this folder.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def answers(articles_file: Path | None, queries_file: Path | None, report_folder: Path | None, as_json: bool) -> None:
    """Find the article for each question; `id` is null where no article answers.

    Example: teller evaluate answers --articles articles.jsonl --queries queries.jsonl --json
    """
    from bot.nlu.encoder import Encoder
    from bot.nlu.errors import ModelError
    from bot.training import evaluation
    from bot.training.model_report import write_answer_report

    articles, queries = _articles(articles_file), _queries(queries_file)
    if unknown := {wanted for _, wanted in queries if wanted is not None} - {article.id for article in articles}:
        asking, asked = queries_file or QUESTIONS, articles_file or "the articles of the model in service"
        raise Failure(f"{asking} asks for the article {min(unknown)}, which is not in {asked}.")
    progress("reading the articles")
    try:
        figures = evaluation.evaluate_answers(Encoder.load(Settings.from_environment().encoder_path), articles, queries)
    except ModelError as error:
        raise Failure(str(error)) from error
    finally:
        progress("")
    found = figures.pop("queries")
    if report_folder is not None:
        keep(lambda: write_answer_report(report_folder, figures, found))
    click.echo(json.dumps(figures) if as_json else _as_lines(figures))


def _articles(path: Path | None) -> list[Article]:
    """Those of a file, or those that the model in service was trained on."""
    from bot.nlu.articles import Article, paragraphs
    from bot.runtime.archives import NoModelError, archive_to_serve, understanding_of

    if path is not None:
        return [Article(row["id"], "", (), paragraphs(row["text"])) for row in _lines(path, nullable=False)]
    try:
        return list(understanding_of(archive_to_serve(Settings.from_environment().models_path)).answers.articles)
    except NoModelError as error:
        raise Failure(str(error)) from error


def _queries(path: Path | None) -> list[tuple[str, str | None]]:
    if path is not None:
        return [(row["text"], row["id"]) for row in _lines(path, nullable=True)]
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["article"] or None) for row in csv.DictReader(file)]


def keep(write: Callable[[], Path]) -> None:
    """Write a report and say where it is, on standard error: standard output is for the figures."""
    try:
        click.echo(f"Report: {write()}", err=True)
    except OSError as error:
        raise Failure(f"The report cannot be written ({error.strerror}): give --report another folder.") from error


def _lines(path: Path, *, nullable: bool) -> list[dict[str, Any]]:
    """The objects of a JSONL file, each with a `text` and an `id`, which may be null if `nullable`."""
    rows = []
    try:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            row = json.loads(line) if line.strip() else None
            if row is None:
                continue
            has_id = isinstance(row.get("id"), str | int) or (nullable and "id" in row and row["id"] is None)
            if not isinstance(row.get("text"), str) or not has_id:
                raise Failure(f"{path}, line {number}: there must be a text and an id.")
            rows.append({"text": row["text"], "id": None if row["id"] is None else str(row["id"])})
    except (OSError, UnicodeDecodeError, AttributeError, json.JSONDecodeError) as error:
        raise Failure(f"{path} cannot be read as JSON, one object a line: {error}") from error
    if not rows:
        raise Failure(f"{path} is empty.")
    return rows


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


def progress(stage: str) -> None:
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
