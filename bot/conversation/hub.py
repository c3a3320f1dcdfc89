"""Who hears what, live: an event published to a topic reaches each subscriber through its own queue.

In this process only; replicas will put Redis behind the same two functions, hence the `async`.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

Event = Mapping[str, Any]

# A page that has fallen this far behind is cut off; it connects again and asks for what it missed.
QUEUE_EVENTS = 256

DESK = "desk"


def conversation_topic(conversation_id: str) -> str:
    """What the pages of one conversation hear."""
    return f"conversation:{conversation_id}"


def staff_topic(staff_id: int) -> str:
    """What the desk of one member of staff hears beside `DESK`."""
    return f"staff:{staff_id}"


class FellBehindError(Exception):
    """This subscriber did not keep up and has missed events."""


class Subscription:
    """The events of some topics, in the order of their publication."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Event] = asyncio.Queue(QUEUE_EVENTS)
        self._fell_behind = False

    def put(self, event: Event) -> None:
        """Queue an event, or note that there is no room."""
        try:
            self._queue.put_nowait(event)
        except asyncio.QueueFull:
            self._fell_behind = True

    async def next(self) -> Event:
        """The next event. Raises `FellBehindError` once events were lost."""
        if self._fell_behind:
            raise FellBehindError
        return await self._queue.get()


class Hub:
    """Topics and their subscribers. Belongs to one event loop."""

    def __init__(self) -> None:
        self._subscriptions: defaultdict[str, set[Subscription]] = defaultdict(set)

    async def publish(self, topic: str, event: Event) -> None:
        """Give `event` to everybody who listens now; nobody is waited for."""
        for subscription in self._subscriptions.get(topic, ()):
            subscription.put(event)

    def is_heard(self, topic: str) -> bool:
        """Whether anybody listens to `topic` now."""
        return topic in self._subscriptions

    @asynccontextmanager
    async def subscribe(self, *topics: str) -> AsyncIterator[Subscription]:
        """Listen to `topics` for as long as the block lasts."""
        subscription = Subscription()
        for topic in topics:
            self._subscriptions[topic].add(subscription)
        try:
            yield subscription
        finally:
            for topic in topics:
                self._subscriptions[topic].discard(subscription)
                if not self._subscriptions[topic]:
                    del self._subscriptions[topic]
