"""The shell's screen: what was said, what came back, and beneath it why."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterable

from prompt_toolkit import PromptSession
from prompt_toolkit.history import InMemoryHistory
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bank import BankError
from bot.conversation.house import House
from bot.runtime.turns import AssistantTurn
from bot.shell.line import Heard, Line, open_line, phone_messages
from bot.store.transcript import Message

RANKING_SHOWN = 4

HELP = """A line is a message. A number presses that button. Besides:
  /otp [CODE]     enter a one-time code; without CODE, the latest on the demo's phone
  /pin DIGITS     choose a new PIN, where one is asked for
  /phone          what the demo customer's phone shows
  /customer [N]   start over as customer N, or as nobody
  /new            start over as the same customer
  /why            show or hide the reasons
  /help  /quit"""


class Terminal:
    """One tester's session at the terminal."""

    def __init__(self, house: House, line: Line) -> None:
        self._house = house
        self._line = line
        self._console = Console(highlight=False)
        self._reasons = True

    async def run(self) -> None:
        """Talk until /quit or the end of input."""
        self._console.print("Teller's testing shell. /help says what it takes.", style="dim")
        self._show(await self._line.greet())
        async for line in self._lines():
            if line == "/quit":
                return
            await self._take(line)

    async def _lines(self) -> AsyncIterator[str]:
        """Lines with editing where a person types, plain ones where a script does."""
        if not sys.stdin.isatty():
            for line in sys.stdin:
                self._console.print(f"> {line.rstrip()}", style="bold")
                yield line.strip()
            return
        prompt: PromptSession[str] = PromptSession("> ", history=InMemoryHistory())
        while True:
            try:
                yield (await prompt.prompt_async()).strip()
            except (EOFError, KeyboardInterrupt):
                return

    async def _take(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        if word == "/help":
            self._console.print(HELP)
        elif word == "/why":
            self._reasons = not self._reasons
            self._console.print(f"Reasons are {'shown' if self._reasons else 'hidden'}.", style="dim")
        elif word == "/phone":
            self._show_phone()
        elif word in {"/new", "/customer"}:
            await self._start_over(self._line.session.customer_id if word == "/new" else _number(rest))
        elif line:
            button = line.isdecimal() and int(line) <= len(self._line.buttons())
            self._show_heard(await self._line.hear(f"/press {line}" if button else line))

    async def _start_over(self, customer: int | None) -> None:
        try:
            self._line = open_line(self._house, customer)
        except BankError:
            self._console.print(f"There is no customer {customer}.", style="red")
            return
        self._console.rule(f"customer {customer}" if customer else "nobody signed in", style="dim")
        self._show(await self._line.greet())

    def _show_heard(self, heard: Heard) -> None:
        if heard.trouble:
            self._console.print(heard.trouble, style="red")
        self._show(heard.replies)
        if heard.turn and self._reasons:
            self._console.print(Padding(reasons(heard.turn), (0, 0, 1, 2)))

    def _show(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self._console.print(Text(message.text, style="green" if message.author == "assistant" else "magenta"))
        for number, button in enumerate(self._line.buttons(), 1):
            self._console.print(f"  [{number}] {button['title']}", style="cyan", markup=False)

    def _show_phone(self) -> None:
        messages = phone_messages(self._house.bank, self._line.session)
        for message in messages:
            self._console.print(Text(message.text, style="yellow"))
        if not messages:
            self._console.print("The phone shows nothing.", style="dim")


def reasons(turn: AssistantTurn) -> Table:
    """Why the assistant answered as it did, a row for each part of the way."""
    table = Table.grid(padding=(0, 1))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(style="dim")
    ranking = "  ".join(f"{r['name']} {r['confidence']:.2f}" for r in turn.ranking[:RANKING_SHOWN])
    rows = {
        "outcome": f"{turn.outcome}  skill {turn.skill or '–'}  intent {turn.intent or '–'} {turn.confidence:.2f}",
        "choices": ", ".join(turn.choices),
        "ranking": ranking,
        "entities": "  ".join(f"{e['entity']}={e['value']}" for e in turn.entities),
        "slots": "  ".join(f"{name}={value}" for name, value in turn.slots.items()),
        "rule": turn.rule or "",
        "actions": " → ".join(turn.actions),
        "time": f"{turn.milliseconds:.1f} ms",
    }
    for name, value in rows.items():
        if value:
            table.add_row(name, Text(value))
    return table


def _number(text: str) -> int | None:
    return int(text) if text.strip().isdecimal() else None
