"""A change of something other than money in an account: its content, the hash of what was read back, its one-line form.

A change goes through the states of an order (`bank.domain.orders.OrderState`), by the same steps.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bank.domain.money import Money

Fact = str | Money | date
"""What a read-back says: the reader's locale words amounts and days, so they are kept as such."""

Row = tuple[str, Fact]
"""A line of a read-back: label and value."""


@dataclass(frozen=True)
class ChangeContent:
    """Exactly what a customer agrees to: `fields` for the machine, `summary` as it was read back.

    `fields` is plain JSON. Neither ever holds a secret such as a PIN.
    """

    kind: str
    customer_id: int
    needs_code: bool
    fields: Mapping[str, Any]
    summary: tuple[Row, ...]

    def hash(self) -> str:
        """SHA-256 over all of it: a change of any field, or of a word that was read back, is another hash."""
        everything = [self.kind, self.customer_id, self.needs_code, dict(self.fields), rows_to_json(self.summary)]
        written = json.dumps(everything, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(written.encode(errors="surrogatepass")).hexdigest()


def one_line(title: str, summary: Sequence[Row]) -> str:
    """What the phone says that a code is for: "Add a payee (Name: Mia Brandt, IBAN: DE…3000)"."""
    return f"{title} ({', '.join(f'{label}: {value}' for label, value in summary)})" if summary else title


def rows_to_json(rows: Sequence[Row]) -> list[list[Any]]:
    """Rows as they are stored."""
    return [[label, _fact_to_json(fact)] for label, fact in rows]


def rows_from_json(stored: Sequence[Sequence[Any]]) -> tuple[Row, ...]:
    """Rows as they were before they were stored."""
    return tuple((str(label), _fact_from_json(fact)) for label, fact in stored)


def _fact_to_json(fact: Fact) -> str | dict[str, Any]:
    if isinstance(fact, Money):
        return {"minor": fact.minor, "currency": fact.currency}
    return {"date": fact.isoformat()} if isinstance(fact, date) else fact


def _fact_from_json(stored: str | Mapping[str, Any]) -> Fact:
    if isinstance(stored, str):
        return stored
    if "date" in stored:
        return date.fromisoformat(stored["date"])
    return Money(stored["minor"], stored["currency"])
