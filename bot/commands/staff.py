"""`teller staff`: who may sign in at the helpdesk, by whoever has the machine. Each change is on the audit record."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from bot.commands import Failure
from bot.runtime.settings import Settings

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.store.audit import Actor

# As in bot/desk/permissions.py; a test compares them. Kept here so that `--help` imports nothing.
ROLES = ("agent", "supervisor", "auditor", "administrator", "tester")
A_ROLE = click.Choice(ROLES)


@click.group()
def staff() -> None:
    """Add people to the helpdesk, give them roles, let them set up their second factor anew.

    Example: teller staff add dana --role supervisor
    """


@staff.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_staff(as_json: bool) -> None:
    """Show who has an account.

    Example: teller staff list
    """
    with _desk() as desk:
        rows = [
            {"name": row.name, "shown_as": row.display_name, "role": row.role, "enrolled": row.enrolled_at is not None}
            for row in desk.accounts()
        ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        factor = "" if row["enrolled"] else "  (no second factor yet)"
        click.echo(f"{row['name']:20} {row['role']:14} {row['shown_as']}{factor}")


@staff.command()
@click.argument("name")
@click.option("--role", type=A_ROLE, default="agent", show_default=True, help="What they may do.")
@click.option("--shown-as", help="What customers read.  [default: the name, with a capital]")
def add(name: str, role: str, shown_as: str | None) -> None:
    """Make an account, and print its first password.

    Example: teller staff add dana --role supervisor --shown-as Dana
    """
    from bot.desk.permissions import Role

    with _desk() as desk:
        password = desk.add(_console(), name, shown_as or name.capitalize(), Role(role))
    click.echo(f"{name} signs in at /desk with the password {password}")
    click.echo("and sets up a second factor there. The password is shown only now.")


@staff.command()
@click.argument("name")
@click.argument("new_role", type=A_ROLE)
def role(name: str, new_role: str) -> None:
    """Give somebody another role; their open pages end.

    Example: teller staff role dana auditor
    """
    from bot.desk.permissions import Role

    with _desk() as desk:
        desk.give_role(_console(), name, Role(new_role))
    click.echo(f"{name} is now {new_role}.")


@staff.command()
@click.argument("name")
def reset(name: str) -> None:
    """Give a new password and let the second factor be set up anew: for who has lost phone and recovery codes.

    Example: teller staff reset dana
    """
    with _desk() as desk:
        password = desk.reset(_console(), name)
    click.echo(f"{name} signs in with the password {password} and sets up a second factor anew.")


@staff.command()
@click.argument("name")
def remove(name: str) -> None:
    """Close an account for good. What was done under it stays on record, and the name is not given again.

    Example: teller staff remove dana
    """
    with _desk() as desk:
        desk.remove(_console(), name)
    click.echo(f"{name} can no longer sign in.")


def _console() -> Actor:
    """Who acts here: the account of the machine."""
    from bot.store.audit import Actor

    return Actor(f"console: {getpass.getuser()}"[:80])


@contextmanager
def _desk() -> Iterator[Desk]:
    from bot.desk import Desk
    from bot.desk.errors import DeskError
    from bot.store import Store, StoreError
    from bot.store.sealing import Sealer

    settings = Settings.from_environment()
    try:
        store = Store.open(settings.bot_url)
    except StoreError as error:
        raise Failure(str(error)) from error
    try:
        yield Desk(store, Sealer(settings.staff_keys_path))
    except DeskError as error:
        raise Failure(error.sentence) from error
    finally:
        store.close()
