"""Trains the assistant: Rasa's own training over `config.yml`, `domain.yml` and `data/`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bot.runtime import lifted
from bot.runtime.settings import PROJECT_ROOT

if not sys.stderr.isatty():
    os.environ.setdefault("LOG_LEVEL", "WARNING")  # so Rasa draws no progress bars: they are for a person who watches
lifted.apply("training")

import rasa.shared.utils.cli  # noqa: E402 - Rasa must be lifted first
from rasa import model_training  # noqa: E402
from rasa.engine.exceptions import GraphComponentException  # noqa: E402
from rasa.shared.data import TrainingType  # noqa: E402
from rasa.shared.exceptions import RasaException  # noqa: E402

from bank import BankError  # noqa: E402
from bot.nlu.artefact import verify  # noqa: E402
from bot.nlu.components import CACHE, INTENTS  # noqa: E402
from bot.nlu.encoder import encoder_folder  # noqa: E402
from bot.nlu.errors import ModelError  # noqa: E402
from bot.nlu.refit import forget  # noqa: E402
from bot.runtime.importer import Importer  # noqa: E402

TRAINING_DATA = ("data/nlu", "data/responses", "data/rules", "data/stories")


class TrainingError(RuntimeError):
    """The assistant could not be trained; the message says why."""


def train(models: Path, root: Path = PROJECT_ROOT, *, anew: bool = False) -> Path:
    """Train and return the new archive. What has not changed since the last time is taken from Rasa's cache.

    `anew`: nothing is, and the last fit of the intents is not mended either.
    """
    os.environ.setdefault("RASA_CACHE_DIRECTORY", str(root / ".rasa" / "cache"))
    models.mkdir(parents=True, exist_ok=True)
    rasa.shared.utils.cli.print_success = lambda *_: None  # `teller train` says itself what came of it
    try:
        verify(encoder_folder())  # Rasa's cache would pass over an encoder that was changed
        folders = [root / folder for folder in TRAINING_DATA if (root / folder).is_dir()]
        importer = Importer(root / "config.yml", root / "domain.yml", folders)
        _check(importer)
        if anew:
            forget(root / CACHE / INTENTS)
        result = model_training._train_graph(
            importer, TrainingType.BOTH, str(models), fixed_model_name=None, force_full_training=anew
        )
    except (RasaException, GraphComponentException, ModelError, BankError) as error:
        raise TrainingError(_reason(error)) from error
    return Path(result.model)


def _check(importer: Importer) -> None:
    """What `rasa train` checks before it begins."""
    if not importer.get_nlu_data().intent_examples or importer.get_stories().is_empty():
        raise TrainingError(f"The assistant was not trained: {', '.join(TRAINING_DATA)} hold no examples or no rules.")
    if unknown := model_training.get_unresolved_slots(importer.get_domain(), importer.get_stories()):
        raise TrainingError(f"The assistant was not trained: domain.yml has no slot {', '.join(sorted(unknown))}.")


def _reason(error: BaseException) -> str:
    """The first cause, in one line: Rasa names only the component, and adds a web page that checks YAML."""
    while error.__cause__ is not None:
        error = error.__cause__
    said = " ".join(str(error).partition("You can use")[0].split()) or type(error).__name__
    return f"The assistant was not trained: {said.rstrip('.')}. Mend it, then: teller train"
