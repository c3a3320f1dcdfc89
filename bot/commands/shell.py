"""`teller shell`: the staff testing shell."""

from __future__ import annotations

import asyncio

import click

from bot.commands import Failure
from bot.runtime.settings import Settings


def let_tester_in(settings: Settings, customer: int) -> None:
    """Let somebody be a real customer only if they may test, with both factors, for a reason that is recorded."""
    from bot.desk import Desk
    from bot.desk.desk import SignedIn
    from bot.desk.errors import DeskError
    from bot.store import Store, StoreError
    from bot.store.sealing import Sealer, SealingError

    name = click.prompt("Your name at the helpdesk", err=True)
    password = click.prompt("Password", hide_input=True, err=True)
    code = click.prompt("Code of your app", hide_input=True, err=True)
    reason = click.prompt(f"Why do you need to be customer {customer}?", err=True)
    try:
        store = Store.open(settings.bot_url)
    except StoreError as error:
        raise Failure(str(error)) from error
    desk = Desk(store, Sealer(settings.staff_keys_path))
    try:
        signed_in = desk.sign_in(name, password, code)
        if not isinstance(signed_in, SignedIn):
            raise Failure("Set up your second factor at /desk first.")
        try:
            desk.record_test(signed_in.staff, customer, reason)
        finally:
            desk.sign_out(signed_in.token)
    except DeskError as error:
        raise Failure(error.sentence) from error
    except SealingError as error:
        raise Failure(str(error)) from error
    finally:
        store.close()


@click.command()
@click.option(
    "--customer", type=click.IntRange(min=1), help="Sign in as this customer; without it, nobody is signed in."
)
def shell(customer: int | None) -> None:
    """Talk to the assistant and see for each message why it answers as it does. `/help` lists what the shell takes.

    Example: teller shell --customer 1
    """
    from bank import BankError
    from bot.conversation.house import CannotOpenError, open_house
    from bot.shell.line import open_line
    from bot.shell.terminal import Terminal

    settings = Settings.from_environment()
    if customer is not None and not settings.demo:
        let_tester_in(settings, customer)
    try:
        house = open_house(settings, unhurried=True)
    except CannotOpenError as error:
        raise Failure(str(error)) from error
    try:
        line = open_line(house, customer)
        asyncio.run(Terminal(house, line).run())
    except BankError as error:
        raise Failure(f"There is no customer {customer}.") from error
    finally:
        house.close()
