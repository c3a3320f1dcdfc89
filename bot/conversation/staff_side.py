"""The staff's side of a conversation: claim, read, answer, hand back; the customer hears each at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.conversation import wording
from bot.conversation.asking import Asking
from bot.conversation.assistant import Assistant
from bot.conversation.live import Live
from bot.conversation.parties import Nameless
from bot.conversation.text import clean
from bot.desk import handovers
from bot.desk.handovers import Handover
from bot.desk.staff import Staff
from bot.store import transcript
from bot.store.transcript import STAFF, SYSTEM, Draft, Message


@dataclass(frozen=True)
class HandoverView:
    """A handover with the conversation it is about."""

    handover: Handover
    messages: tuple[Message, ...]


class StaffSide:
    """What a member of staff does in a conversation. Every method raises `DeskError` where it may not."""

    def __init__(self, live: Live, asking: Asking, assistant: Assistant) -> None:
        self._live = live
        self._asking = asking
        self._assistant = assistant

    async def read(self, staff: Staff, handover_id: str) -> HandoverView:
        """A conversation that waits, or that this member of staff has or had."""

        def read() -> HandoverView:
            with self._live.store.read() as db:
                handover = handovers.require_readable(db, handover_id, staff.id)
                return HandoverView(handover, transcript.messages_after(db, handover.conversation_id))

        return await asyncio.to_thread(read)

    async def claim(self, staff: Staff, handover_id: str) -> HandoverView:
        """Take a waiting conversation; claiming what one has already changes nothing."""

        def claim() -> tuple[Handover, bool]:
            with self._live.store.write() as db:
                return handovers.claim(db, handover_id, staff.id)

        async with self._live.locks.hold((await self._get(handover_id)).conversation_id):
            handover, is_new = await asyncio.to_thread(claim)
            if is_new:
                joined = Draft(SYSTEM, wording.joined(staff.name))
                await self._live.write(handover.conversation_id, [joined])
                await self._live.queue_changed(handover.conversation_id)
        return await self.read(staff, handover_id)

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
        return await self.read(staff, handover_id)

    async def hand_back(self, staff: Staff, handover_id: str) -> HandoverView:
        """Give the conversation back to the assistant, which says so."""
        conversation_id = (await self._get(handover_id)).conversation_id
        async with self._live.locks.hold(conversation_id):
            handover = await self._require_mine(staff, handover_id)
            await self._live.write(conversation_id, [Draft(SYSTEM, wording.left(staff.name))])
            await self._live.close(handover)
            await self._live.queue_changed(conversation_id)
            speaker = Nameless(conversation_id)
            await self._asking.ask(speaker, lambda: self._assistant.resume(conversation_id))
        return await self.read(staff, handover_id)

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
