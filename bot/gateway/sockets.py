"""What the two websockets have in common: who is let in, bounded input, and an end when the session ends."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.conversation.hub import FellBehindError, Subscription
from bot.conversation.limits import RateLimit
from bot.gateway.bodies import Body, parse_object, too_large
from bot.gateway.doors import require_same_origin
from bot.gateway.limits import BODY_BYTES, FRAMES_PER_MINUTE, SEND_SECONDS
from bot.gateway.problems import Problem, problem_of, too_many

# Close codes: after the first two the page asks for its session again and connects anew.
CLOSE_SESSION_CHANGED = 4401
CLOSE_FELL_BEHIND = 4408
CLOSE_TOO_MANY = 4429
CLOSE_GONE = 1001

Event = Mapping[str, Any]
Caller = TypeVar("Caller")


class SocketClosed(Exception):
    """Ends a socket with a close code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


async def let_in(websocket: WebSocket, find_caller: Callable[[HTTPConnection], Awaitable[Caller]]) -> Caller | None:
    """Who calls, after the page's origin was checked; None when the call was refused over HTTP."""
    try:
        require_same_origin(websocket.headers)
        return await find_caller(websocket)
    except Exception as error:
        await websocket.send_denial_response(problem_of(error).response())
        return None


class OpenSockets:
    """How many sockets are open for each key."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: Counter[str] = Counter()

    @asynccontextmanager
    async def one_more(self, key: str) -> AsyncIterator[None]:
        """Count a socket while it is open. Raises `SocketClosed` when there are too many."""
        if self._open[key] >= self._most:
            raise SocketClosed(CLOSE_TOO_MANY)
        self._open[key] += 1
        try:
            yield
        finally:
            self._open[key] -= 1
            if not self._open[key]:
                del self._open[key]


class Socket:
    """A websocket of one of the bank's own pages."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._sending = asyncio.Lock()
        self._frames = RateLimit(FRAMES_PER_MINUTE)

    async def send(self, event: Event) -> None:
        """Send an event; a page that does not take it in time is cut off."""
        async with self._sending:
            try:
                async with asyncio.timeout(SEND_SECONDS):
                    await self._websocket.send_json(event)
            except TimeoutError:
                raise SocketClosed(CLOSE_FELL_BEHIND) from None
            except (WebSocketDisconnect, RuntimeError):
                raise SocketClosed(CLOSE_GONE) from None

    async def refuse(self, error: Exception, client_id: str | None = None) -> None:
        """Say why something that was sent was not taken."""
        problem = problem_of(error)
        event = {"type": "error", "code": problem.code, "sentence": problem.sentence, "id": client_id}
        await self.send(event)

    async def bodies(self) -> AsyncIterator[Body]:
        """What the page sends, one JSON object a frame; anything else is answered with an error."""
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            try:
                self._count_frame()
                yield parse_object(_text_of(message))
            except Problem as problem:
                await self.refuse(problem)

    async def forward(self, subscription: Subscription, pass_on: Callable[[Event], Awaitable[None]]) -> None:
        """Give what the hub publishes to `pass_on`, which sends it."""
        while True:
            try:
                event = await subscription.next()
            except FellBehindError:
                raise SocketClosed(CLOSE_FELL_BEHIND) from None
            await pass_on(event)

    async def run(self, *parts: Coroutine[Any, Any, None]) -> None:
        """Run the parts of a socket until one of them ends it, then close it."""
        tasks = [asyncio.create_task(part) for part in parts]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        except SocketClosed as end:
            await self.close(end.code)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self, code: int) -> None:
        """End the socket from this side."""
        with suppress(WebSocketDisconnect, RuntimeError):  # it may be gone already
            await self._websocket.close(code)

    def _count_frame(self) -> None:
        wait_seconds = self._frames.wait_seconds("")
        if wait_seconds:
            raise too_many(wait_seconds)
        self._frames.count("")


def _text_of(message: Mapping[str, Any]) -> str:
    text = message.get("text")
    if not isinstance(text, str):
        raise Problem(415, "not_json", "Please send JSON as text.")
    if len(text) > BODY_BYTES or len(text.encode(errors="replace")) > BODY_BYTES:
        raise too_large()
    return text
