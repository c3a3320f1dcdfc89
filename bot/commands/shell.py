"""`teller shell`: the staff testing shell."""

from __future__ import annotations

import asyncio

import click

from bot.commands import Failure
from bot.runtime.settings import Settings


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

    try:
        house = open_house(Settings.from_environment(), unhurried=True)
    except CannotOpenError as error:
        raise Failure(str(error)) from error
    try:
        line = open_line(house, customer)
        asyncio.run(Terminal(house, line).run())
    except BankError as error:
        raise Failure(f"There is no customer {customer}.") from error
    finally:
        house.close()
