"""SIGKILL at random moments: a short run on each database, the long ones of the goal, and that the count can fail."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bank import Bank
from bank.store.install import initialise
from tests.bank_fixtures import postgresql
from tests.faults.kills import Outcome, Payment, count, fill, pay

ROOT = Path(__file__).parents[2]
DATABASES = ("sqlite", "postgresql")
__all__ = ["postgresql"]


def run_kills(request: pytest.FixtureRequest, database: str, payments: int, kills: int, timeout_seconds: int) -> None:
    if database == "postgresql":
        request.getfixturevalue("postgresql")  # skips where there is no server
    command = [sys.executable, "-m", "tests.faults.kills", "--database", database]
    result = subprocess.run(  # noqa: S603 - our own command
        [*command, "--payments", str(payments), "--kills", str(kills)],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=timeout_seconds,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    outcome = json.loads(result.stdout)
    assert outcome["kills"] == kills
    assert (outcome["lost"], outcome["doubled"], outcome["half_done"], outcome["wrong_balances"]) == (0, 0, 0, 0)
    assert outcome["problems"] == []


@pytest.mark.parametrize("database", DATABASES)
def test_twenty_kills_lose_and_double_no_payment(request: pytest.FixtureRequest, database: str) -> None:
    run_kills(request, database, payments=60, kills=20, timeout_seconds=300)


@pytest.mark.slow
@pytest.mark.parametrize("database", DATABASES)
def test_five_hundred_kills_lose_and_double_no_payment(request: pytest.FixtureRequest, database: str) -> None:
    run_kills(request, database, payments=10_000, kills=500, timeout_seconds=7_200)


@pytest.mark.slow
@pytest.mark.parametrize("replicas", [1, 2])
@pytest.mark.parametrize("database", DATABASES)
def test_payments_over_http_survive_the_kills_of_what_serves_them(
    request: pytest.FixtureRequest, database: str, replicas: int, models_path: Path
) -> None:
    if database == "postgresql":
        request.getfixturevalue("postgresql")
    command = [sys.executable, "-m", "tests.faults.kills_over_http", "--database", database]
    result = subprocess.run(  # noqa: S603 - our own command
        [*command, "--replicas", str(replicas), "--payments", "60", "--kills", "12", "--models", str(models_path)],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=3_600,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    outcome = json.loads(result.stdout)
    assert outcome["kills"] == 12
    assert (outcome["untold"], outcome["lost"], outcome["doubled"], outcome["half_done"]) == (0, 0, 0, 0)


def test_the_count_notices_what_is_missing_and_what_is_too_much(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bank.db'}"
    initialise(url)
    bank = Bank.open(url)
    fill(bank)
    for number in (0, 1, 7):  # 7 is planned for tomorrow, and no worker runs
        pay(bank, Payment(number))

    def counted(payments: int) -> Outcome:
        outcome = Outcome(payments, kills=0)
        count(bank, outcome)
        return outcome

    assert counted(8).lost == 5
    assert counted(8).half_done == 1
    assert counted(1).doubled == 2
    assert counted(2).wrong_balances == 0
    assert counted(1).wrong_balances == 1
    assert not counted(8).is_fine
    bank.close()
