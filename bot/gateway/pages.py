"""The pages and their files, built from `web/` into `static/`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.gateway.problems import Problem

STATIC = Path(__file__).parent / "static"


def page_routes(folder: Path = STATIC) -> list[BaseRoute]:
    """`/`, `/desk` and `/static/…`."""
    return [
        Route("/", _page(folder / "index.html")),
        Route("/desk", _page(folder / "desk.html")),
        Mount("/static", StaticFiles(directory=folder, check_dir=False)),
    ]


def _page(file: Path) -> Callable[[Request], Awaitable[Response]]:
    async def page(_request: Request) -> Response:
        if not file.is_file():
            return Problem(404, "not_found", "This page has not been built yet: see web/README.md.").response()
        return FileResponse(file)

    return page
