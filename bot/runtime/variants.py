"""Which of a response's variants is said: the next one each time, so that nobody hears the same words twice in a row.

Rasa picks one at random, which repeats itself as often as not where there are two, and lets no test know what is said.
"""

from __future__ import annotations

from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker


class InTurn(TemplatedNaturalLanguageGenerator):  # type: ignore[misc]
    """Says a response's variants in the order in which they are written, from the first again after the last."""

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **facts: Any
    ) -> dict[str, Any] | None:
        """The response with its gaps filled; None for one that there is not."""
        variants = self.responses.get(utter_action) or []
        filled: dict[str, Any] | None
        if len(variants) < 2:
            filled = await super().generate(utter_action, tracker, output_channel, **facts)
        else:
            only = TemplatedNaturalLanguageGenerator(
                {utter_action: [variants[_times_said(utter_action, tracker) % len(variants)]]}
            )
            filled = await only.generate(utter_action, tracker, output_channel, **facts)
        return filled


def _times_said(utter_action: str, tracker: DialogueStateTracker) -> int:
    return sum(
        isinstance(event, BotUttered) and event.metadata.get("utter_action") == utter_action for event in tracker.events
    )
