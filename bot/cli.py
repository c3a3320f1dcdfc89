"""The command `teller`: finds its groups in `bot/commands/`, each imported only when it is called."""

from __future__ import annotations

import importlib
import os
import sys
from io import TextIOWrapper

import click

from bot.runtime.settings import SettingsError

# command, and module of bot.commands that holds a click command of that name → what it is for
COMMANDS = {
    "actions": "Run the actions as a server of their own.",
    "audit": "Verify and export the record of who did and saw what.",
    "bank": "Make, fill and check the bank's database.",
    "doctor": "Say what is missing or contradictory, and what to do.",
    "evaluate": "Measure the model: intents, answers, dialogues.",
    "model": "Verify, promote and roll back the model's artefacts.",
    "parse": "Show what the model understands of a text.",
    "serve": "Serve the pages, the chat and the desk.",
    "shell": "Talk to the assistant and see why it answers as it does.",
    "staff": "Add people to the helpdesk and give them roles.",
    "talk": "One conversation over standard input and output.",
    "train": "Train the assistant on data/ and domain.yml.",
}

FITTING = frozenset({"train", "evaluate", "model"})
"""Commands that solve large systems of equations, for which all cores are wanted."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are named: `teller --help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"bot.commands.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101 - a slip in COMMANDS, not a user's error
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="teller", prog_name="teller")
@click.pass_context
def teller(ctx: click.Context) -> None:
    """A banking assistant that runs wholly on the bank's own machines.

    Example: teller serve --port 8080
    """
    if ctx.invoked_subcommand not in FITTING:
        # One message's products take 0.2 ms. On busy cores a second thread is waited for, 8 ms and more.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def main() -> None:
    """Run the command line: exit code 0 fine, 1 failed, 2 misused."""
    if isinstance(sys.stdin, TextIOWrapper):  # there is none when it is closed
        sys.stdin.reconfigure(errors="replace")  # a byte that is not UTF-8 must not end a conversation
    try:
        teller.main(prog_name="teller")
    except SettingsError as error:
        click.echo(f"teller: {error}", err=True)
        sys.exit(2)
