"""Calls that only the demo bank has: its site's own sign-in, who may sign in, and the phone that receives codes."""

from __future__ import annotations

import asyncio

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from bank.demo.people import SIGN_INS
from bank.demo.site import DemoSite
from bank.domain.errors import SignInFailed
from bank.services import step_up
from bank.services.views import PhoneMessage, Session
from bot.desk.demo import DEMO_ACCOUNTS
from bot.gateway.bodies import text_field
from bot.gateway.doors import check_sign_in_rate, count_wrong_password
from bot.gateway.limits import NAME_CHARACTERS, PASSWORD_CHARACTERS
from bot.gateway.routes import Call, for_anybody, for_session


def demo_routes(site: DemoSite) -> list[BaseRoute]:
    """Left out wherever `TELLER_DEMO` is off."""

    async def sign_in(call: Call) -> Response:
        """What a real bank's site does by itself: look at the password, and sign who that is."""
        return await _sign_in(site, call)

    return [
        for_anybody("GET", "/api/demo", demo),
        for_anybody("POST", "/api/demo/sign-in", sign_in),
        for_session("GET", "/api/phone", phone),
    ]


async def demo(_call: Call) -> Response:
    """Names and passwords to try the bank and its desk with."""
    sign_ins = [
        {"name": each.name, "password": each.password, "about": f"{each.first_name} {each.last_name}"}
        for each in SIGN_INS
    ]
    staff = [{"name": each.sign_in_name, "password": each.password, "role": str(each.role)} for each in DEMO_ACCOUNTS]
    return JSONResponse({"sign_ins": sign_ins, "staff": staff})


async def _sign_in(site: DemoSite, call: Call) -> Response:
    name = text_field(call.body, "name", NAME_CHARACTERS)
    password = text_field(call.body, "password", PASSWORD_CHARACTERS)
    address = call.doors.address_of(call.request)
    check_sign_in_rate(call.doors, address, f"customer:{name}")

    def sign() -> str:
        with call.doors.bank.unit_of_work() as uow:
            token = site.sign_in(uow, name, password)
            uow.commit()
            return token

    try:
        async with call.doors.hashing:
            return JSONResponse({"token": await asyncio.to_thread(sign)})
    except SignInFailed:
        count_wrong_password(call.doors, address, f"customer:{name}")
        raise


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
