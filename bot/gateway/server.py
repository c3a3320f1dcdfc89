"""Runs the door: the port is taken at once, health answers while the assistant loads, and signals end it cleanly."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.gateway.limits import CONNECTIONS, FRAME_BYTES, GRACE_SECONDS
from bot.gateway.middleware import SecurityHeaders
from bot.gateway.problems import Problem

Load = Callable[[], Awaitable[ASGIApp]]


def server_config(app: ASGIApp) -> uvicorn.Config:
    """How uvicorn serves: one process, nothing about itself, its own limits, no compression of websockets."""
    return uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ws_max_size=FRAME_BYTES,
        ws_per_message_deflate=False,
    )


class Gate:
    """Answers for an app that is not there yet: alive, not ready."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None
        self._waiting = SecurityHeaders(_not_ready)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self.app or self._waiting)(scope, receive, send)


async def serve_until_stopped(listening: socket.socket, load: Load, on_ready: Callable[[], None]) -> bool:
    """Serve on a socket that listens already; `load` makes the app meanwhile, and what it raises ends it all.

    True when it was ready and then stopped; false when it was stopped before.
    """
    gate = Gate()
    server = _Server(server_config(gate))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.stop)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    loading = asyncio.ensure_future(load())
    try:
        await asyncio.wait([serving, loading], return_when=asyncio.FIRST_COMPLETED)
        if not loading.done():
            return False
        gate.app = loading.result()
        on_ready()
        await serving
        return True
    finally:
        loading.cancel()
        server.stop()
        await serving


class _Server(uvicorn.Server):
    """uvicorn, but for signals: its own way of raising them again would end the process before it is tidied up."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def stop(self) -> None:
        """Ask for an orderly end."""
        self.should_exit = True


async def _not_ready(scope: Scope, receive: Receive, send: Send) -> None:
    response: Response = JSONResponse({"status": "live"})
    if scope["path"] != "/health/live":
        sentence = "Teller is starting. Please try again in a moment."
        response = Problem(503, "starting", sentence, {"Retry-After": "1"}).response()
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1013})
    else:
        await response(scope, receive, send)
