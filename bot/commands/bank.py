"""`teller bank`: make, fill and check the bank's database."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import click

from bank import BankError
from bank.domain.clock import bank_day, utc_now
from bot.commands import Failure
from bot.runtime.settings import Settings


@click.group()
def bank() -> None:
    """Make, fill and check the bank's database.

    Example: teller bank seed --customers 5 --months 6
    """


def url_option(command: Any) -> Any:
    """The option `--url`, which overrides TELLER_BANK_URL."""
    return click.option("--url", help="Address of the database; TELLER_BANK_URL if not given.")(command)


def json_option(command: Any) -> Any:
    """The option `--json`, for scripts."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


@bank.command()
@click.option("--customers", type=click.IntRange(1, 1_000_000), default=5, show_default=True)
@click.option("--months", type=click.IntRange(1, 120), default=6, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="The number that chance begins with.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The day after the last one.  [default: today]")
@click.option("--replace", is_flag=True, help="Delete the bank that is there.")
@url_option
@json_option
def seed(
    customers: int, months: int, seed: int, until: datetime | None, replace: bool, url: str | None, as_json: bool
) -> None:
    """Make a demo bank: the same arguments make the same bank.

    Example: teller bank seed --customers 10000 --months 24 --seed 7
    """
    from bank.demo import install
    from bank.demo.people import SIGN_INS
    from bank.demo.seed import SeedOptions

    day: date = until.date() if until else bank_day(utc_now())
    options = SeedOptions(customers=customers, months=months, seed=seed, until=day)
    try:
        install.install(url or Settings.from_environment().bank_url, options, replace=replace)
    except BankError as error:
        raise Failure(str(error)) from error
    known = [sign_in for sign_in in SIGN_INS if sign_in.customer <= customers]
    if as_json:
        click.echo(
            json.dumps(
                {
                    "customers": customers,
                    "months": months,
                    "seed": seed,
                    "until": day.isoformat(),
                    "sign_ins": [
                        {"customer": known_as.customer, "name": known_as.name, "password": known_as.password}
                        for known_as in known
                    ],
                }
            )
        )
        return
    click.echo(f"A demo bank with {customers} customers and {months} months is ready. Sign in as:")
    for sign_in in known:
        click.echo(f"  {sign_in.name:8} {sign_in.password}")
