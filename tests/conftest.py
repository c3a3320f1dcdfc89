"""What many tests need: one trained assistant for a whole run, and a freshly seeded demo bank for each test."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import portalocker
import pytest

from bank import Bank
from bot.conversation.house import House, furnish
from bot.runtime import lifted
from bot.runtime.settings import Settings
from bot.store import Store

lifted.apply()

TELLER = Path(sys.executable).with_name("teller")
TRAINING_SECONDS = 900  # a guard for a busy machine: an idle one takes a fraction
SEED = ["--customers", "5", "--months", "6", "--seed", "7"]


def run_teller(
    *arguments: str, stdin: str | None = None, timeout_seconds: int = 120, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does, with settings as `TELLER_…` variables."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TELLER_")}
    environment |= {f"TELLER_{name.upper()}": str(value) for name, value in settings.items()}
    return subprocess.run(  # noqa: S603 - our own command
        [str(TELLER), *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=timeout_seconds,
    )


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of a parallel run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def models_path(shared_folder: Path) -> Path:
    """A folder with an assistant trained on the repository as it is; trained once, by the first worker that asks."""
    models = shared_folder / "models"
    with portalocker.Lock(shared_folder / "models.lock", timeout=TRAINING_SECONDS):
        if not any(models.glob("*.tar.gz")):
            result = run_teller("train", timeout_seconds=TRAINING_SECONDS, models_path=models)
            assert result.returncode == 0, result.stderr
    return models


@pytest.fixture(scope="session")
def seeded_bank(shared_folder: Path) -> Path:
    """A seeded SQLite bank that no test may write to: `bank_path` is a copy."""
    path = shared_folder / "seeded.db"
    with portalocker.Lock(shared_folder / "seeded.lock", timeout=120):
        if not path.exists():
            made = shared_folder / "making.db"
            result = run_teller("bank", "seed", *SEED, bank_url=f"sqlite:///{made}")
            assert result.returncode == 0, result.stderr
            made.rename(path)
    return path


@pytest.fixture
def bank_path(seeded_bank: Path, tmp_path: Path) -> Path:
    """A seeded bank of the test's own."""
    return Path(shutil.copy(seeded_bank, tmp_path / "bank.db"))


@pytest.fixture(scope="session")
def assistant_and_store(models_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[object, Store]]:
    """The real assistant, loaded once for each worker, with tables of its own."""
    from bot.runtime.assistant import Assistant

    store = Store.open(f"sqlite:///{tmp_path_factory.mktemp('bot') / 'bot.db'}")
    yield Assistant.load(models_path, store.engine), store
    store.close()


@pytest.fixture
def house(assistant_and_store: tuple[object, Store], bank_path: Path, tmp_path: Path) -> Iterator[House]:
    """Everything a door needs: the real assistant over a bank of the test's own."""
    assistant, store = assistant_and_store
    bank = Bank.open(f"sqlite:///{bank_path}")
    settings = Settings.from_environment({"TELLER_STAFF_KEYS_PATH": str(tmp_path / "staff.keys")})
    yield furnish(settings, bank, store, assistant, unhurried=True)  # type: ignore[arg-type]
    bank.close()
