"""`teller evaluate skills` and `teller evaluate entities`: how customers' words are understood, on written messages."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.commands import Failure
from bot.runtime.settings import PROJECT_ROOT, Settings

if TYPE_CHECKING:
    from bot.training.skill_scores import Message

HELD_OUT = PROJECT_ROOT / "tests" / "data"
MESSAGES = ("messages.csv", "short_messages.csv", "fresh_messages.csv", "blind_messages.csv")
PHRASES = "entity_phrases.txt"
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("files", metavar="[FILE]...", nargs=-1, type=FILE)
@click.option("--missed", is_flag=True, help="Add each message that did not land.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def skills(files: tuple[Path, ...], missed: bool, as_json: bool) -> None:
    """Send messages whose skill is known through the trained model and count how many land there.

    FILE: CSVs with the columns text and skill, in place of the project's own held-out messages.

    Example: teller evaluate skills tests/data/short_messages.csv --missed
    """
    from bot.nlu.encoder import Encoder
    from bot.nlu.errors import ModelError
    from bot.runtime.archives import NoModelError, archive_to_serve, understanding_of
    from bot.training.skill_scores import score_messages

    settings = Settings.from_environment()
    sets = {path.name: _messages(path) for path in files or [HELD_OUT / name for name in MESSAGES]}
    try:
        understanding = understanding_of(archive_to_serve(settings.models_path))
        encoder = Encoder.load(settings.encoder_path)
    except (ModelError, NoModelError) as error:
        raise Failure(str(error)) from error
    told = {name: score_messages(understanding, encoder, messages) for name, messages in sets.items()}
    if not missed:
        told = {name: {k: v for k, v in figures.items() if k != "missed"} for name, figures in told.items()}
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n\n".join(map(_skills_as_text, told.items())))


@click.command()
@click.argument("files", metavar="[FILE]...", nargs=-1, type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def entities(files: tuple[Path, ...], as_json: bool) -> None:
    """Read written phrases and compare what is found in them with what is written beside them: F1 of each kind.

    FILE: phrases, in place of the project's own (tests/data/entity_phrases.txt).

    Example: teller evaluate entities --json
    """
    from bot.nlu.entities import EntityExtractor
    from bot.nlu.errors import ModelError
    from bot.training.entity_phrases import load_phrases, score_phrases

    try:
        phrases = [phrase for path in files or [HELD_OUT / PHRASES] for phrase in load_phrases(path)]
    except ModelError as error:
        raise Failure(str(error)) from error
    told = score_phrases(EntityExtractor(), phrases)
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else _entities_as_text(told))


def _messages(path: Path) -> list[Message]:
    from bot.training.skill_scores import Message

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if not {"text", "skill"} <= set(rows.fieldnames or ()):
                raise Failure(f"{path}: its first line must name the columns text and skill.")
            messages = [Message(row["text"], row["skill"]) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Failure(f"{path} cannot be read as CSV in UTF-8: {error}") from error
    if not messages or any(not message.text or not message.skill for message in messages):
        raise Failure(f"{path} needs rows, each with a text and a skill.")
    return messages


def _skills_as_text(named: tuple[str, dict[str, Any]]) -> str:
    name, told = named
    foreign = told["out_of_scope"]
    lines = [
        f"{name}: {told['messages']} messages",
        f"  landed {told['right']:.1%}, offered {told['offered']:.1%}, asked back without it {told['asked']:.1%}, "
        f"taken for another {told['wrong']:.1%}, declined {told['declined']:.1%}; likeliest right "
        f"{told['likeliest_is_right']:.1%}",
        f"  out of scope: {foreign['messages']} messages, declined {foreign['declined']:.1%}",
    ]
    if told["skipped"]:
        counts = ", ".join(f"{skill} {count}" for skill, count in sorted(told["skipped"].items()))
        lines.append(f"  passed over, not learnt: {counts}")
    for skill, counts in told["by_skill"].items():
        lines.append(f"  {skill:20}" + "  ".join(f"{result} {count}" for result, count in counts.items() if count))
    lines += [f"  {one['skill']} taken for {one['taken_for']}: {one['messages']}" for one in told["confusions"]]
    lines += [f"  {one['result']}\t{one['skill']}\t{one['likeliest']}\t{one['text']}" for one in told.get("missed", ())]
    return "\n".join(lines)


def _entities_as_text(told: dict[str, Any]) -> str:
    lines = [f"{told['phrases']} phrases, {told['written']} entities, F1 {told['f1']:.3f}"]
    lines += [
        f"  {kind:14} {figures['written']:5}  precision {figures['precision']:.3f}  recall {figures['recall']:.3f}"
        f"  F1 {figures['f1']:.3f}"
        for kind, figures in told["by_kind"].items()
    ]
    lines += [f"  {one['text']}: missed {one['missed']}, made up {one['made_up']}" for one in told["mistakes"]]
    return "\n".join(lines)
