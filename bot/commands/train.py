"""`teller train`: fit the heads on the bank's own examples and write a new model archive."""

from __future__ import annotations

import time

import click

from bot.commands import Failure
from bot.runtime.settings import Settings


@click.command()
@click.option("--anew", is_flag=True, help="Take nothing over from the last training.")
def train(anew: bool) -> None:
    """Train the assistant on data/ and domain.yml. Seconds, no GPU; what has not changed is not done again.

    Example: teller train
    """
    started = time.perf_counter()
    settings = Settings.from_environment()
    from bot.runtime.archives import NoModelError, read_service
    from bot.runtime.training import TrainingError
    from bot.runtime.training import train as run_training

    try:
        archive = run_training(settings.models_path, anew=anew)
        service = read_service(settings.models_path)
    except (TrainingError, NoModelError) as error:
        raise Failure(str(error)) from error
    click.echo(f"Trained {archive.name} in {time.perf_counter() - started:.1f} s.")
    if service is not None and service.now.archive != archive.name:
        click.echo(f"In service is still {service.now.archive}. To compare, and change that: teller model promote")
