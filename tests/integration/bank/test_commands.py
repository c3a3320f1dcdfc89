"""`teller bank`, as a user calls it."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bank import Bank
from bank.demo.people import SIGN_INS
from bank.domain.card_rules import PaymentWay
from bank.domain.cases import CaseKind
from bank.domain.house import HOME_COUNTRY
from bank.services import cases, identity
from bot.commands.bank import bank
from tests.bank_fixtures import ADA, TODAY, World


def teller_bank(*arguments: str) -> Result:
    result = CliRunner().invoke(bank, arguments, prog_name="teller bank")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Where no bank is yet, in a folder that does not exist either."""
    return f"sqlite:///{tmp_path / 'new folder' / 'bank.db'}"


def seed(url: str, *more: str) -> Result:
    return teller_bank("seed", "--customers", "2", "--months", "1", "--url", url, *more)


def test_seed_makes_the_folder_and_tells_the_sign_ins(url: str) -> None:
    result = seed(url)
    assert result.exit_code == 0
    assert SIGN_INS[0].password in result.output
    assert SIGN_INS[2].password not in result.output
    assert teller_bank("check", "--url", url).exit_code == 0


def test_seed_as_json_is_one_line_that_a_script_can_read(url: str) -> None:
    said = json.loads(seed(url, "--json", "--until", "2026-03-10", "--seed", "3").output)
    assert (said["customers"], said["months"], said["seed"], said["until"]) == (2, 1, 3, "2026-03-10")
    assert [known["name"] for known in said["sign_ins"]] == ["ada", "ben"]


def test_seed_does_not_overwrite_unless_told(url: str) -> None:
    seed(url)
    again = seed(url)
    assert again.exit_code == 1
    assert "--replace" in again.output
    assert seed(url, "--replace").exit_code == 0


@pytest.mark.parametrize("wrong", [("--customers", "0"), ("--months", "-1"), ("--until", "soon"), ("--seed", "x")])
def test_arguments_that_make_no_sense_are_misuse(url: str, wrong: tuple[str, str]) -> None:
    assert seed(url, *wrong).exit_code == 2


def test_init_makes_an_empty_bank_once(url: str) -> None:
    assert teller_bank("init", "--url", url).output == "The bank is ready.\n"
    assert teller_bank("init", "--url", url).output == "The bank was up to date already.\n"
    said = json.loads(teller_bank("init", "--url", url, "--json").output)
    assert said["before"] == said["now"]
    Bank.open(url).close()
    assert seed(url).exit_code == 0


def test_check_says_what_is_wrong_and_fails(url: str) -> None:
    seed(url)
    opened = Bank.open(url)
    with opened.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE accounts SET balance_minor = balance_minor + 1 WHERE is_main")
    opened.close()
    result = teller_bank("check", "--url", url)
    assert result.exit_code == 1
    assert "stored balances equal the sum of entries (2)" in result.output
    said = json.loads(teller_bank("check", "--url", url, "--json").output)
    assert said["ok"] is False
    assert said["problems"][0]["count"] == 2
    assert said["counted"]["customers"] == 2


@pytest.mark.parametrize("command", ["check", "run-due"])
def test_without_a_bank_a_sentence_says_how_to_make_one(url: str, command: str) -> None:
    result = teller_bank(command, "--url", url)
    assert result.exit_code == 1
    assert result.output.startswith("teller: There is no bank database")
    assert "teller bank seed" in result.output


def test_a_case_is_shown_and_moved_on(world: World) -> None:
    url = world.bank.engine.url.render_as_string(hide_password=False)
    with world.work() as uow:
        where = identity.open_session_for(uow, ADA).conversation_id
        number = cases.open_case(uow, ADA, where, CaseKind.COMPLAINT, "Nobody answered").number
    assert "received" in teller_bank("case", number, "--url", url).output
    refused = teller_bank("case", number, "--state", "resolved", "--url", url)
    assert refused.exit_code == 1
    assert "has to be told why" in refused.output
    moved = ("case", number, "--state", "resolved", "--note", "Paid back.", "--url", url)
    said = json.loads(teller_bank(*moved, "--json").output)
    assert (said["state"], said["steps"][0]["by"], said["steps"][0]["note"]) == ("resolved", "console", "Paid back.")
    assert teller_bank(*moved).exit_code == 1, "it is over"
    assert teller_bank("case", number, "--state", "won", "--url", url).exit_code == 2
    assert teller_bank("case", number, "--note", "no state", "--url", url).exit_code == 2


def test_run_due_executes_what_is_due(world: World) -> None:
    world.pay_mia("10.00", execute_on=TODAY.replace(day=12))
    url = world.bank.engine.url.render_as_string(hide_password=False)
    # The command has the machine's clock, and so the day has come.
    assert json.loads(teller_bank("run-due", "--url", url, "--json").output) == {
        "executed": 1,
        "failed": 0,
        "alerts": 0,
    }
    assert teller_bank("run-due", "--url", url).output == "Executed: 0. Failed: 0. Alerts: 0.\n"
    assert world.balance_minor(world.ada_current) == 990_00


@pytest.mark.parametrize("command", ["init", "seed", "check", "run-due", "case"])
def test_every_command_has_help_with_an_example_and_json(command: str) -> None:
    output = teller_bank(command, "--help").output
    assert f"Example: teller bank {command}" in output
    assert "--json" in output
    assert "--url" in output


def test_a_card_pays_or_is_declined_with_the_reason(world: World) -> None:
    pay = (
        "pay-by-card",
        str(ADA),
        "4821",
        "24.90",
        "Corner Shop",
        "--url",
        world.bank.engine.url.render_as_string(hide_password=False),
        "--json",
    )
    held = teller_bank(*pay)
    assert (held.exit_code, json.loads(held.output)["declined"]) == (0, None)
    world.change("set_card_use", card_ids=[world.ada_debit_card], uses=["online"], on=False)
    declined = teller_bank(*pay, "--by", "online")
    assert (declined.exit_code, json.loads(declined.output)["declined"]) == (1, "online_off")


def test_the_ways_and_the_country_of_a_payment_by_card_are_the_banks_own() -> None:
    options = {option.name: option for option in bank.commands["pay-by-card"].params}
    ways = options["way"].type
    assert isinstance(ways, click.Choice)
    assert set(ways.choices) == set(PaymentWay)
    assert options["country"].default == HOME_COUNTRY


def test_a_payment_by_card_that_cannot_be_asked_is_refused(world: World) -> None:
    for card, amount, more, words in (
        ("0000", "1.00", (), "no such card"),
        ("4821", "1.234", (), "an amount like 24.90"),
        ("4821", "1.00", ("--country", "ZZ"), "ISO 3166"),
    ):
        result = teller_bank(
            "pay-by-card",
            str(ADA),
            card,
            amount,
            "Corner Shop",
            "--url",
            world.bank.engine.url.render_as_string(hide_password=False),
            *more,
        )
        assert (result.exit_code != 0, words in result.output) == (True, True), result.output
