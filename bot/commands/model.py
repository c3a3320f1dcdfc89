"""`teller model`: the model's artefacts."""

from __future__ import annotations

import json

import click

from bot.commands import Failure
from bot.runtime.settings import Settings


@click.group()
def model() -> None:
    """Look after the model's artefacts.

    Example: teller model verify
    """


@model.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(as_json: bool) -> None:
    """Check that no file of the encoder was changed since its manifest was written.

    Example: teller model verify
    """
    from bot.nlu.artefact import verify as check
    from bot.nlu.errors import ModelError

    folder = Settings.from_environment().encoder_path
    try:
        manifest = check(folder)
    except ModelError as error:
        raise Failure(str(error)) from error
    if as_json:
        click.echo(json.dumps({"folder": str(folder), "files": manifest.files, **manifest.facts}))
    else:
        click.echo(f"{manifest.facts.get('name')}: {len(manifest.files)} files as the manifest says.")
