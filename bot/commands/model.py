"""`teller model`: the encoder's files, which trained model is in service, and learning from use."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.commands import Failure
from bot.runtime.settings import PROJECT_ROOT, Settings

if TYPE_CHECKING:
    from bot.runtime.archives import Service
    from bot.training.review import Candidate

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
SETS = PROJECT_ROOT / "tests" / "data"
REPORTS = "reports"


@click.group()
def model() -> None:
    """Look after the model: check it, learn from use, put it in service, go back.

    Example: teller model verify
    """


@model.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(as_json: bool) -> None:
    """Check that no file of the encoder was changed since its manifest was written, and who signed that.

    One vector is made anew, too: a processor that computes it otherwise is told.

    Example: teller model verify
    """
    from bot.nlu.artefact import verify as check
    from bot.nlu.encoder import check_arithmetic
    from bot.nlu.errors import ModelError

    settings = Settings.from_environment()
    folder, is_signed = settings.encoder_path, settings.model_key_path is not None
    try:
        manifest = check(folder)
        check_arithmetic(folder)
    except ModelError as error:
        raise Failure(str(error)) from error
    if as_json:
        said = {"folder": str(folder), "signed": is_signed, "files": manifest.files, **manifest.facts}
        click.echo(json.dumps(said))
    else:
        signed = f", signed by {settings.model_key_path}" if is_signed else ""
        click.echo(f"{manifest.facts.get('name')}: {len(manifest.files)} files as the manifest says{signed}.")


@model.command()
@click.argument("archive", type=FILE, required=False)
@click.option("--key", type=FILE, required=True, help="The private key, Ed25519 in PEM.")
def sign(archive: Path | None, key: Path) -> None:
    """Sign the encoder's manifest and ARCHIVE, or the newest, for whoever sets TELLER_MODEL_KEY_PATH.

    Example: teller model sign --key model.key
    """
    from bot.nlu.artefact import MANIFEST
    from bot.nlu.errors import ModelError
    from bot.nlu.signature import sign as write_signature
    from bot.runtime.archives import NoModelError, newest_archive

    settings = Settings.from_environment()
    try:
        for path in (settings.encoder_path / MANIFEST, archive or newest_archive(settings.models_path)):
            click.echo(f"Signed: {write_signature(path, key)}")
    except (ModelError, NoModelError) as error:
        raise Failure(str(error)) from error
    except OSError as error:
        raise Failure(f"The signature cannot be written: {error.strerror}.") from error


@model.command()
@click.argument("archive", type=FILE, required=False)
@click.option("--sets", type=FOLDER, default=SETS, help="Folder of held-out sets; this project's own if not given.")
@click.option("--despite", help="Promote although it is worse, for this reason, which the report keeps.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def promote(archive: Path | None, sets: Path, despite: str | None, as_json: bool) -> None:
    """Put ARCHIVE, or the newest, in service if it is not worse than the one in service on any set.

    Example: teller model promote
    """
    from bot.runtime.archives import NoModelError, newest_archive

    models = Settings.from_environment().models_path
    try:
        _promote(models, archive or newest_archive(models), sets, despite, as_json)
    except NoModelError as error:
        raise Failure(str(error)) from error


@model.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def rollback(as_json: bool) -> None:
    """Put the model that was in service before in service again.

    Example: teller model rollback
    """
    from bot.runtime.archives import NoModelError, roll_back

    try:
        service = roll_back(Settings.from_environment().models_path, datetime.now(UTC))
    except NoModelError as error:
        raise Failure(str(error)) from error
    _say_service(service, as_json)


@model.command()
@click.option("--to", "to_file", type=FILE, help="Write the messages to this CSV, to be labelled in its last column.")
@click.option("--from", "from_file", type=FILE, help="Take the labels from this CSV, as --to wrote it.")
@click.option("--labels-only", is_flag=True, help="Keep the labels and stop: train and promote later.")
@click.option("--sets", type=FOLDER, default=SETS, help="As for promote.")
def review(to_file: Path | None, from_file: Path | None, labels_only: bool, sets: Path) -> None:
    """Label the messages that were not understood; then train, compare, and promote what is not worse.

    Without options it asks in the terminal, message by message. Names and numbers in the messages are stand-ins.

    Example: teller model review --to messages.csv
    """
    if to_file and from_file:
        raise click.UsageError("Give --to, or --from.")
    from bot.nlu.errors import ModelError
    from bot.nlu.skills import load_skills
    from bot.store import Store, StoreError
    from bot.training import labelling
    from bot.training.comparison import read_sets
    from bot.training.review import candidates, keep_labels, read_examples

    settings = Settings.from_environment()
    examples = PROJECT_ROOT / "data" / "nlu"
    try:
        intents = sorted(load_skills(PROJECT_ROOT / "data" / "skills.yml").skill_of)
        measured = [text for held_out in read_sets(sets) for text in held_out.texts]
        store = Store.open(settings.bot_url)
        try:
            waiting = candidates(store.engine, intents, [*(text for _, text in read_examples(examples)), *measured])
            if to_file:
                labelling.write(to_file, waiting)
                click.echo(f"{len(waiting)} messages to label: {to_file}")
                return
            labels = labelling.read(from_file, waiting) if from_file else _ask(waiting, intents)
            learnt = keep_labels(store.engine, examples, labels, intents)
        finally:
            store.close()
    except (ModelError, StoreError) as error:
        raise Failure(str(error)) from error
    click.echo(f"{len(labels)} of {len(waiting)} messages dealt with, {learnt} to be learnt from.")
    if learnt and not labels_only:
        _train_and_promote(settings.models_path, sets)


def _ask(waiting: list[Candidate], intents: list[str]) -> list[tuple[Candidate, str]]:
    """Have a person label message by message, until there are no more or they have had enough."""
    from bot.training.review import DISCARDED

    labels: list[tuple[Candidate, str]] = []
    for number, candidate in enumerate(waiting, 1):
        click.echo(f"\n{number} of {len(waiting)}: {candidate.reason}, {len(candidate.event_ids)} times")
        click.echo(f"  {candidate.text}")
        for place, intent in enumerate(candidate.suggestions, 1):
            click.echo(f"  {place}  {intent}")
        answer = _choice(candidate, intents)
        if answer == "q":
            break
        if answer != "s":
            labels.append((candidate, DISCARDED if answer == "d" else answer))
    return labels


def _choice(candidate: Candidate, intents: list[str]) -> str:
    while True:
        said = str(click.prompt("Number, intent, s(kip), d(iscard) or q(uit)")).strip()
        if said.isdecimal() and 1 <= int(said) <= len(candidate.suggestions):
            return candidate.suggestions[int(said) - 1]
        if said in {"s", "d", "q"} or said in intents:
            return said
        click.echo("There is no such intent: data/skills.yml lists them.")


def _train_and_promote(models: Path, sets: Path) -> None:
    from bot.runtime.archives import NoModelError, newest_archive, put_in_service, read_service
    from bot.runtime.training import TrainingError, train

    try:
        if read_service(models) is None:  # what is served now is what the new one has to beat
            put_in_service(models, newest_archive(models), datetime.now(UTC))
        click.echo("Training …", err=True)
        _promote(models, train(models), sets, despite=None, as_json=False)
    except (TrainingError, NoModelError) as error:
        raise Failure(str(error)) from error


def _promote(models: Path, archive: Path, sets: Path, despite: str | None, as_json: bool) -> None:
    from bot.nlu.errors import ModelError
    from bot.runtime.archives import NoModelError, archive_to_serve, put_in_service, read_service
    from bot.training import promotion

    if archive.resolve().parent != models.resolve():
        raise Failure(f"{archive} is not in {models}: only what lies there can be served.")
    try:
        served = archive_to_serve(models) if read_service(models) else None
    except NoModelError as error:  # what cannot be served is nothing to compare with
        click.echo(f"Not compared: {error}", err=True)
        served = None
    if served is not None and served.name != archive.name:
        try:
            encoder_folder = Settings.from_environment().encoder_path
            trial = promotion.try_out(served, archive, sets, encoder_folder)
        except ModelError as error:
            raise Failure(str(error)) from error
        allowed = despite is not None or not trial.worse
        page = promotion.keep_report(models / REPORTS, trial, despite if trial.worse else None, is_promoted=allowed)
        if not allowed:
            raise Failure(
                f"{archive.name} is worse on {', '.join(trial.worse)} and was not promoted: {page} says where."
            )
        click.echo(f"Report: {page}", err=True)
    _say_service(put_in_service(models, archive, datetime.now(UTC)), as_json)


def _say_service(service: Service, as_json: bool) -> None:
    said: dict[str, Any] = {"in_service": service.now.archive, "before": [one.archive for one in service.before]}
    if as_json:
        click.echo(json.dumps(said))
    else:
        click.echo(f"In service from the next start on: {service.now.archive}")
