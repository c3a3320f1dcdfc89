"""`teller talk`: one conversation over standard input and output, for scripts and tests."""

from __future__ import annotations

import asyncio
import json
import sys

import click

from bank import BankError
from bot.commands import Failure
from bot.runtime.settings import Settings


@click.command()
@click.option(
    "--customer", type=click.IntRange(min=1), help="Sign in as this customer; without it, nobody is signed in."
)
@click.option("--json", "as_json", is_flag=True, help="One line of JSON for each message.")
def talk(customer: int | None, as_json: bool) -> None:
    """Talk to the assistant, one message a line. `/otp CODE`, `/pin DIGITS` and `/press BUTTON` stand for the panels
    and the buttons.

    `/otp` alone enters the demo's latest code.

    Example: echo "what's my balance?" | teller talk --customer 1 --json
    """
    from bot.conversation.house import CannotOpenError, open_house
    from bot.shell import line as door

    settings = Settings.from_environment()
    if customer is not None and not settings.demo:
        raise Failure("Outside the demo nobody is a customer without saying why: use teller shell --customer.")
    try:
        house = open_house(settings, unhurried=True)
    except CannotOpenError as error:
        raise Failure(str(error)) from error
    try:
        line = door.open_line(house, customer)
    except BankError as error:
        house.close()
        raise Failure(f"There is no customer {customer}.") from error

    async def converse() -> None:
        for text in sys.stdin:
            heard = await line.hear(text.rstrip("\n"))
            if as_json:
                click.echo(json.dumps(door.as_json(heard), ensure_ascii=False))
            else:
                for message in heard.replies:
                    click.echo(message.text)
                    for number, button in enumerate(message.buttons, 1):
                        click.echo(f"  {number}) {button['title']}")
                if heard.trouble:
                    click.echo(heard.trouble)
            sys.stdout.flush()

    try:
        asyncio.run(converse())
    finally:
        house.close()
