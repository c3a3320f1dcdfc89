"""The staff's side of a conversation: claim, read, answer, hand back; the customer hears each at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.conversation import wording
from bot.conversation.asking import Asking
from bot.conversation.assistant import Assistant
from bot.conversation.live import Live
from bot.conversation.parties import Nameless
from bot.conversation.text import clean
from bot.desk import handovers
from bot.desk.desk import require_reason
from bot.desk.handovers import Handover
from bot.desk.permissions import Permission
from bot.desk.staff import Staff
from bot.store import audit, transcript
from bot.store.transcript import STAFF, SYSTEM, Draft, Message


@dataclass(frozen=True)
class HandoverView:
    """A handover with the conversation it is about."""

    handover: Handover
    messages: tuple[Message, ...]


def _record(db: Session, staff: Staff, event: str, handover: Handover, reason: str = "") -> None:
    audit.append(db, staff.actor, event, about=handover.id, conversation_id=handover.conversation_id, reason=reason)


def _viewed(db: Session, staff: Staff, handover: Handover, reason: str) -> HandoverView:
    """Read a conversation, and record it in the same transaction: no view without a row."""
    _record(db, staff, "viewed", handover, reason)
    return HandoverView(handover, transcript.messages_after(db, handover.conversation_id))


class StaffSide:
    """What a member of staff does in a conversation. Every method raises `DeskError` where it may not."""

    def __init__(self, live: Live, asking: Asking, assistant: Assistant) -> None:
        self._live = live
        self._asking = asking
        self._assistant = assistant

    async def read(self, staff: Staff, handover_id: str) -> HandoverView:
        """A conversation that waits, or that this member of staff has or had. That it was seen is recorded."""

        def read() -> HandoverView:
            with self._live.store.write() as db:
                handover = handovers.require_readable(db, handover_id, staff.id)
                return _viewed(db, staff, handover, f"At the desk: {handover.reason}")

        return await asyncio.to_thread(read)

    async def look_in(self, staff: Staff, handover_id: str, reason: str) -> HandoverView:
        """Any conversation that is or was at the desk, for a reason that is recorded."""
        staff.require(Permission.LOOK_IN)
        given = require_reason(reason)

        def read() -> HandoverView:
            with self._live.store.write() as db:
                return _viewed(db, staff, handovers.get(db, handover_id), given)

        return await asyncio.to_thread(read)

    async def claim(self, staff: Staff, handover_id: str) -> HandoverView:
        """Take a waiting conversation; claiming what one has already changes nothing."""

        def claim() -> tuple[Handover, bool]:
            with self._live.store.write() as db:
                handover, is_new = handovers.claim(db, handover_id, staff.id)
                if is_new:
                    _record(db, staff, "claimed", handover)
                return handover, is_new

        async with self._live.locks.hold((await self._get(handover_id)).conversation_id):
            handover, is_new = await asyncio.to_thread(claim)
            if is_new:
                joined = Draft(SYSTEM, wording.joined(staff.name))
                await self._live.write(handover.conversation_id, [joined])
                await self._live.queue_changed(handover.conversation_id)
        return await self._view(staff, handover_id)

    async def say(self, staff: Staff, handover_id: str, text: str, client_id: str) -> HandoverView:
        """Write to the customer. Repeating a `client_id` says nothing twice."""
        cleaned = clean(text)
        handover = await self._get(handover_id)

        def is_said() -> bool:
            with self._live.store.read() as db:
                handovers.require_mine(db, handover_id, staff.id)
                return transcript.said_under(db, handover.conversation_id, STAFF, client_id) is not None

        async with self._live.locks.hold(handover.conversation_id):
            if not await asyncio.to_thread(is_said):
                draft = Draft(STAFF, cleaned, staff.name, client_id=client_id)
                await self._live.write(handover.conversation_id, [draft])
        return await self._view(staff, handover_id)

    async def hand_back(self, staff: Staff, handover_id: str) -> HandoverView:
        """Give the conversation back to the assistant, which says so."""
        conversation_id = (await self._get(handover_id)).conversation_id
        async with self._live.locks.hold(conversation_id):
            handover = await self._require_mine(staff, handover_id)
            await self._live.write(conversation_id, [Draft(SYSTEM, wording.left(staff.name))])
            await self._live.close(handover)
            await asyncio.to_thread(self._record, staff, "handed_back", handover)
            await self._live.queue_changed(conversation_id)
            speaker = Nameless(conversation_id)
            await self._asking.ask(speaker, lambda: self._assistant.resume(conversation_id))
        return await self._view(staff, handover_id)

    async def typing(self, staff: Staff, handover_id: str, on: bool) -> None:
        """Show the customer that this member of staff is writing."""
        handover = await self._require_mine(staff, handover_id)
        await self._live.typing(handover.conversation_id, STAFF, on)

    async def leave(self, staff: Staff) -> None:
        """Put everything this member of staff has claimed back into the queue, at its old place."""

        def put_back() -> tuple[Handover, ...]:
            with self._live.store.write() as db:
                return handovers.put_back(db, staff.id)

        for handover in await asyncio.to_thread(put_back):
            await self._live.write(handover.conversation_id, [Draft(SYSTEM, wording.BACK_IN_QUEUE)])
        await self._live.queue_changed()

    async def _view(self, staff: Staff, handover_id: str) -> HandoverView:
        """What the member of staff has before them anyway, after they did something in it."""

        def read() -> HandoverView:
            with self._live.store.read() as db:
                handover = handovers.require_readable(db, handover_id, staff.id)
                return HandoverView(handover, transcript.messages_after(db, handover.conversation_id))

        return await asyncio.to_thread(read)

    def _record(self, staff: Staff, event: str, handover: Handover) -> None:
        with self._live.store.write() as db:
            _record(db, staff, event, handover)

    async def _get(self, handover_id: str) -> Handover:
        def get() -> Handover:
            with self._live.store.read() as db:
                return handovers.get(db, handover_id)

        return await asyncio.to_thread(get)

    async def _require_mine(self, staff: Staff, handover_id: str) -> Handover:
        def get() -> Handover:
            with self._live.store.read() as db:
                return handovers.require_mine(db, handover_id, staff.id)

        return await asyncio.to_thread(get)
