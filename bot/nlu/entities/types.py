"""What the extractor gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Entity:
    """A value found at `text[start:end]`; see "Entities" in docs/architecture.md for each kind's value."""

    entity: str
    value: Any
    start: int
    end: int
    text: str
    role: str | None = None

    def to_json(self) -> dict[str, Any]:
        found = {
            "entity": self.entity,
            "value": self.value,
            "start": self.start,
            "end": self.end,
            "text": self.text,
        }
        return found | ({"role": self.role} if self.role else {})
