"""The extractor: one finder for each family of entities over one message, the surest first."""

from __future__ import annotations

from datetime import date

from bot.nlu.entities.accounts import AccountFinder
from bot.nlu.entities.amounts import AmountFinder
from bot.nlu.entities.identifiers import IdentifierFinder
from bot.nlu.entities.measures import MeasureFinder
from bot.nlu.entities.ordinals import OrdinalFinder
from bot.nlu.entities.payees import PayeeFinder
from bot.nlu.entities.periods import DateFinder
from bot.nlu.entities.places import PlaceFinder
from bot.nlu.entities.reading import Reading
from bot.nlu.entities.references import ReferenceFinder
from bot.nlu.entities.tokens import Splitter
from bot.nlu.entities.topics import TopicFinder
from bot.nlu.entities.types import Entity
from bot.nlu.lexicon import Lexicon

MAX_CHARACTERS = 1_000
"""What follows in a longer message is not searched: nobody's transfer is told there."""


class EntityExtractor:
    """Keeps nothing of a message; build it once and share it between threads."""

    def __init__(self) -> None:
        self._splitter = Splitter()
        references, places, topics = ReferenceFinder(), PlaceFinder(), TopicFinder(self._splitter)
        measures = MeasureFinder()
        self._steps = (
            IdentifierFinder().find,
            measures.find_contacts,
            references.find_marked,
            OrdinalFinder(self._splitter).find,
            DateFinder(self._splitter).find,
            measures.find,
            places.find_post_codes,
            AccountFinder(self._splitter).find,
            AmountFinder(self._splitter).find,
            topics.find_merchants,
            topics.find,
            PayeeFinder().find,
            places.find,
            references.find,
        )

    def extract(self, text: str, today: date, lexicon: Lexicon) -> list[Entity]:
        """The entities of `text` in order, none overlapping; days are told from `today` on."""
        with self._splitter.tokens(text[:MAX_CHARACTERS]) as tokens:
            reading = Reading(tokens, today, lexicon)
            for find in self._steps:
                find(reading)
        return sorted(reading.found, key=lambda entity: entity.start)
