"""`teller bank`: make, fill and check the bank's database."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.commands import Failure
from bot.runtime.settings import Settings

if TYPE_CHECKING:
    from bank.demo.seed import SeedOptions

MOST_CUSTOMERS = 1_000_000
MOST_MONTHS = 120
WAYS = ("chip", "contactless", "online", "cash")
"""How a card pays: the values of `bank.domain.card_rules.PaymentWay`."""
A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def bank() -> None:
    """Make, fill and check the bank's database.

    Example: teller bank seed --customers 5 --months 6
    """


def url_option(command: Callable[..., None]) -> Callable[..., None]:
    """The option `--url`, which takes the place of TELLER_BANK_URL."""
    return click.option("--url", help="The database's address, in place of TELLER_BANK_URL.")(command)


def json_option(command: Callable[..., None]) -> Callable[..., None]:
    """The option `--json`, for scripts."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


@bank.command()
@url_option
@json_option
def init(url: str | None, as_json: bool) -> None:
    """Make an empty bank, or bring an older one up to date. Nothing is deleted.

    Example: teller bank init --url postgresql://teller@db/bank
    """
    from bank.store import install, revision

    with _bank_errors():
        before = install.initialise(_address(url))
    if as_json:
        click.echo(json.dumps({"before": before, "now": revision.NEWEST}))
    elif before == revision.NEWEST:
        click.echo("The bank was up to date already.")
    else:
        click.echo("The bank is ready." if before is None else "The bank is up to date.")


@bank.command()
@click.option("--customers", type=click.IntRange(1, MOST_CUSTOMERS), default=5, show_default=True)
@click.option("--months", type=click.IntRange(1, MOST_MONTHS), default=6, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="The number that chance begins with.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The day after the last one.  [default: today]")
@click.option("--replace", is_flag=True, help="Delete the bank that is there.")
@url_option
@json_option
def seed(
    customers: int, months: int, seed: int, until: datetime | None, replace: bool, url: str | None, as_json: bool
) -> None:
    """Make a demo bank. The same arguments make the same bank.

    Example: teller bank seed --customers 10000 --months 24 --seed 7
    """
    from bank.demo.people import SIGN_INS
    from bank.demo.seed import SeedOptions
    from bank.domain.clock import bank_day, utc_now

    day = until.date() if until else bank_day(utc_now())
    options = SeedOptions(customers=customers, months=months, seed=seed, until=day)
    with _bank_errors():
        _install(_address(url), options, replace)
    sign_ins = [
        {"customer": known.customer, "name": known.name, "password": known.password}
        for known in SIGN_INS
        if known.customer <= customers
    ]
    if as_json:
        said = {"customers": customers, "months": months, "seed": seed, "until": day.isoformat()}
        click.echo(json.dumps({**said, "sign_ins": sign_ins}))
        return
    click.echo(f"The demo bank is ready: {customers} customers, {months} months up to {day}. Sign in as:")
    for known in sign_ins:
        click.echo(f"  {known['name']:8} {known['password']}")


@bank.command()
@url_option
@json_option
def check(url: str | None, as_json: bool) -> None:
    """Prove the books: sums, balances, limits, orders. Exit code 1 if anything is wrong.

    Example: teller bank check --json
    """
    from bank import Bank
    from bank.services import check as checking

    with _bank_errors():
        report = checking.check(Bank.open(_address(url)))
    if as_json:
        problems = [{"rule": problem.rule, "what": problem.what, "count": problem.count} for problem in report.problems]
        click.echo(json.dumps({"ok": report.is_fine, "counted": report.counted, "problems": problems}))
    elif report.is_fine:
        counted = ", ".join(f"{count} {table.replace('_', ' ')}" for table, count in report.counted.items())
        click.echo(f"The books are in order: {counted}.")
    else:
        for problem in report.problems:
            click.echo(f"Broken: {problem.rule} ({problem.count}): {problem.what}")
    if not report.is_fine:
        sys.exit(1)


@bank.command()
@url_option
@json_option
def run_due(url: str | None, as_json: bool) -> None:
    """Execute what is due today, and tell what alerts have to tell. Run it daily; twice does no harm.

    Example: teller bank run-due
    """
    from bank import Bank
    from bank.services import alert_watch, orders, standing_orders

    with _bank_errors(), Bank.open(_address(url)).unit_of_work() as uow:
        failures: list[object] = [order.failure for order in orders.run_due(uow)]
        failures += [payment.failure for payment in standing_orders.run_due(uow)]
        told = alert_watch.watch(uow)
    executed = failures.count(None)
    failed = len(failures) - executed
    if as_json:
        click.echo(json.dumps({"executed": executed, "failed": failed, "alerts": told}))
    else:
        click.echo(f"Executed: {executed}. Failed: {failed}. Alerts: {told}.")


@bank.command()
@click.option(
    "--products", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="[default: data/products.yml]"
)
@click.option(
    "--tariff", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="[default: data/tariff.yml]"
)
@url_option
@json_option
def catalogue(products: Path | None, tariff: Path | None, url: str | None, as_json: bool) -> None:
    """Bring the products, rates and fees of the bank's own files into its database.

    Example: teller bank catalogue --tariff data/tariff.yml
    """
    from bank import Bank
    from bank.services import catalogue as files

    with _bank_errors(), Bank.open(_address(url)).unit_of_work() as uow:
        uow.write()
        loaded = files.load(uow.session, products or files.PRODUCTS, tariff or files.TARIFF)
        uow.commit()
    if as_json:
        click.echo(json.dumps({"products": loaded.products, "prices": loaded.items, "values": loaded.values}))
    else:
        click.echo(f"Products: {loaded.products}. Rates and fees: {loaded.items}, with {loaded.values} dated values.")


@bank.command()
@click.argument("number")
@click.option("--state", "wanted", help="The state to move it to: in_progress, waiting, resolved, rejected.")
@click.option("--note", default="", help="What the customer is told.")
@click.option("--refund", is_flag=True, help="Give the disputed charge back, with --state resolved.")
@url_option
@json_option
def case(number: str, wanted: str | None, note: str, refund: bool, url: str | None, as_json: bool) -> None:
    """Show a case, or move it on: its customer is told with the next message.

    Example: teller bank case C-2026-00012 --state resolved --note "We have paid the fee back."
    """
    from bank import Bank
    from bank.domain.cases import STATE_WORDS, CaseState
    from bank.services import case_work

    if wanted is not None and wanted not in set(CaseState):
        raise click.BadParameter(f"one of {', '.join(CaseState)}", param_hint="--state")
    if wanted is None and (note or refund):
        raise click.UsageError("--note and --refund go with --state.")
    with _bank_errors(), Bank.open(_address(url)).unit_of_work() as uow:
        if wanted is None:
            found = case_work.file(uow, number)
        else:
            key = f"console:{secrets.token_hex(16)}"
            step = CaseState(wanted)
            found = case_work.take_step(uow, number, step, actor="console", note=note, key=key, refund=refund)
            uow.commit()
    if as_json:
        steps = [
            {"state": one.to_state, "at": one.at.isoformat(), "by": one.actor, "note": one.note} for one in found.steps
        ]
        click.echo(
            json.dumps({"number": found.number, "state": found.state, "refunded": found.refunded, "steps": steps})
        )
        return
    click.echo(f"{found.number}: {STATE_WORDS[found.state]}, answer by {found.answer_by}.")
    for one in found.steps:
        click.echo(f"  {one.at:%Y-%m-%d %H:%M} {one.actor}: {STATE_WORDS[one.to_state]}. {one.note}".rstrip())


@bank.command()
@click.argument("customer", type=click.IntRange(1))
@click.argument("card")
@click.argument("amount")
@click.argument("merchant")
@click.option("--by", "way", type=click.Choice(WAYS), default="chip", show_default=True, help="How the card is used.")
@click.option("--country", default="IE", show_default=True, help="Where, by two letters.")
@click.option("--pin", "asks_pin", is_flag=True, help="Ask for the PIN as well, without showing it.")
@url_option
@json_option
def pay_by_card(
    customer: int,
    card: str,
    amount: str,
    merchant: str,
    way: str,
    country: str,
    asks_pin: bool,
    url: str | None,
    as_json: bool,
) -> None:
    """Ask for a payment as a shop would, with the card that ends in four digits. Exit code 1 if it is declined.

    Example: teller bank pay-by-card 1 4821 24.90 "Corner Shop" --by online
    """
    from bank import Bank, CustomerId, Money
    from bank.domain.card_rules import PaymentWay
    from bank.domain.countries import COUNTRIES
    from bank.domain.errors import UnknownCard
    from bank.domain.house import HOME_CURRENCY
    from bank.services import card_payments, cards
    from bot.conversation.bank_side import pin_safe

    if country not in COUNTRIES:
        raise click.BadParameter("two letters of ISO 3166, such as ES", param_hint="--country")
    try:
        wanted = Money.parse(amount, HOME_CURRENCY)
    except ValueError as error:
        raise click.BadParameter("an amount like 24.90", param_hint="AMOUNT") from error
    pin = click.prompt("PIN", hide_input=True) if asks_pin else None
    with _bank_errors(), Bank.open(_address(url)).unit_of_work() as uow:
        found = [one for one in cards.list_cards(uow, CustomerId(customer)) if one.digits == card]
        if not found:
            raise UnknownCard
        paid = card_payments.pay_by_card(
            uow,
            CustomerId(customer),
            found[-1].id,
            wanted,
            merchant,
            way=PaymentWay(way),
            country=country,
            pin=pin,
            safe=pin_safe(Settings.from_environment().staff_keys_path),
        )
        uow.commit()
    if as_json:
        click.echo(json.dumps({"transaction": paid.transaction_id, "declined": paid.decline_reason}))
    else:
        click.echo(f"Declined: {paid.decline_reason}." if paid.decline_reason else f"Held: {paid.amount}.")
    if paid.decline_reason:
        sys.exit(1)


def _address(url: str | None) -> str:
    return url if url is not None else Settings.from_environment().bank_url


@contextmanager
def _bank_errors() -> Iterator[None]:
    from bank import BankError

    try:
        yield
    except BankError as error:
        raise Failure(str(error)) from error


def _install(url: str, options: SeedOptions, replace: bool) -> None:
    """Seed, with a progress bar if a person watches."""
    from bank.demo import install

    if not sys.stderr.isatty():
        install.install(url, options, replace=replace)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task: Any = bar.add_task("Seeding the bank", total=options.customers)
        install.install(url, options, replace=replace, progress=lambda done: bar.update(task, completed=done))
