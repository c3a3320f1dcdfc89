"""How long a turn takes, by kind and by length, without a network: `benchmarks/turns.py [--repeats N] [--json]`."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence

from common import demo_bank, options, percentiles, report

HOW = (
    "milliseconds from a message to its stored reply, in one process over SQLite: session, desk, understanding, rules, "
    "action, bank, transcript, everything but the network; a kind in conversations of at most 20 turns"
)
KINDS = {
    "small talk": ("hello", "thanks a lot", "how are you?", "what can you do?"),
    "balances": ("what's my balance?", "how much is in my savings account?", "how much do I owe on my credit card?"),
    "question": ("how do I order a new card?", "is there a fee for paying abroad?", "what is an overdraft?"),
    "transactions": (
        "show me my last transactions",
        "how much did I spend on groceries last month?",
        "what did I spend?",
    ),
}
PAYMENT = ("send 5 to mia", "yes", "/otp")
TURNS_PER_CONVERSATION = 20
LONG_TURNS = 100


async def measure(repeats: int) -> dict[str, dict[str, float]]:
    """p50 and p95 in milliseconds by kind."""
    from bot.conversation.house import open_house
    from bot.runtime.settings import Settings
    from bot.shell.line import Line, open_line

    house = open_house(Settings.from_environment(), unhurried=True)

    async def timed(line: Line, messages: Sequence[str]) -> list[float]:
        taken = []
        for message in messages:
            started = time.perf_counter()
            heard = await line.hear(message)
            taken.append((time.perf_counter() - started) * 1_000)
            if heard.trouble:
                raise SystemExit(f"{message!r} was not taken: {heard.trouble}")
        return taken

    def conversation(messages: Sequence[str], turns: int) -> list[str]:
        return [messages[number % len(messages)] for number in range(turns)]

    try:
        await timed(open_line(house, 1), KINDS["small talk"])  # what is loaded at first use
        figures = {}
        for kind, messages in KINDS.items():
            taken: list[float] = []
            while len(taken) < repeats:
                taken += await timed(open_line(house, 1), conversation(messages, TURNS_PER_CONVERSATION))
            figures[kind] = percentiles(taken)
        payments = [await timed(open_line(house, 1), PAYMENT) for _ in range(max(1, repeats // TURNS_PER_CONVERSATION))]
        figures["payment, a turn"] = percentiles([turn for payment in payments for turn in payment])
        figures["payment, all 3 turns"] = percentiles([sum(payment) for payment in payments])
        long = await timed(open_line(house, 1), conversation(KINDS["balances"], LONG_TURNS))
        figures[f"balances, turns 1–{TURNS_PER_CONVERSATION}"] = percentiles(long[:TURNS_PER_CONVERSATION])
        last = f"balances, turns {LONG_TURNS - TURNS_PER_CONVERSATION + 1}–{LONG_TURNS}"
        figures[last] = percentiles(long[-TURNS_PER_CONVERSATION:])
        return figures
    finally:
        house.close()


def main() -> None:
    chosen = options("How long a turn takes inside the process.", repeats=60)
    with demo_bank() as settings:
        os.environ.update(settings, OPENBLAS_NUM_THREADS="1")  # as `teller serve` has it
        figures = asyncio.run(measure(chosen.repeats))
    report(figures, HOW, as_json=chosen.json)


if __name__ == "__main__":
    main()
