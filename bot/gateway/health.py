"""For whoever watches the process: `live` when it runs, `ready` when a message can be served."""

from __future__ import annotations

import asyncio

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from bank import Bank
from bot.gateway.problems import Problem
from bot.gateway.routes import Call, for_anybody


def health_routes() -> list[BaseRoute]:
    """`/health/live` and `/health/ready`."""
    return [
        for_anybody("GET", "/health/live", live),
        for_anybody("GET", "/health/ready", ready),
    ]


async def live(_call: Call) -> Response:
    """The process runs."""
    return JSONResponse({"status": "live"})


async def ready(call: Call) -> Response:
    """The model is loaded (there is no app before it is) and both databases answer."""
    if not await asyncio.to_thread(call.doors.store.answers):
        raise Problem(503, "not_ready", "The conversations' database does not answer.")
    if not await asyncio.to_thread(_answers, call.doors.bank):
        raise Problem(503, "not_ready", "The bank's database does not answer.")
    return JSONResponse({"status": "ready"})


def _answers(bank: Bank) -> bool:
    try:
        with bank.unit_of_work() as uow:
            uow.session.execute(text("SELECT 1"))
    except DBAPIError:
        return False
    return True
