"""The customer's websocket: what is said, typed and heard in one conversation, by any number of open pages."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from starlette.websockets import WebSocket

from bank.services.views import Session
from bot.conversation.hub import conversation_topic
from bot.conversation.limits import RateLimit
from bot.conversation.parties import CODE_REQUEST
from bot.gateway.bodies import Body, bool_field, client_id_field, number_field, text_field
from bot.gateway.customer_api import customer_json
from bot.gateway.doors import Doors, require_session
from bot.gateway.limits import (
    PAYLOAD_CHARACTERS,
    SESSION_CHECK_SECONDS,
    SOCKETS_PER_CONVERSATION,
    TEXT_CHARACTERS,
    TYPING_PER_MINUTE,
    UNANSWERED_PER_SOCKET,
)
from bot.gateway.problems import Problem, too_many
from bot.gateway.sockets import (
    CLOSE_SESSION_CHANGED,
    Event,
    OpenSockets,
    Socket,
    SocketClosed,
    let_in,
)
from bot.store.models import CLIENT_ID_LENGTH
from bot.store.transcript import CUSTOMER


class ChatSockets:
    """All open websockets of customers."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._open = OpenSockets(SOCKETS_PER_CONVERSATION)

    async def endpoint(self, websocket: WebSocket) -> None:
        """`WS /api/chat`."""
        session = await let_in(websocket, lambda connection: require_session(self._doors, connection))
        if session is None:
            return
        await websocket.accept()
        chat = _Chat(self._doors, Socket(websocket), session)
        try:
            async with self._open.one_more(session.conversation_id):
                await chat.run()
        except SocketClosed as end:
            await chat.socket.close(end.code)


class _Chat:
    """One open page."""

    def __init__(self, doors: Doors, socket: Socket, session: Session) -> None:
        self.socket = socket
        self._doors = doors
        self._conversations = doors.conversations
        self._session = session
        self._last_seen = 0
        self._unacknowledged: set[str] = set()
        self._typing = RateLimit(TYPING_PER_MINUTE)
        self._saying: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        await self._conversations.greet(self._session)
        topic = conversation_topic(self._session.conversation_id)
        async with self._conversations.live.hub.subscribe(topic) as subscription:
            await self._hello()
            try:
                await self.socket.run(
                    self._read(), self.socket.forward(subscription, self._pass_on), self._watch_session()
                )
            finally:
                for task in self._saying:
                    task.cancel()  # ends the waiting for it; what was said is dealt with to the end

    async def _hello(self) -> None:
        messages = await self._conversations.history(self._session)
        status = await self._conversations.status(self._session)
        self._last_seen = messages[-1].id if messages else 0
        await self.socket.send(
            {
                "type": "hello",
                "conversation": self._session.conversation_id,
                "customer": customer_json(self._session),
                "messages": [message.to_json() for message in messages],
                **status.to_json(),
            }
        )

    async def _pass_on(self, event: Event) -> None:
        """Send what the hub has for this conversation."""
        if event["type"] == "session_changed":
            raise SocketClosed(CLOSE_SESSION_CHANGED)
        if event["type"] != "message":
            return await self.socket.send(event)
        message = event["message"]
        is_new = message["id"] > self._last_seen  # else `hello` has shown it
        if is_new:
            await self.socket.send(event)
        if message["author"] == CUSTOMER and message["client_id"] in self._unacknowledged:
            await self._acknowledge(message["client_id"])
        if is_new and self._doors.demo and (message["data"] or {}).get("kind") == CODE_REQUEST:
            await self.socket.send({"type": "phone"})
        return None

    async def _read(self) -> None:
        async for body in self.socket.bodies():
            try:
                await self._take(body)
            except SocketClosed:
                raise
            except Exception as error:
                await self.socket.refuse(error, _client_id_of(body))

    async def _take(self, body: Body) -> None:
        match body.get("type"):
            case "message" | "press":
                self._start_saying(body)
            case "typing":
                await self._type(bool_field(body, "on"))
            case "resume":
                await self._resume(number_field(body, "after"))
            case "ping":
                await self.socket.send({"type": "pong"})
            case _:
                raise Problem(422, "bad_fields", "This kind of message is not known here.")

    def _start_saying(self, body: Body) -> None:
        client_id = client_id_field(body)
        is_press = body["type"] == "press"
        name, characters = ("payload", PAYLOAD_CHARACTERS) if is_press else ("text", TEXT_CHARACTERS)
        text = text_field(body, name, characters)
        if len(self._saying) >= UNANSWERED_PER_SOCKET:
            raise too_many(1)
        task = asyncio.create_task(self._say(client_id, text, is_press))
        self._saying.add(task)
        task.add_done_callback(self._saying.discard)

    async def _say(self, client_id: str, text: str, is_press: bool) -> None:
        self._unacknowledged.add(client_id)
        try:
            self._session = await self._require_session()
            say = self._conversations.press if is_press else self._conversations.say
            exchange = await say(self._session, text, client_id)
        except SocketClosed as end:
            await self.socket.close(end.code)
        except Exception as error:
            self._unacknowledged.discard(client_id)
            await self.socket.refuse(error, client_id)
        else:
            if exchange.is_repeat:  # the hub says nothing twice; the page that asks again has missed it
                for message in exchange.messages:
                    await self.socket.send({"type": "message", "message": message.to_json()})
                await self._acknowledge(client_id)

    async def _acknowledge(self, client_id: str) -> None:
        self._unacknowledged.discard(client_id)
        await self.socket.send({"type": "ack", "id": client_id})

    async def _type(self, on: bool) -> None:
        if not self._typing.wait_seconds(""):
            self._typing.count("")
            await self._conversations.typing(self._session, on)

    async def _resume(self, after: int) -> None:
        self._session = await self._require_session()
        for message in await self._conversations.history(self._session, after):
            await self.socket.send({"type": "message", "message": message.to_json()})

    async def _require_session(self) -> Session:
        """The session as it is now: it may have ended since the page connected."""
        session = await self._doors.session_for(self._session.token)
        if session is None or session.conversation_id != self._session.conversation_id:
            raise SocketClosed(CLOSE_SESSION_CHANGED)
        return session

    async def _watch_session(self) -> None:
        """End the socket soon after its session has ended: a page left open must not go on hearing."""
        while True:
            left = (self._session.expires_at - datetime.now(UTC)).total_seconds()
            await asyncio.sleep(max(left, SESSION_CHECK_SECONDS))
            self._session = await self._require_session()


def _client_id_of(body: Body) -> str | None:
    value = body.get("id")
    return value if isinstance(value, str) and len(value) <= CLIENT_ID_LENGTH else None
