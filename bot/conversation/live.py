"""Transcript and hub together: what is written is heard by every open page, and by the staff who has it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from bot.conversation.hub import DESK, Hub, conversation_topic, staff_topic
from bot.conversation.locks import ConversationLocks
from bot.desk import handovers
from bot.desk.handovers import CLAIMED, Handover
from bot.store import Store, transcript
from bot.store.transcript import Draft, Message

ASSISTANT = "assistant"
WAITING = "waiting"
STAFF = "staff"


@dataclass(frozen=True)
class Status:
    """Who answers in a conversation: `assistant`, `waiting` (`position` in the queue) or `staff` (`name`)."""

    status: str
    position: int | None = None
    name: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {"status": self.status, "position": self.position, "name": self.name}


@dataclass(frozen=True)
class Stored:
    """What was written in one transaction, and how the conversation stands after it."""

    messages: tuple[Message, ...]
    handover: Handover | None
    status: Status


Write = Callable[[Session], tuple[Message, ...]]


def status_of(db: Session, handover: Handover | None) -> Status:
    """Who answers in a conversation with this open handover, or none."""
    if handover is None:
        return Status(ASSISTANT)
    if handover.state == CLAIMED:
        return Status(STAFF, name=handover.staff)
    return Status(WAITING, position=handovers.position(db, handover))


class Live:
    """What the customer's side and the staff's side of a conversation have in common."""

    def __init__(self, store: Store, hub: Hub) -> None:
        self.store = store
        self.hub = hub
        self.locks = ConversationLocks(store.shared_locks)

    async def write(
        self, conversation_id: str, drafts: Iterable[Draft], turn: int | None = None
    ) -> tuple[Message, ...]:
        """Store messages, then let everybody hear them."""
        stored = await self.store_and_publish(
            conversation_id, lambda db: transcript.append(db, conversation_id, drafts, turn)
        )
        return stored.messages

    async def store_and_publish(self, conversation_id: str, write: Write) -> Stored:
        """Run `write` in a transaction; when it is committed, let everybody hear the messages that it wrote."""

        def store() -> Stored:
            with self.store.write() as db:
                messages = write(db)
                handover = handovers.find_open(db, conversation_id)
                return Stored(messages, handover, status_of(db, handover))

        stored = await asyncio.to_thread(store)
        await self.publish(conversation_id, stored.messages, stored.handover)
        return stored

    async def publish(self, conversation_id: str, messages: Iterable[Message], handover: Handover | None) -> None:
        """Let the conversation's pages, and the staff who has it, hear messages that are stored."""
        for message in messages:
            body = message.to_json()
            await self.hub.publish(conversation_topic(conversation_id), {"type": "message", "message": body})
            if handover is not None and handover.staff_id is not None:
                event = {"type": "message", "handover": handover.id, "message": body}
                await self.hub.publish(staff_topic(handover.staff_id), event)
        if handover is not None:
            await self.hub.publish(DESK, {"type": "queue"})

    async def typing(self, conversation_id: str, author: str, on: bool) -> None:
        """Show the customer that somebody is writing."""
        event = {"type": "typing", "author": author, "on": on}
        await self.hub.publish(conversation_topic(conversation_id), event)

    async def open_handover(self, conversation_id: str) -> Handover | None:
        """The conversation's handover that waits or is claimed."""

        def find() -> Handover | None:
            with self.store.read() as db:
                return handovers.find_open(db, conversation_id)

        return await asyncio.to_thread(find)

    async def history(self, conversation_id: str, after: int = 0) -> tuple[Message, ...]:
        """The newest messages after one, oldest first."""

        def read() -> tuple[Message, ...]:
            with self.store.read() as db:
                return transcript.messages_after(db, conversation_id, after)

        return await asyncio.to_thread(read)

    async def status(self, conversation_id: str) -> Status:
        """Who answers now."""

        def read() -> Status:
            with self.store.read() as db:
                return status_of(db, handovers.find_open(db, conversation_id))

        return await asyncio.to_thread(read)

    async def close(self, handover: Handover) -> None:
        """End a handover; the caller says so and calls `queue_changed`."""

        def close() -> None:
            with self.store.write() as db:
                handovers.close(db, handover.id)

        await asyncio.to_thread(close)

    async def queue_changed(self, conversation_id: str | None = None) -> None:
        """Tell the desk, this conversation, and everybody whose position may have changed."""

        def waiting() -> set[str]:
            with self.store.read() as db:
                return {handover.conversation_id for handover in handovers.waiting(db)}

        await self.hub.publish(DESK, {"type": "queue"})
        for touched in await asyncio.to_thread(waiting) | ({conversation_id} if conversation_id else set()):
            status = await self.status(touched)
            await self.hub.publish(conversation_topic(touched), {"type": "status", **status.to_json()})
