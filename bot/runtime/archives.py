"""Trained archives in the models' folder: which one is in service, and how that changes.

Until one is promoted, the newest is served: whoever tries things out need not know more. From then on only a promotion
or a rollback changes what is served. `in-service.json` says which, with its SHA-256 and what was in service before.
"""

from __future__ import annotations

import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.nlu.artefact import sha256
from bot.nlu.errors import ModelError
from bot.nlu.signature import check_signature
from bot.nlu.understanding import Understanding

POINTER = "in-service.json"
KEPT_BEFORE = 20
"""How many earlier archives the pointer remembers, so that a rollback may go back as far."""
MAX_ARCHIVE_BYTES = 512 * 1024 * 1024


class NoModelError(RuntimeError):
    """There is no trained assistant to load, or it cannot be read; the message says what to do."""


@dataclass(frozen=True)
class Promoted:
    """An archive that was put in service, `at` a moment in ISO 8601 with its zone."""

    archive: str
    sha256: str
    at: str


@dataclass(frozen=True)
class Service:
    """What is in service, and what was before it, the latest first."""

    now: Promoted
    before: tuple[Promoted, ...] = ()


def archive_to_serve(models: Path) -> Path:
    """The archive itself, or a folder's promoted or newest one.

    NoModelError if there is none, if it was changed, or if it is not signed where it must be.
    """
    if models.is_file():
        return _signed(models)
    service = read_service(models)
    return _signed(newest_archive(models) if service is None else _unchanged(models, service.now))


def newest_archive(models: Path) -> Path:
    """The archive that was trained last."""
    archives = sorted(models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not archives:
        raise NoModelError(f"There is no trained model in {models}. Train one: teller train")
    return archives[-1]


def read_service(models: Path) -> Service | None:
    """What the pointer says, None where nothing was ever promoted; NoModelError where it cannot be read."""
    path = models / POINTER
    if not path.exists():
        return None
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        promoted = [Promoted(**one) for one in [said["now"], *said["before"]]]
        if any(Path(one.archive).name != one.archive for one in promoted):
            raise ValueError
    except (OSError, KeyError, TypeError, ValueError):
        raise NoModelError(f"{path} cannot be read. Put a model in service anew: teller model promote") from None
    return Service(promoted[0], tuple(promoted[1:]))


def put_in_service(models: Path, archive: Path, at: datetime) -> Service:
    """Serve `archive`, a file of `models`, from the next start on; NoModelError if it must be signed and is not."""
    _signed(archive)
    new = Promoted(archive.name, sha256(archive), at.isoformat())
    before: tuple[Promoted, ...] = ()
    try:
        served = archive_to_serve(models)
    except NoModelError:
        pass  # what is no longer there, or no longer what it was, is nothing to go back to
    else:
        service = read_service(models) or Service(Promoted(served.name, sha256(served), new.at))
        is_same = (service.now.archive, service.now.sha256) == (new.archive, new.sha256)
        before = service.before if is_same else (service.now, *service.before)
    return _write(models, Service(new, before[:KEPT_BEFORE]))


def roll_back(models: Path, at: datetime) -> Service:
    """Serve what was in service before. NoModelError if nothing was, or it is not there unchanged."""
    service = read_service(models)
    if service is None or not service.before:
        raise NoModelError("Nothing was in service before: there is no model to go back to.")
    earlier, *rest = service.before
    _unchanged(models, earlier)
    return _write(models, Service(replace(earlier, at=at.isoformat()), tuple(rest)))


@contextmanager
def opened(archive: Path) -> Iterator[Path]:
    """The files of an archive, unpacked into a folder for a while; NoModelError if it is none."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with tarfile.open(archive) as packed:
                if sum(member.size for member in packed) > MAX_ARCHIVE_BYTES:
                    raise ValueError
                packed.extractall(folder, filter="data")
        except (OSError, EOFError, ValueError, tarfile.TarError):
            raise NoModelError(f"The model {archive.name} cannot be read. Train a new one: teller train") from None
        yield Path(folder)


def understanding_of(archive: Path) -> Understanding:
    """What is fitted in an archive, without Rasa around it."""
    with opened(archive) as folder:
        found = next(folder.rglob("intents.json"), None)
        if found is None:
            raise NoModelError(f"The model {archive.name} holds no intents. Train a new one: teller train")
        try:
            return Understanding.load(found.parent)
        except (ModelError, OSError, KeyError, TypeError, ValueError) as error:
            raise NoModelError(f"The model {archive.name} cannot be read. Train a new one: teller train") from error


def _unchanged(models: Path, promoted: Promoted) -> Path:
    archive = models / promoted.archive
    if not archive.is_file():
        raise NoModelError(
            f"The model in service, {archive}, is not there. Go back to the one before: teller model rollback"
        )
    if sha256(archive) != promoted.sha256:
        raise NoModelError(
            f"{archive} is not the file that was put in service (other SHA-256). "
            "Go back to the last: teller model rollback"
        )
    return archive


def _signed(archive: Path) -> Path:
    try:
        check_signature(archive)
    except ModelError as error:
        raise NoModelError(str(error)) from error
    return archive


def _write(models: Path, service: Service) -> Service:
    handle, name = tempfile.mkstemp(dir=models, suffix=".json")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"now": asdict(service.now), "before": [asdict(one) for one in service.before]}, file, indent=1)
    Path(name).replace(models / POINTER)  # all or nothing: what is served must never be half said
    return service
