"""The desk's calls over HTTP: sign-in, the queue, and what staff does in a conversation."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from bot.conversation.staff_side import HandoverView
from bot.desk.canned import CANNED_REPLIES
from bot.desk.desk import Enrolment
from bot.desk.errors import StaffSignInFailedError, WrongCodeError
from bot.desk.permissions import Permission, Role
from bot.desk.staff import Staff
from bot.gateway.bodies import client_id_field, number_field, text_field
from bot.gateway.doors import DESK_COOKIE, check_sign_in_rate, count_wrong_password
from bot.gateway.limits import (
    NAME_CHARACTERS,
    PASSWORD_CHARACTERS,
    ROLE_CHARACTERS,
    STAFF_CODE_CHARACTERS,
    TEXT_CHARACTERS,
)
from bot.gateway.problems import Problem
from bot.gateway.routes import Call, for_anybody, for_staff
from bot.store import audit
from bot.store.audit import REASON_CHARACTERS


def desk_routes() -> list[BaseRoute]:
    """All of them."""
    serve = Permission.SERVE
    return [
        for_anybody("POST", "/api/desk/sign-in", sign_in),
        for_staff("POST", "/api/desk/sign-out", None, sign_out),
        for_staff("GET", "/api/desk/me", None, me),
        for_staff("GET", "/api/desk/canned", serve, canned),
        for_staff("GET", "/api/desk/queue", serve, queue),
        for_staff("GET", "/api/desk/handovers/{id}", serve, handover),
        for_staff("POST", "/api/desk/handovers/{id}/look-in", Permission.LOOK_IN, look_in),
        for_staff("POST", "/api/desk/handovers/{id}/claim", serve, claim),
        for_staff("POST", "/api/desk/handovers/{id}/messages", serve, message),
        for_staff("POST", "/api/desk/handovers/{id}/hand-back", serve, hand_back),
        for_staff("GET", "/api/desk/audit", Permission.READ_AUDIT, read_audit),
        for_staff("GET", "/api/desk/staff", Permission.MANAGE_STAFF, accounts),
        for_staff("POST", "/api/desk/staff/role", Permission.MANAGE_STAFF, give_role),
    ]


async def sign_in(call: Call) -> Response:
    """Check name, password and second factor, and start a staff session; or tell what to set up, the first time."""
    name = text_field(call.body, "name", NAME_CHARACTERS)
    password = text_field(call.body, "password", PASSWORD_CHARACTERS)
    code = text_field(call.body, "code", STAFF_CODE_CHARACTERS) if "code" in call.body else None
    address = call.doors.address_of(call.request)
    check_sign_in_rate(call.doors, address, f"staff:{name}")
    try:
        async with call.doors.hashing:
            came_of_it = await asyncio.to_thread(call.doors.desk.sign_in, name, password, code)
    except (StaffSignInFailedError, WrongCodeError):
        count_wrong_password(call.doors, address, f"staff:{name}")
        raise
    if isinstance(came_of_it, Enrolment):
        return JSONResponse({"enrol": {"secret": came_of_it.secret, "uri": came_of_it.uri}})
    response = JSONResponse(
        {
            **_staff_json(came_of_it.staff),
            "recovery_codes": list(came_of_it.recovery_codes),
            "recovery_codes_left": came_of_it.recovery_codes_left,
        }
    )
    call.doors.set_cookie(response, DESK_COOKIE, came_of_it.token)
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
    return JSONResponse(_staff_json(staff))


async def canned(_call: Call, _staff: Staff) -> Response:
    """Replies to put in with one press."""
    return JSONResponse({"replies": [{"title": reply.title, "text": reply.text} for reply in CANNED_REPLIES]})


async def queue(call: Call, staff: Staff) -> Response:
    """Who waits, longest first, and what this member of staff has claimed."""
    lists = await asyncio.to_thread(call.doors.desk.queue, staff)
    found = {"waiting": lists.waiting, "mine": lists.mine} | ({} if lists.others is None else {"others": lists.others})
    return JSONResponse({name: [item.to_json() for item in items] for name, items in found.items()})


async def handover(call: Call, staff: Staff) -> Response:
    """One conversation: one that waits, or one's own."""
    return _view(await call.doors.conversations.staff_side.read(staff, _id(call)))


async def look_in(call: Call, staff: Staff) -> Response:
    """One conversation that is, or was, with somebody else, for a reason."""
    reason = text_field(call.body, "reason", REASON_CHARACTERS)
    return _view(await call.doors.conversations.staff_side.look_in(staff, _id(call), reason))


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


async def read_audit(call: Call, staff: Staff) -> Response:
    """Who did and saw what: the newest first, or from before a number on."""
    given = call.request.query_params.get("before")
    before = None if given is None else number_field({"before": int(given) if given.isdecimal() else given}, "before")
    rows = await asyncio.to_thread(call.doors.desk.read_audit, staff, before)
    return JSONResponse({"rows": [audit.as_json(row) for row in rows]})


async def accounts(call: Call, _staff: Staff) -> Response:
    """Who has an account, with which role."""
    rows = await asyncio.to_thread(call.doors.desk.accounts)
    people = [
        {"name": row.name, "display_name": row.display_name, "role": row.role, "enrolled": row.enrolled_at is not None}
        for row in rows
    ]
    return JSONResponse({"staff": people, "roles": [str(role) for role in Role]})


async def give_role(call: Call, staff: Staff) -> Response:
    """Give somebody else another role; one's own stays, so that an administrator is left."""
    name = text_field(call.body, "name", NAME_CHARACTERS)
    wanted = text_field(call.body, "role", ROLE_CHARACTERS)
    if wanted not in set(Role):
        raise Problem(422, "bad_fields", f"The field “role” must be one of {', '.join(Role)}.")
    if name == staff.sign_in_name:
        raise Problem(409, "own_role", "Your own role can only be changed by another administrator.")
    await asyncio.to_thread(call.doors.desk.give_role, staff.actor, name, Role(wanted))
    return await accounts(call, staff)


def _staff_json(staff: Staff) -> dict[str, Any]:
    return {"name": staff.name, "role": str(staff.role), "permissions": sorted(map(str, staff.permissions))}


def _id(call: Call) -> str:
    return str(call.request.path_params["id"])


def _view(view: HandoverView) -> Response:
    messages = [message.to_json() for message in view.messages]
    return JSONResponse({"handover": view.handover.to_json(), "messages": messages})
