"""The desk's calls over HTTP: sign-in, the queue, and what staff does in a conversation."""

from __future__ import annotations

import asyncio

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from bot.conversation.staff_side import HandoverView
from bot.desk.canned import CANNED_REPLIES
from bot.desk.errors import StaffSignInFailedError
from bot.desk.staff import Staff
from bot.gateway.bodies import client_id_field, text_field
from bot.gateway.doors import DESK_COOKIE, address_of, check_sign_in_rate, count_wrong_password
from bot.gateway.limits import NAME_CHARACTERS, PASSWORD_CHARACTERS, TEXT_CHARACTERS
from bot.gateway.routes import Call, for_anybody, for_staff


def desk_routes() -> list[BaseRoute]:
    """All of them."""
    return [
        for_anybody("POST", "/api/desk/sign-in", sign_in),
        for_staff("POST", "/api/desk/sign-out", sign_out),
        for_staff("GET", "/api/desk/me", me),
        for_staff("GET", "/api/desk/canned", canned),
        for_staff("GET", "/api/desk/queue", queue),
        for_staff("GET", "/api/desk/handovers/{id}", handover),
        for_staff("POST", "/api/desk/handovers/{id}/claim", claim),
        for_staff("POST", "/api/desk/handovers/{id}/messages", message),
        for_staff("POST", "/api/desk/handovers/{id}/hand-back", hand_back),
    ]


async def sign_in(call: Call) -> Response:
    """Check name and password, and start a staff session."""
    name = text_field(call.body, "name", NAME_CHARACTERS)
    password = text_field(call.body, "password", PASSWORD_CHARACTERS)
    address = address_of(call.request)
    check_sign_in_rate(call.doors, address, f"staff:{name}")
    try:
        async with call.doors.hashing:
            staff, token = await asyncio.to_thread(call.doors.desk.sign_in, name, password)
    except StaffSignInFailedError:
        count_wrong_password(call.doors, address, f"staff:{name}")
        raise
    response = JSONResponse({"name": staff.name})
    call.doors.set_cookie(response, DESK_COOKIE, token)
    return response


async def sign_out(call: Call, staff: Staff) -> Response:
    """End this session; with the last one, what the member of staff had goes back into the queue."""
    desk = call.doors.desk
    await asyncio.to_thread(desk.sign_out, call.request.cookies[DESK_COOKIE])
    if not await asyncio.to_thread(desk.is_signed_in, staff.id):
        await call.doors.conversations.staff_side.leave(staff)
    response = Response(status_code=204)
    call.doors.delete_cookie(response, DESK_COOKIE)
    return response


async def me(_call: Call, staff: Staff) -> Response:
    """Who is signed in."""
    return JSONResponse({"name": staff.name})


async def canned(_call: Call, _staff: Staff) -> Response:
    """Replies to put in with one press."""
    return JSONResponse({"replies": [{"title": reply.title, "text": reply.text} for reply in CANNED_REPLIES]})


async def queue(call: Call, staff: Staff) -> Response:
    """Who waits, longest first, and what this member of staff has claimed."""
    waiting, mine = await asyncio.to_thread(call.doors.desk.queue, staff.id)
    return JSONResponse({"waiting": [item.to_json() for item in waiting], "mine": [item.to_json() for item in mine]})


async def handover(call: Call, staff: Staff) -> Response:
    """One conversation: one that waits, or one's own."""
    return _view(await call.doors.conversations.staff_side.read(staff, _id(call)))


async def claim(call: Call, staff: Staff) -> Response:
    """Take it."""
    return _view(await call.doors.conversations.staff_side.claim(staff, _id(call)))


async def message(call: Call, staff: Staff) -> Response:
    """Write to the customer."""
    client_id = client_id_field(call.body)
    text = text_field(call.body, "text", TEXT_CHARACTERS)
    return _view(await call.doors.conversations.staff_side.say(staff, _id(call), text, client_id))


async def hand_back(call: Call, staff: Staff) -> Response:
    """Give it back to the assistant."""
    return _view(await call.doors.conversations.staff_side.hand_back(staff, _id(call)))


def _id(call: Call) -> str:
    return str(call.request.path_params["id"])


def _view(view: HandoverView) -> Response:
    messages = [message.to_json() for message in view.messages]
    return JSONResponse({"handover": view.handover.to_json(), "messages": messages})
