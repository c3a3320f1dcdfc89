"""Finds amounts, dates, accounts, people and other values: spaCy's tokens, grammars, and a lexicon."""

from bot.nlu.entities.extractor import EntityExtractor
from bot.nlu.entities.types import Entity

__all__ = ["Entity", "EntityExtractor"]
