"""One conversation, whichever door it comes through: limits, redaction, assistant or desk, transcript.

Every customer's message of every door passes here and nowhere else. Identity comes with the `Session` that
the door has looked up; nothing in a message can name a customer or another conversation.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from bot.conversation import wording
from bot.conversation.asking import Ask, Asking
from bot.conversation.assistant import Assistant
from bot.conversation.entering import CodeExchange, Entering, Exchange
from bot.conversation.errors import NotOfferedError, NotSignedInError, TooFastError
from bot.conversation.hub import Hub, conversation_topic, staff_topic
from bot.conversation.limits import CODE_CHARACTERS, CODES_PER_MINUTE, MESSAGES_PER_MINUTE, SECRET_CHARACTERS, RateLimit
from bot.conversation.live import Live, Status
from bot.conversation.parties import BankSide, Speaker
from bot.conversation.secrets import find_secret
from bot.conversation.staff_side import StaffSide
from bot.conversation.text import clean
from bot.desk import handovers, staff
from bot.desk.handovers import CLAIMED, Handover
from bot.store import Store, transcript
from bot.store.transcript import ASSISTANT, CUSTOMER, SYSTEM, Draft, Message

T = TypeVar("T")


@dataclass(frozen=True)
class _Taken:
    """A typed message as it is stored, whether it still has to be answered, and what it gave away."""

    said: Message
    is_open: bool
    secret: str | None
    handover: Handover | None


class Conversations:
    """All conversations of this process. `speaker` is the bank's `Session`, looked up by the door."""

    def __init__(
        self,
        *,
        bank: BankSide,
        store: Store,
        assistant: Assistant,
        hub: Hub | None = None,
        messages_per_minute: int = MESSAGES_PER_MINUTE,
    ) -> None:
        self.live = Live(store, hub or Hub())
        self._assistant = assistant
        self._asking = Asking(self.live, bank)
        self._entering = Entering(self.live, bank, assistant, self._asking)
        self.staff_side = StaffSide(self.live, self._asking, assistant)
        self._messages = RateLimit(messages_per_minute)
        self._codes = RateLimit(CODES_PER_MINUTE)
        self._running: set[asyncio.Task[Any]] = set()

    async def say(self, speaker: Speaker, text: str, client_id: str | None = None) -> Exchange:
        """Take a typed message. Repeating a `client_id` says nothing twice. Raises `ConversationError`."""
        cleaned = clean(text)
        _count(self._messages, speaker)
        return await self._to_the_end(self._say(speaker, cleaned, client_id or _new_id()))

    async def press(self, speaker: Speaker, payload: str, client_id: str | None = None) -> Exchange:
        """Take a pressed button, if the assistant's last replies offered it. Raises `ConversationError`."""
        _count(self._messages, speaker)
        return await self._to_the_end(self._press(speaker, payload, client_id or _new_id()))

    async def enter_code(self, speaker: Speaker, order_key: str, code: str) -> CodeExchange:
        """Take a one-time code from the panel: it goes to the bank and nowhere else.

        Raises `ConversationError`, and the bank's `BankError` for an order that takes no code any more.
        """
        if speaker.customer_id is None:
            raise NotSignedInError
        _count(self._codes, speaker)
        customer_id = speaker.customer_id
        return await self._to_the_end(self._enter_code(speaker, customer_id, order_key, code[:CODE_CHARACTERS]))

    async def enter_secret(self, speaker: Speaker, order_key: str, secret: str) -> tuple[str, Exchange]:
        """Take a new PIN from the panel: like a code, it goes to the bank and nowhere else. Raises likewise."""
        if speaker.customer_id is None:
            raise NotSignedInError
        _count(self._codes, speaker)
        entered = self._enter_secret(speaker, speaker.customer_id, order_key, secret[:SECRET_CHARACTERS])
        return await self._to_the_end(entered)

    async def greet(self, speaker: Speaker) -> tuple[Message, ...]:
        """Open the conversation with the assistant's first words, if nothing has been said in it yet."""
        return await self._to_the_end(self._greet(speaker))

    async def history(self, speaker: Speaker, after: int = 0) -> tuple[Message, ...]:
        """The newest messages (200 at most) whose id is greater than `after`, oldest first."""
        return await self.live.history(speaker.conversation_id, after)

    async def status(self, speaker: Speaker) -> Status:
        """Who answers in this conversation now."""
        return await self.live.status(speaker.conversation_id)

    async def typing(self, speaker: Speaker, on: bool) -> None:
        """Show the member of staff who has this conversation that the customer is writing."""
        handover = await self.live.open_handover(speaker.conversation_id)
        if handover is not None and handover.staff_id is not None:
            event = {"type": "typing", "handover": handover.id, "on": on}
            await self.live.hub.publish(staff_topic(handover.staff_id), event)

    async def signed_in(self, speaker: Speaker) -> Exchange:
        """Let the desk know the customer's name, and open pages connect again as that customer.

        Then the assistant goes on with what it could not do for nobody.
        """

        def name_customer() -> None:
            with self.live.store.write() as db:
                handovers.name_customer(db, speaker.conversation_id, speaker.first_name)

        await asyncio.to_thread(name_customer)
        await self._session_changed(speaker.conversation_id)
        return await self._to_the_end(self._go_on(speaker))

    async def end(self, conversation_id: str) -> None:
        """End the conversation with its session: nobody is kept waiting for it."""
        async with self.live.locks.hold(conversation_id):
            handover = await self.live.open_handover(conversation_id)
            if handover is not None:
                await self.live.write(conversation_id, [Draft(SYSTEM, wording.CUSTOMER_LEFT)])
                await self.live.close(handover)
                await self.live.queue_changed()
        await self._session_changed(conversation_id)

    async def drain(self) -> None:
        """Wait until everything begun is finished: called before the process stops."""
        while self._running:
            await asyncio.wait(self._running)

    async def _to_the_end(self, work: Coroutine[Any, Any, T]) -> T:
        # A page that goes away in the middle of its turn must not tear the turn apart.
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def _session_changed(self, conversation_id: str) -> None:
        await self.live.hub.publish(conversation_topic(conversation_id), {"type": "session_changed"})

    async def _go_on(self, speaker: Speaker) -> Exchange:
        async with self.live.locks.hold(speaker.conversation_id):
            if await self.live.open_handover(speaker.conversation_id) is not None:
                return Exchange((), await self.status(speaker))
            stored, turn = await self._asking.ask(speaker, lambda: self._assistant.signed_in(speaker.conversation_id))
            return Exchange(stored.messages, stored.status, turn)

    # Typed messages

    async def _say(self, speaker: Speaker, text: str, client_id: str) -> Exchange:
        conversation_id = speaker.conversation_id
        async with self.live.locks.hold(conversation_id):
            await self._entering.catch_up(speaker)
            taken = await asyncio.to_thread(self._take, speaker, text, client_id)
            if not taken.is_open:
                return await self._repeat(speaker, taken.said)
            if taken.secret is not None:
                reply = Draft(ASSISTANT, wording.SECRET_KINDS[taken.secret], wording.ASSISTANT_NAME)
                return await self._answer(speaker, taken.said, lambda _: [reply])
            if taken.handover is not None:
                return await self._tell_desk(speaker, taken.said, taken.handover)
            message_id = f"turn.{taken.said.turn}"
            return await self._ask(speaker, taken.said, lambda: self._assistant.turn(conversation_id, text, message_id))

    def _take(self, speaker: Speaker, text: str, client_id: str) -> _Taken:
        """Store a typed message, unless it is stored already; without what it gives away."""
        conversation_id = speaker.conversation_id
        with self.live.store.read() as db:
            code_awaited, pin_awaited = self._entering.awaited(db, speaker)
        secret = find_secret(text, code_awaited=code_awaited, pin_awaited=pin_awaited)
        with self.live.store.write() as db:
            handover = handovers.find_open(db, conversation_id)
            found = transcript.said_under(db, conversation_id, CUSTOMER, client_id)
            if found is not None:
                return _Taken(found, not found.answered, secret, handover)
            kept = text if secret is None else wording.REMOVED
            draft = Draft(CUSTOMER, kept, speaker.first_name, client_id=client_id, answered=False)
            return _Taken(transcript.append(db, conversation_id, [draft])[0], True, secret, handover)

    async def _repeat(self, speaker: Speaker, said: Message) -> Exchange:
        def read() -> tuple[Message, ...]:
            with self.live.store.read() as db:
                return transcript.messages_of_turn(db, speaker.conversation_id, said.turn)

        return Exchange(await asyncio.to_thread(read), await self.status(speaker), is_repeat=True)

    async def _tell_desk(self, speaker: Speaker, said: Message, handover: Handover) -> Exchange:
        """Leave a stored message to staff; if whoever has the conversation is gone, it waits again."""
        was_left = False

        def words(db: Session) -> list[Draft]:
            nonlocal was_left
            now = handover
            if handover.staff_id is not None and not staff.has_session(db, handover.staff_id):
                handovers.put_back(db, handover.staff_id)
                now, was_left = handovers.get(db, handover.id), True
            told = [Draft(SYSTEM, wording.BACK_IN_QUEUE)] if was_left else []
            return told + _waiting_words(db, now)

        exchange = await self._answer(speaker, said, words)
        if was_left:
            await self.live.queue_changed(speaker.conversation_id)
        return exchange

    async def _answer(self, speaker: Speaker, said: Message, words: Callable[[Session], Sequence[Draft]]) -> Exchange:
        """Answer a stored message without the assistant."""

        def write(db: Session) -> tuple[Message, ...]:
            transcript.mark_answered(db, speaker.conversation_id, said.turn)
            return (said, *transcript.append(db, speaker.conversation_id, words(db), said.turn))

        stored = await self.live.store_and_publish(speaker.conversation_id, write)
        return Exchange(stored.messages, stored.status)

    async def _ask(self, speaker: Speaker, said: Message, ask: Ask, *, wants_person: bool = False) -> Exchange:
        """Let a stored message be heard, and the assistant answer it."""
        await self.live.publish(speaker.conversation_id, [said], None)
        stored, turn = await self._asking.ask(speaker, ask, turn_number=said.turn, wants_person=wants_person)
        return Exchange((said, *stored.messages), stored.status, turn)

    # Buttons

    async def _press(self, speaker: Speaker, payload: str, client_id: str) -> Exchange:
        conversation_id = speaker.conversation_id
        async with self.live.locks.hold(conversation_id):
            await self._entering.catch_up(speaker)
            said, is_open = await asyncio.to_thread(self._store_pressed, speaker, payload, client_id)
            if not is_open:
                return await self._repeat(speaker, said)
            if payload == wording.LEAVE_QUEUE:
                return await self._leave_queue(speaker, said)
            wants_person = payload == wording.WANT_PERSON
            return await self._ask(
                speaker,
                said,
                lambda: self._assistant.press(conversation_id, payload, f"turn.{said.turn}"),
                wants_person=wants_person,
            )

    def _store_pressed(self, speaker: Speaker, payload: str, client_id: str) -> tuple[Message, bool]:
        conversation_id = speaker.conversation_id
        with self.live.store.write() as db:
            found = transcript.said_under(db, conversation_id, CUSTOMER, client_id)
            if found is not None and found.answered:
                return found, False
            offered = transcript.offered_buttons(db, conversation_id, found.turn if found else None)
            handover = handovers.find_open(db, conversation_id)
            if payload not in offered or not _may_press(payload, handover):
                raise NotOfferedError
            if found is not None:
                return found, True
            draft = Draft(CUSTOMER, offered[payload], speaker.first_name, client_id=client_id, answered=False)
            return transcript.append(db, conversation_id, [draft])[0], True

    async def _leave_queue(self, speaker: Speaker, said: Message) -> Exchange:
        handover = await self.live.open_handover(speaker.conversation_id)
        if handover is not None:
            await self.live.close(handover)
            await self.live.queue_changed(speaker.conversation_id)
        return await self._ask(speaker, said, lambda: self._assistant.resume(speaker.conversation_id))

    # Panels

    async def _enter_code(self, speaker: Speaker, customer_id: int, order_key: str, code: str) -> CodeExchange:
        async with self.live.locks.hold(speaker.conversation_id):
            return await self._entering.code(speaker, customer_id, order_key, code)

    async def _enter_secret(
        self, speaker: Speaker, customer_id: int, order_key: str, secret: str
    ) -> tuple[str, Exchange]:
        async with self.live.locks.hold(speaker.conversation_id):
            return await self._entering.secret(speaker, customer_id, order_key, secret)

    async def _greet(self, speaker: Speaker) -> tuple[Message, ...]:
        async with self.live.locks.hold(speaker.conversation_id):
            if await self.live.history(speaker.conversation_id):
                return await self._entering.catch_up(speaker)
            stored, _ = await self._asking.ask(speaker, lambda: self._assistant.greet(speaker.conversation_id))
            return stored.messages


def _waiting_words(db: Session, handover: Handover) -> list[Draft]:
    """What a customer hears who writes while nobody has come yet: once, how long the queue is."""
    if handover.state == CLAIMED or not handovers.tell_position_once(db, handover.id):
        return []
    text = wording.waiting(handovers.position(db, handover))
    return [Draft(ASSISTANT, text, wording.ASSISTANT_NAME, (wording.LEAVE_BUTTON,))]


def _may_press(payload: str, handover: Handover | None) -> bool:
    """At the desk only the way out of the queue may be pressed, and only there."""
    if handover is None or handover.state == CLAIMED:
        return handover is None and payload != wording.LEAVE_QUEUE
    return payload == wording.LEAVE_QUEUE


def _count(limit: RateLimit, speaker: Speaker) -> None:
    wait_seconds = limit.wait_seconds(speaker.conversation_id)
    if wait_seconds:
        raise TooFastError(wait_seconds)
    limit.count(speaker.conversation_id)


def _new_id() -> str:
    return secrets.token_hex(16)
