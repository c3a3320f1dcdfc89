"""`teller serve` as a process of its own, over a bank of its own, and what can be read of it from outside."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import TELLER, run_teller

ENDS_SECONDS = 20


@dataclass(frozen=True)
class Served:
    """A running Teller."""

    address: str
    bank_path: Path
    bot_path: Path
    log_path: Path

    def check_the_books(self) -> None:
        """`teller bank check` has nothing to complain of."""
        result = run_teller("bank", "check", bank_url=f"sqlite:///{self.bank_path}")
        assert result.returncode == 0, result.stdout + result.stderr

    def orders(self, customer: int, amount_minor: int) -> list[str]:
        """The states of a customer's orders of this amount, oldest first."""
        with closing(sqlite3.connect(self.bank_path)) as db:
            found = db.execute(
                "SELECT state FROM orders WHERE customer_id = ? AND amount_minor = ? ORDER BY id",
                (customer, amount_minor),
            )
            return [state for (state,) in found]

    def said(self, text: str) -> int:
        """How often a message of exactly this text stands in the transcript."""
        with closing(sqlite3.connect(self.bot_path)) as db:
            return int(db.execute("SELECT count(*) FROM messages WHERE text = ?", (text,)).fetchone()[0])

    def remembers(self, code: str) -> bool:
        """Whether a code stands anywhere in the bot's database or in the log."""
        with closing(sqlite3.connect(self.bot_path)) as db:
            everything = "\n".join(db.iterdump()) + self.log_path.read_text()
        # not within a longer number or hexadecimal, and not the fraction of a second
        return re.search(rf"(?<![\w.]){code}(?!\w)", everything) is not None


@contextmanager
def serve(folder: Path, bank_path: Path, models_path: Path) -> Iterator[Served]:
    """Run `teller serve` on a free port; it must end by itself when told to, without having complained."""
    bot_path, log_path = folder / "bot.db", folder / "serve.log"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TELLER_")} | {
        "TELLER_BANK_URL": f"sqlite:///{bank_path}",
        "TELLER_BOT_URL": f"sqlite:///{bot_path}",
        "TELLER_SIGN_IN_KEYS_PATH": str(folder / "sign-in" / "keys.json"),
        "TELLER_STAFF_KEYS_PATH": str(folder / "staff.keys"),
        "TELLER_MODELS_PATH": str(models_path),
        "PYTHONUNBUFFERED": "1",
    }
    with log_path.open("w") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [str(TELLER), "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
    try:
        yield Served(_address(process, log_path), bank_path, bot_path, log_path)
        process.send_signal(signal.SIGTERM)
        assert process.wait(ENDS_SECONDS) == 0
    finally:
        process.kill()
        process.communicate()
    assert not re.search(r"ERROR|WARNING|Traceback", log_path.read_text()), log_path.read_text()


def _address(process: subprocess.Popen[str], log_path: Path) -> str:
    """What the process says it is ready at."""
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.match(r"Teller is ready: (http://\S+?)/?$", line.strip()):
            return found.group(1)
    raise AssertionError(f"teller serve did not start:\n{log_path.read_text()}")
