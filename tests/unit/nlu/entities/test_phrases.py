"""What is found in each phrase of `phrases.txt`, as told on Tuesday, 24 November 2026, by a customer with a lexicon."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.nlu.entities import Entity, EntityExtractor
from bot.nlu.lexicon import Lexicon

TODAY = date(2026, 11, 24)
LEXICON = Lexicon(
    payees=(
        "Mia Novak",
        "Anna Okafor",
        "Anna Lindgren",
        "Tomasz Zielinski",
        "Landlord",
        "Max Weber",
        "Mum",
        "Stadtwerke",
    ),
    accounts=("Current account", "Savings account", "Holiday pot", "Credit card", "USD account"),
    merchants=("Spotify", "Lidl", "Rewe", "Netflix", "Fitness Nord", "Amazon"),
    places=("Berlin", "Vienna", "Old Town", "Rotterdam"),
)
LINES = Path(__file__).with_name("phrases.txt").read_text(encoding="utf-8").splitlines()
PHRASES = [tuple(line.split(" | ")) for line in LINES if line and not line.startswith("# ")]


@pytest.fixture(scope="module")
def extractor() -> EntityExtractor:
    return EntityExtractor()


@pytest.mark.parametrize(("text", "expected"), PHRASES, ids=[phrase[0] for phrase in PHRASES])
def test_a_phrase_holds_what_the_table_says(extractor: EntityExtractor, text: str, expected: str) -> None:
    found = extractor.extract(text, TODAY, LEXICON)
    assert "; ".join(map(brief, found)) == expected.strip().removesuffix("-")


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len({text for text, _ in PHRASES}) >= 300


def brief(entity: Entity) -> str:
    """`amount 5000 EUR`, `amount >=5001`, `period 2026-10-01..2026-10-31`, `account:to savings`, `payee Mia`."""
    kind = f"{entity.entity}:{entity.role}" if entity.role else entity.entity
    return f"{kind} {_value(entity.entity, entity.value)}"


def _value(kind: str, value: Any) -> str:
    if kind == "amount":
        figure = {
            "min": f">={value.get('min_minor')}",
            "max": f"<={value.get('max_minor')}",
            "range": f"{value.get('min_minor')}..{value.get('max_minor')}",
            "approx": f"~{value['minor']}",
        }.get(value["bound"], f"{value['minor']}")
        return f"{figure} {value['currency'] or ''}".strip()
    if kind == "period":
        return f"{value['since'] or ''}..{value['until']}"
    if kind == "account":
        digits = f"…{value['digits']}" if value["digits"] else None
        name = f"'{value['name']}'" if value["name"] else None
        return " ".join(filter(None, (value["kind"], name, digits, value.get("currency")))) or "?"
    return str(value)
