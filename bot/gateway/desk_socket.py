"""The staff's websocket: the queue moves, a customer writes or is writing."""

from __future__ import annotations

import asyncio

from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from bot.conversation.hub import DESK, staff_topic
from bot.desk.permissions import Permission
from bot.desk.staff import Staff
from bot.gateway.bodies import Body, bool_field, text_field
from bot.gateway.doors import DESK_COOKIE, Doors, require_staff
from bot.gateway.limits import SOCKETS_PER_STAFF, STAFF_CHECK_SECONDS
from bot.gateway.problems import Problem
from bot.gateway.sockets import CLOSE_SESSION_CHANGED, OpenSockets, Socket, SocketClosed, let_in

HANDOVER_ID_CHARACTERS = 32


class DeskSockets:
    """All open websockets of staff."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._open = OpenSockets(SOCKETS_PER_STAFF)

    async def endpoint(self, websocket: WebSocket) -> None:
        """`WS /api/desk/live`."""
        staff = await let_in(websocket, self._find_staff)
        if staff is None:
            return
        await websocket.accept()
        socket = Socket(websocket)
        hub = self._doors.conversations.live.hub
        token = websocket.cookies[DESK_COOKIE]
        try:
            async with (
                self._open.one_more(str(staff.id)),
                hub.subscribe(DESK, staff_topic(staff.id)) as subscription,
            ):
                await socket.run(
                    self._read(socket, staff, token),
                    socket.forward(subscription, socket.send),
                    self._watch_session(token),
                )
        except SocketClosed as end:
            await socket.close(end.code)

    async def _find_staff(self, connection: HTTPConnection) -> Staff:
        staff = await require_staff(self._doors, connection)
        staff.require(Permission.SERVE)
        return staff

    async def _read(self, socket: Socket, staff: Staff, token: str) -> None:
        async for body in socket.bodies():
            try:
                await self._take(body, socket, staff, token)
            except SocketClosed:
                raise
            except Exception as error:
                await socket.refuse(error)

    async def _take(self, body: Body, socket: Socket, staff: Staff, token: str) -> None:
        match body.get("type"):
            case "typing":
                await self._require_session(token)
                handover_id = text_field(body, "handover", HANDOVER_ID_CHARACTERS)
                on = bool_field(body, "on")
                await self._doors.conversations.staff_side.typing(staff, handover_id, on)
            case "ping":
                await socket.send({"type": "pong"})
            case _:
                raise Problem(422, "bad_fields", "This kind of message is not known here.")

    async def _require_session(self, token: str) -> None:
        if await asyncio.to_thread(self._doors.desk.staff_for, token, False) is None:
            raise SocketClosed(CLOSE_SESSION_CHANGED)

    async def _watch_session(self, token: str) -> None:
        while True:
            await asyncio.sleep(STAFF_CHECK_SECONDS)
            await self._require_session(token)
