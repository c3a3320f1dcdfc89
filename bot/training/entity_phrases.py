"""Measures the entities on written phrases: precision, recall and F1 of each kind.

A line of a file is `phrase | what is in it`, the latter as `brief` writes it, "; " between two and "-" for nothing:

    send mum 20 quid on friday | payee:to Mum; amount 2000; date 2026-11-27

Days are told from TODAY, names from LEXICON. `direction`, a hint beside the others, counts only where it is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.nlu.entities import Entity, EntityExtractor
from bot.nlu.errors import ModelError
from bot.nlu.lexicon import Lexicon

TODAY = date(2026, 11, 24)
"""A Tuesday."""
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
    merchants=("Spotify", "Lidl", "Rewe", "Netflix", "Fitness Nord", "Amazon", "The Daily Ledger"),
    places=("Berlin", "Vienna", "Old Town", "Rotterdam"),
)
NOTHING = "-"
UNWRITTEN_KINDS = frozenset({"direction"})


@dataclass(frozen=True)
class Phrase:
    """A text and the entities in it, each as `brief` writes it."""

    text: str
    entities: tuple[str, ...]


def load_phrases(path: Path) -> list[Phrase]:
    """The phrases of a file; ModelError names the line that is none."""
    phrases = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{path} cannot be read as text in UTF-8.") from error
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("# "):
            continue
        text, bar, entities = line.partition(" | ")
        if not bar:
            raise ModelError(f"{path}, line {number}: write the phrase, then ' | ', then what is in it.")
        found = entities.strip()
        phrases.append(Phrase(text, () if found == NOTHING else tuple(found.split("; "))))
    if not phrases:
        raise ModelError(f"{path} holds no phrases.")
    return phrases


def score_phrases(extractor: EntityExtractor, phrases: Sequence[Phrase]) -> dict[str, Any]:
    """Figures by kind, and the phrases that were read otherwise than written, with what was missed and what made up."""
    hits, missed, made_up = Counter[str](), Counter[str](), Counter[str]()
    mistakes = []
    for phrase in phrases:
        written = Counter(phrase.entities)
        found = Counter(_counted(map(brief, extractor.extract(phrase.text, TODAY, LEXICON)), written))
        hits.update(kind_of(entity) for entity in (written & found).elements())
        missed.update(kind_of(entity) for entity in (written - found).elements())
        made_up.update(kind_of(entity) for entity in (found - written).elements())
        if written != found:
            mistakes.append(
                {"text": phrase.text, "missed": sorted(written - found), "made_up": sorted(found - written)}
            )
    by_kind = {
        kind: _figures(hits[kind], missed[kind], made_up[kind]) for kind in sorted(hits | missed | made_up)
    }  # fmt: skip
    return {
        "phrases": len(phrases),
        **_figures(hits.total(), missed.total(), made_up.total()),
        "by_kind": by_kind,
        "mistakes": mistakes,
    }


def _counted(found: Iterable[str], written: Counter[str]) -> list[str]:
    return [entity for entity in found if kind_of(entity) not in UNWRITTEN_KINDS or entity in written]


def _figures(hits: int, missed: int, made_up: int) -> dict[str, float]:
    return {
        "written": hits + missed,
        "precision": round(hits / (hits + made_up), 4) if hits else 0.0,
        "recall": round(hits / (hits + missed), 4) if hits else 0.0,
        "f1": round(2 * hits / (2 * hits + missed + made_up), 4),
    }


def kind_of(entity: str) -> str:
    """`account` of "account:to savings"."""
    return entity.split()[0].partition(":")[0]


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
