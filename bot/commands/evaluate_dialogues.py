"""`teller evaluate dialogues`: how far written conversations get, each over a demo bank of its own."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from bank import Bank
from bank.demo.install import install
from bank.demo.seed import SeedOptions
from bank.domain.clock import bank_day, utc_now
from bank.domain.errors import UnknownCustomer
from bot.commands import Failure
from bot.runtime.settings import PROJECT_ROOT, Settings

if TYPE_CHECKING:
    from bot.training.dialogues import Dialogue, Held

CONVERSATIONS = PROJECT_ROOT / "tests" / "dialogue"
CUSTOMERS, MONTHS, SEED = 5, 6, 7
"""The demo bank that conversations are written for."""
PLACE = click.Path(exists=True, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("places", metavar="[PATH]...", nargs=-1, type=PLACE)
@click.option("--report", "report_folder", metavar="DIR", type=FOLDER, help="Write dialogues.html into this folder.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def dialogues(places: tuple[Path, ...], report_folder: Path | None, as_json: bool) -> None:
    """Hold written conversations with the trained assistant; exit code 1 if one does not go as written.

    PATH: files or folders of conversations, in place of the project's own (tests/dialogue).

    Example: teller evaluate dialogues tests/dialogue/refusals --report var/report
    """
    from bot.commands.evaluate import keep, progress
    from bot.training import dialogue_report
    from bot.training.dialogues import DialogueError, load_dialogues

    try:
        written = [dialogue for place in places or (CONVERSATIONS,) for dialogue in load_dialogues(place)]
    except DialogueError as error:
        raise Failure(str(error)) from error
    if not written:
        raise Failure("There are no conversations in what was named: each is an entry of a .yml file.")
    try:
        held = _hold(written, Settings.from_environment(), progress)
    finally:
        progress("")
    told = dialogue_report.report(held)
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else dialogue_report.as_text(told))
    if report_folder is not None:
        keep(lambda: dialogue_report.write_dialogue_report(report_folder, told))
    raise SystemExit(1 if told["failures"] else 0)


def _hold(written: list[Dialogue], settings: Settings, say: Callable[[str], None]) -> list[Held]:
    """Each conversation in a bank as good as new, with one assistant for all; the installation stays as it is."""
    from bot.conversation.house import CannotOpenError, furnish, open_house
    from bot.training.dialogues import run_dialogue

    with TemporaryDirectory() as name:
        as_new, bank_file = Path(name) / "as-new.db", Path(name) / "bank.db"
        say("making a demo bank, loading the assistant")
        _make_bank(as_new)
        apart = replace(settings, bank_url=f"sqlite:///{as_new}", bot_url=f"sqlite:///{Path(name) / 'bot.db'}")
        try:
            house = open_house(apart)
        except CannotOpenError as error:
            raise Failure(str(error)) from error

        async def all_of_them() -> list[Held]:
            held = []
            for number, dialogue in enumerate(written, 1):
                say(f"{number} of {len(written)}: {dialogue.name}")
                shutil.copy(as_new, bank_file)
                with closing(Bank.open(f"sqlite:///{bank_file}")) as bank:
                    renewed = furnish(house.settings, bank, house.store, house.assistant, unhurried=True)
                    held.append(await run_dialogue(renewed, dialogue))
            return held

        try:
            return asyncio.run(all_of_them())
        except UnknownCustomer as error:
            raise Failure(f"{error} The demo bank has customers 1 to {CUSTOMERS}.") from error
        finally:
            house.close()


def _make_bank(path: Path) -> None:
    options = SeedOptions(customers=CUSTOMERS, months=MONTHS, seed=SEED, until=bank_day(utc_now()))
    install(f"sqlite:///{path}", options)
