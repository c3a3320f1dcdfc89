"""`teller parse`: what the model understands of a text, outside any conversation."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import click

from bot.commands import Failure
from bot.runtime.settings import Settings
from bot.runtime.turns import ANSWER, CLARIFY


@click.command()
@click.argument("text", required=False)
@click.option("--stdin", "from_stdin", is_flag=True, help="Read one text a line from standard input.")
@click.option("--json", "as_json", is_flag=True, help="A line of JSON for each text.")
def parse(text: str | None, from_stdin: bool, as_json: bool) -> None:
    """Show skill, intent, ranking, entities and outcome of TEXT.

    Example: teller parse "how much is in my savings?" --json
    """
    if (text is None) == (not from_stdin):
        raise click.UsageError("Give one TEXT, or --stdin.")
    texts: Iterable[str] = (
        (_readable(line.rstrip("\n")) for line in sys.stdin) if from_stdin else [_readable(str(text))]
    )
    from bot.runtime import lifted

    lifted.apply("serving")
    from bot.runtime.archives import NoModelError
    from bot.runtime.assistant import Assistant

    try:
        assistant = Assistant.load(Settings.from_environment().models_path, engine=None)
    except NoModelError as error:
        raise Failure(str(error)) from error

    async def show() -> None:
        for each in texts:
            understood = _understood(await assistant.parse(each))
            click.echo(json.dumps(understood, ensure_ascii=False) if as_json else _in_words(understood))

    asyncio.run(show())


def _readable(text: str) -> str:
    """An argument with a mark in the place of each byte that is not UTF-8."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _understood(parsed: Mapping[str, Any]) -> dict[str, Any]:
    outcome = parsed.get("outcome") or {}
    return {
        # of an uncertain message the likeliest skill; `outcome` says that it would be asked back about
        "skill": parsed.get("skill") or next(iter(outcome.get("choices") or ()), None),
        "intent": parsed["intent"]["name"],
        "confidence": round(float(parsed["intent"]["confidence"] or 0.0), 4),
        "ranking": parsed.get("intent_ranking") or [],
        "entities": parsed["entities"],
        # what is outside the assistant's job is answered too: with what it can do instead
        "outcome": CLARIFY if outcome.get("kind") == CLARIFY else ANSWER,
    }


def _in_words(understood: Mapping[str, Any]) -> str:
    entities = ", ".join(f"{entity['entity']} {entity['value']}" for entity in understood["entities"])
    skill = understood["skill"] or "no skill"
    return f"{skill} ({understood['intent']} {understood['confidence']:.2f}, {understood['outcome']})  {entities}"
