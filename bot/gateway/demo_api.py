"""Calls that only the demo bank has: who may sign in, and the phone that receives codes."""

from __future__ import annotations

import asyncio

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from bank.demo.people import SIGN_INS
from bank.services import step_up
from bank.services.views import PhoneMessage, Session
from bot.desk.demo import DEMO_STAFF
from bot.gateway.routes import Call, for_anybody, for_session


def demo_routes() -> list[BaseRoute]:
    """Left out wherever `TELLER_DEMO` is off."""
    return [
        for_anybody("GET", "/api/demo", demo),
        for_session("GET", "/api/phone", phone),
    ]


async def demo(_call: Call) -> Response:
    """Names and passwords to try the bank and its desk with."""
    sign_ins = [
        {"name": each.name, "password": each.password, "about": f"{each.first_name} {each.last_name}"}
        for each in SIGN_INS
    ]
    staff = {"name": DEMO_STAFF.sign_in_name, "password": DEMO_STAFF.password}
    return JSONResponse({"sign_ins": sign_ins, "staff": staff})


async def phone(call: Call, session: Session) -> Response:
    """What the signed-in customer's phone has received."""
    customer_id = session.customer_id
    if customer_id is None:
        return JSONResponse({"messages": []})

    def read() -> tuple[PhoneMessage, ...]:
        with call.doors.bank.unit_of_work() as uow:
            return step_up.phone_messages(uow, customer_id)

    received = await asyncio.to_thread(read)
    messages = [{"id": sms.id, "text": sms.text, "code": sms.code, "at": sms.at.isoformat()} for sms in received]
    return JSONResponse({"messages": messages})
