"""The bot's own tables: transcript and desk. Rasa's events live beside them, in a table of Rasa's."""

from bot.store.database import Store, StoreError

__all__ = ["Store", "StoreError"]
