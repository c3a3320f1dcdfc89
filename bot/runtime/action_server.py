"""The actions as a server of their own: Rasa's webhook, for who signs the call, and nothing else.

What comes in is bounded while it is read, and what goes wrong is answered with an incident number: neither body nor
error is sent back.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from typing import Any

from rasa.core.actions.action import ActionExecutionRejection as RasaRejection
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.runtime.actions_in_process import InProcessActions
from bot.runtime.signed_calls import CallRefused, Verifier

logger = logging.getLogger("teller.actions")

# A turn's own events with the slots are a few KiB; a whole message has 2,000 characters at most.
CALL_BYTES = 1024 * 1024
WEBHOOK = "/webhook"


def create_action_server(verifier: Verifier, actions: InProcessActions) -> Starlette:
    """The ASGI application."""

    async def run(request: Request) -> Response:
        body = await _read(request)
        if body is None:
            return _refusal(413, "too_large")
        try:
            await asyncio.to_thread(verifier.verify, request.headers, body)
            return JSONResponse(await actions.request(json=_call(body)))
        except RasaRejection as rejection:
            return JSONResponse({"rejected": rejection.action_name}, 409)
        except CallRefused as refused:
            logger.warning("A call was refused: %s.", refused)
            return _refusal(401, "not_signed")
        except _BadCall:
            return _refusal(400, "bad_call")
        except Exception:
            incident = secrets.token_hex(4)
            logger.exception("A call failed, incident %s", incident)
            return JSONResponse({"error": {"code": "internal_error", "incident": incident}}, 500)

    async def live(_request: Request) -> Response:
        return JSONResponse({"status": "live"})

    return Starlette(routes=[Route(WEBHOOK, run, methods=["POST"]), Route("/health/live", live, methods=["GET"])])


class _BadCall(ValueError):
    """Signed, but not what Rasa sends."""


def _call(body: bytes) -> dict[str, Any]:
    try:
        call = json.loads(body)
    except (ValueError, RecursionError):
        raise _BadCall from None
    if not isinstance(call, dict) or not isinstance(call.get("next_action"), str):
        raise _BadCall
    return call


async def _read(request: Request) -> bytes | None:
    """The body; None as soon as it is too large, whatever length it claims."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > CALL_BYTES:
            return None
    return bytes(body)


def _refusal(status: int, code: str) -> Response:
    return JSONResponse({"error": {"code": code}}, status)
