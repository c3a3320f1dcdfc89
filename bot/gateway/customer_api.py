"""The customer's calls over HTTP: session, sign-in, messages, codes, PINs."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from starlette.background import BackgroundTask
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from bank.domain.errors import SignInTokenUsed, UnknownCustomer
from bank.services import documents, identity
from bank.services.money_views import DocumentFile
from bank.services.views import Session
from bot.conversation.entering import Exchange
from bot.conversation.limits import CODE_CHARACTERS, SECRET_CHARACTERS
from bot.gateway.bodies import bool_field, client_id_field, text_field
from bot.gateway.doors import SESSION_COOKIE, check_sign_in_rate
from bot.gateway.limits import (
    ORDER_KEY_CHARACTERS,
    PAYLOAD_CHARACTERS,
    TEXT_CHARACTERS,
    TOKEN_CHARACTERS,
)
from bot.gateway.problems import Problem, too_many
from bot.gateway.routes import Call, for_anybody, for_session
from bot.gateway.sign_in_tokens import TokenRefused

log = logging.getLogger("teller.sign_in")


def customer_routes() -> list[BaseRoute]:
    """All of them but the demo's."""
    return [
        for_anybody("POST", "/api/session", open_session),
        for_anybody("POST", "/api/sign-in", sign_in),
        for_session("POST", "/api/sign-out", sign_out),
        for_session("GET", "/api/conversation", conversation),
        for_session("GET", "/api/documents/{token}", document),
        for_session("POST", "/api/messages", message),
        for_session("POST", "/api/code", code),
        for_session("POST", "/api/secret", secret),
    ]


async def open_session(call: Call) -> Response:
    """The caller's session, or a new one of nobody."""
    session = await call.doors.session_of(call.request)
    if session is not None:
        return await _session_response(call, session, is_new=False)
    address = call.doors.address_of(call.request)
    wait = call.doors.new_sessions.wait_seconds(address)
    if wait:
        raise too_many(wait)
    call.doors.new_sessions.count(address)

    def start() -> Session:
        with call.doors.bank.unit_of_work() as uow:
            new = identity.start_session(uow)
            uow.commit()
            return new

    return await _session_response(call, await asyncio.to_thread(start), is_new=True)


async def sign_in(call: Call) -> Response:
    """Exchange the token of the bank's site for a session; the conversation goes on, now as the customer's."""
    token = text_field(call.body, "token", TOKEN_CHARACTERS)
    address = call.doors.address_of(call.request)
    check_sign_in_rate(call.doors, address)
    before = await call.doors.session_of(call.request)

    def exchange() -> Session:
        claims = call.doors.sign_in_tokens.claims_of(token)
        with call.doors.bank.unit_of_work() as uow:
            session = identity.sign_in(uow, claims, before.conversation_id if before else None)
            if before is not None and before.conversation_id != session.conversation_id:
                identity.end_session(uow, before.token)  # somebody else's conversation must not stay open
            uow.commit()
            return session

    try:
        session = await asyncio.to_thread(exchange)
    except (TokenRefused, SignInTokenUsed, UnknownCustomer) as error:
        call.doors.wrong_by_address.count(address)
        log.warning("A sign-in token was refused: %s", error if isinstance(error, TokenRefused) else error.code)
        raise Problem(401, "token_refused", "This sign-in is no longer good. Please sign in again.") from None
    if before is not None and before.conversation_id != session.conversation_id:
        await call.doors.conversations.end(before.conversation_id)
    response = await _session_response(call, session, is_new=True)
    # After the new cookie: a page that connects again with the old one would begin a session of nobody in its place.
    response.background = BackgroundTask(call.doors.conversations.signed_in, session)
    return response


async def sign_out(call: Call, session: Session) -> Response:
    """End the session and its conversation; `everywhere`: all sessions of this customer, in every browser."""
    everywhere = "everywhere" in call.body and bool_field(call.body, "everywhere")

    def end() -> tuple[str, ...]:
        with call.doors.bank.unit_of_work() as uow:
            identity.end_session(uow, session.token)
            others = identity.end_all_sessions(uow, session.customer_id) if everywhere and session.customer_id else ()
            uow.commit()
            return (session.conversation_id, *others)

    for conversation_id in await asyncio.to_thread(end):
        await call.doors.conversations.end(conversation_id)
    response = Response(status_code=204)
    call.doors.delete_cookie(response, SESSION_COOKIE)
    return response


async def conversation(call: Call, session: Session) -> Response:
    """What has been said, and who answers."""
    await call.doors.conversations.greet(session)
    messages = await call.doors.conversations.history(session)
    status = await call.doors.conversations.status(session)
    return JSONResponse({"messages": [message.to_json() for message in messages], **status.to_json()})


async def document(call: Call, session: Session) -> Response:
    """A file that the assistant made for this conversation, to be saved and never kept on the way."""

    def read() -> DocumentFile:
        with call.doors.bank.unit_of_work() as uow:
            token = str(call.request.path_params["token"])
            return documents.open_document(uow, session.customer_id, session.conversation_id, token)

    file = await asyncio.to_thread(read)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, media_type=file.media_type, headers=headers)


async def message(call: Call, session: Session) -> Response:
    """Say or press something, and wait for what comes back."""
    client_id = client_id_field(call.body)
    if ("text" in call.body) == ("press" in call.body):
        raise Problem(422, "bad_fields", "Send either “text” or “press”.")
    if "text" in call.body:
        text = text_field(call.body, "text", TEXT_CHARACTERS)
        exchange = await call.doors.conversations.say(session, text, client_id)
    else:
        payload = text_field(call.body, "press", PAYLOAD_CHARACTERS)
        exchange = await call.doors.conversations.press(session, payload, client_id)
    return JSONResponse(_exchange_json(exchange))


async def code(call: Call, session: Session) -> Response:
    """Take a one-time code from the panel."""
    order_key = text_field(call.body, "order", ORDER_KEY_CHARACTERS)
    entered = text_field(call.body, "code", CODE_CHARACTERS)
    result = await call.doors.conversations.enter_code(session, order_key, entered)
    verdict = result.verdict
    body = {"result": verdict.result, "remaining": verdict.remaining, **_exchange_json(result.exchange)}
    return JSONResponse(body)


async def secret(call: Call, session: Session) -> Response:
    """Take a new PIN from the panel."""
    order_key = text_field(call.body, "order", ORDER_KEY_CHARACTERS)
    entered = text_field(call.body, "secret", SECRET_CHARACTERS)
    result, exchange = await call.doors.conversations.enter_secret(session, order_key, entered)
    return JSONResponse({"result": result, **_exchange_json(exchange)})


async def _session_response(call: Call, session: Session, is_new: bool) -> Response:
    status = await call.doors.conversations.status(session)
    response = JSONResponse(
        {"conversation": session.conversation_id, "customer": customer_json(session), **status.to_json()}
    )
    if is_new:
        call.doors.set_cookie(response, SESSION_COOKIE, session.token)
    return response


def customer_json(session: Session) -> dict[str, Any] | None:
    """Who is signed in, as the page greets them."""
    return None if session.customer_id is None else {"first_name": session.first_name}


def _exchange_json(exchange: Exchange) -> dict[str, Any]:
    messages = [message.to_json() for message in exchange.messages]
    return {"messages": messages, **exchange.status.to_json()}
