"""What `teller serve` holds in memory after many turns: `python benchmarks/memory.py [--turns N] [--json]`."""

from __future__ import annotations

from itertools import cycle, islice

from common import Visitor, demo_bank, options, report, served

HOW = (
    "resident memory of the one process when it is ready and after turns over HTTP from this machine, "
    "20 to a conversation: balances, searches, questions, small talk, branches"
)
TURNS_PER_CONVERSATION = 20  # below what a conversation may say in a minute
SIGN_INS = (("ada", "harbour-lantern-7"), ("ben", "copper-meadow-4"), ("chloe", "silver-orchard-9"))
MESSAGES = (
    "hello",
    "what's my balance?",
    "show me my last transactions",
    "how much did I spend on groceries last month?",
    "how do I order a new card?",
    "where is the nearest branch?",
    "what can you do?",
    "is there a fee for paying abroad?",
    "how much is in my savings account?",
    "thanks",
)


def main() -> None:
    chosen = options("What teller serve holds in memory after many turns.", turns=100)
    with demo_bank() as settings, served(settings) as running:
        before = running.resident_mib()
        messages = islice(cycle(MESSAGES), chosen.turns)
        for number, message in enumerate(messages):
            if number % TURNS_PER_CONVERSATION == 0:
                conversation = number // TURNS_PER_CONVERSATION
                visitor = Visitor(running.port, *SIGN_INS[conversation % len(SIGN_INS)])
            if not visitor.say(message)["messages"]:
                raise SystemExit(f"No answer to {message!r}.")
        after = running.resident_mib()
    figures = {"resident_when_ready_mib": round(before), "resident_after_mib": round(after), "turns": chosen.turns}
    report(figures, HOW, as_json=chosen.json)


if __name__ == "__main__":
    main()
