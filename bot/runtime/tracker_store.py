"""Where Rasa's events are kept: one table in the bot's database, read by growing id, appended to at each turn.

Rasa's own SQL store decodes a whole conversation at each turn and counts its rows at each save. This one keeps the
trackers of recent conversations, and uses one only if the table has gained nothing since it was saved.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass
from itertools import islice
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import Engine, func, insert, select

from bot.runtime.events import events, metadata

RECENT_TRACKERS = 1_000
"""Conversations whose trackers are kept in memory; an older one is read from the table again."""

STORED = "_teller_stored_events"
"""Attribute of a tracker: how many of its events the table has."""


@dataclass(frozen=True)
class _Kept:
    tracker: DialogueStateTracker
    last_id: int


class EventTable(TrackerStore, SerializedTrackerAsText):  # type: ignore[misc]
    """A tracker store over one SQLAlchemy engine (SQLite or PostgreSQL)."""

    def __init__(self, engine: Engine, domain: Domain | None = None, broker: EventBroker | None = None) -> None:
        super().__init__(domain, broker)
        self._engine = engine
        self._recent: OrderedDict[str, _Kept] = OrderedDict()
        metadata.create_all(engine)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of the latest session, or None; whoever takes it must save it or leave it."""
        kept = self._recent.pop(sender_id, None)  # a turn that fails half-way must not leave its traces here
        last_id = self._last_id(sender_id)
        if kept is not None and kept.last_id == last_id:
            return kept.tracker
        return self._read(sender_id) if last_id else None

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The tracker with the events of all sessions."""
        rows = self._rows(conversation_id)
        return self._tracker(conversation_id, rows) if rows else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append what the tracker has gained since it was read."""
        new = list(islice(tracker.events, getattr(tracker, STORED, 0), None))
        rows = [
            {
                "sender_id": tracker.sender_id,
                "type_name": event.type_name,
                "timestamp": event.timestamp,
                "data": json.dumps(event.as_dict(), ensure_ascii=False),
            }
            for event in new
        ]
        with self._engine.begin() as connection:
            if rows:
                connection.execute(insert(events), rows)
            last_id = connection.scalar(self._last_id_query(tracker.sender_id)) or 0
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, new, tracker.sender_id)
        self._keep(tracker, last_id)

    def forget(self, sender_id: str) -> None:
        """Read the conversation from the table the next time."""
        self._recent.pop(sender_id, None)

    async def keys(self) -> list[str]:
        """Every conversation that has events."""
        with self._engine.connect() as connection:
            return list(connection.scalars(select(events.c.sender_id).distinct()))

    def _keep(self, tracker: DialogueStateTracker, last_id: int) -> None:
        setattr(tracker, STORED, len(tracker.events))
        self._recent[tracker.sender_id] = _Kept(tracker, last_id)
        while len(self._recent) > RECENT_TRACKERS:
            self._recent.popitem(last=False)

    def _read(self, sender_id: str) -> DialogueStateTracker:
        return self._tracker(sender_id, self._rows(sender_id, self._session_start(sender_id)))

    def _session_start(self, sender_id: str) -> int:
        """The id of the latest session's first event: action_session_start, which comes before the session itself."""
        last = select(func.max(events.c.id)).where(events.c.sender_id == sender_id)
        with self._engine.connect() as connection:
            started = connection.scalar(last.where(events.c.type_name == SessionStarted.type_name)) or 0
            return connection.scalar(last.where(events.c.id < started)) or started

    def _tracker(self, sender_id: str, rows: list[Any]) -> DialogueStateTracker:
        tracker = DialogueStateTracker.from_dict(sender_id, [json.loads(row[1]) for row in rows], self.domain.slots)
        setattr(tracker, STORED, len(tracker.events))
        return tracker

    def _rows(self, sender_id: str, first_id: int = 0) -> list[Any]:
        query = select(events.c.type_name, events.c.data).order_by(events.c.id)
        with self._engine.connect() as connection:
            return list(connection.execute(query.where(events.c.sender_id == sender_id, events.c.id >= first_id)))

    def _last_id(self, sender_id: str) -> int:
        with self._engine.connect() as connection:
            return connection.scalar(self._last_id_query(sender_id)) or 0

    @staticmethod
    def _last_id_query(sender_id: str) -> Any:
        return select(func.max(events.c.id)).where(events.c.sender_id == sender_id)
