"""`teller staff`, `teller audit` and the testing shell outside the demo, as they are run."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import teller
from bot.commands.staff import ROLES
from bot.desk import Desk
from bot.desk.permissions import Role
from bot.store import Store
from tests.conftest import run_teller
from tests.store_fixtures import Newcomer, desk, migrated_store, store

__all__ = ["desk", "migrated_store", "store"]


@pytest.fixture
def bot_url(store: Store) -> str:
    return str(store.engine.url)


def test_the_roles_of_the_command_are_those_of_the_desk() -> None:
    assert tuple(Role) == ROLES


def test_somebody_is_added_given_another_role_reset_and_removed(bot_url: str, desk: Desk) -> None:
    added = run_teller("staff", "add", "dana", "--role", "supervisor", bot_url=bot_url)
    assert added.returncode == 0, added.stderr
    dana = Newcomer("dana", re.findall(r"the password (\S+)", added.stdout)[0])
    dana.enrol(desk)
    assert dana.sign_in(desk).staff.role == Role.SUPERVISOR

    assert run_teller("staff", "role", "dana", "auditor", bot_url=bot_url).returncode == 0
    listed = json.loads(run_teller("staff", "list", "--json", bot_url=bot_url).stdout)
    assert {"name": "dana", "shown_as": "Dana", "role": "auditor", "enrolled": True} in listed

    reset = run_teller("staff", "reset", "dana", bot_url=bot_url)
    assert dana.password not in reset.stdout
    assert "dana" in run_teller("staff", "remove", "dana", bot_url=bot_url).stdout
    again = run_teller("staff", "reset", "dana", bot_url=bot_url)
    assert (again.returncode, again.stderr) == (1, "teller: There is nobody of that name at the desk.\n")

    rows = [json.loads(line) for line in run_teller("audit", "export", bot_url=bot_url).stdout.splitlines()]
    changes = [(row["event"], row["about"]) for row in rows if row["actor"].startswith("console: ")]
    assert changes == [(event, "dana") for event in ("staff_added", "role_changed", "staff_reset", "staff_removed")]


def test_the_record_is_proved_and_a_row_that_was_taken_out_is_found(bot_url: str, store: Store) -> None:
    for name in ("dana", "eli"):
        run_teller("staff", "add", name, bot_url=bot_url)
    proved = run_teller("audit", "verify", bot_url=bot_url)
    assert proved.returncode == 0
    head = re.findall(r"Head: (\d+:[0-9a-f]{64})", proved.stdout)[0]
    assert run_teller("audit", "verify", "--noted", head, bot_url=bot_url).returncode == 0
    assert run_teller("audit", "verify", "--noted", "x", bot_url=bot_url).returncode == 2

    with sqlite3.connect(Path(str(store.engine.url.database))) as database:
        database.execute("DROP TRIGGER audit_no_delete")
        database.execute("DELETE FROM audit WHERE number = 1")
    broken = run_teller("audit", "verify", "--json", bot_url=bot_url)
    assert broken.returncode == 1
    assert json.loads(broken.stdout)["problem"] == "Row 1 is missing."


def test_the_export_is_csv_that_no_spreadsheet_takes_for_a_formula(bot_url: str) -> None:
    run_teller("staff", "add", "=1+1", "--shown-as", "Eve", bot_url=bot_url)
    exported = run_teller("audit", "export", "--format", "csv", bot_url=bot_url).stdout
    (row,) = csv.DictReader(io.StringIO(exported))
    assert (row["number"], row["event"], row["about"]) == ("1", "staff_added", "'=1+1")


def in_the_shell(monkeypatch: pytest.MonkeyPatch, bot_url: str, *answers: str) -> tuple[int, str]:
    """Answer what the shell asks before it lets anybody be a customer; its exit code and what it says."""
    keys = str(Path(bot_url.removeprefix("sqlite:///")).parent / "staff.keys")
    given = {"DEMO": "off", "BOT_URL": bot_url, "BANK_URL": "sqlite:////nowhere/bank.db", "STAFF_KEYS_PATH": keys}
    for name, value in given.items():
        monkeypatch.setenv(f"TELLER_{name}", value)
    result = CliRunner().invoke(teller, ["shell", "--customer", "1"], input="\n".join(answers) + "\n")
    return result.exit_code, result.output


@pytest.mark.parametrize("role", Role)
def test_outside_the_demo_only_a_tester_may_be_a_customer_and_says_why(
    monkeypatch: pytest.MonkeyPatch, bot_url: str, desk: Desk, role: Role
) -> None:
    dana = Newcomer.add(desk, "dana", role)
    dana.enrol(desk)
    code, said = in_the_shell(monkeypatch, bot_url, "dana", dana.password, dana.code(), "Reproduce ticket 4711")
    assert code == 1  # let in or not: there is no bank
    assert ("no bank database" in said) is (role == Role.TESTER), said
    assert ("Your role does not allow this." in said) is (role != Role.TESTER)
    exported = run_teller("audit", "export", bot_url=bot_url).stdout
    assert ("Reproduce ticket 4711" in exported) is (role == Role.TESTER)


def test_a_tester_without_a_reason_or_code_is_not_let_in(
    monkeypatch: pytest.MonkeyPatch, bot_url: str, desk: Desk
) -> None:
    dana = Newcomer.add(desk, "dana", Role.TESTER)
    dana.enrol(desk)
    assert "The reason is recorded" in in_the_shell(monkeypatch, bot_url, "dana", dana.password, dana.code(), "why")[1]
    assert "wrong" in in_the_shell(monkeypatch, bot_url, "dana", dana.password, "000000", "Reproduce 4711")[1]


def test_a_script_is_no_customer_outside_the_demo() -> None:
    refused = run_teller("talk", "--customer", "1", stdin="hello\n", demo="off")
    assert refused.returncode == 1
    assert "teller shell" in refused.stderr
