"""Three kinds of route, by who is let in. There is no fourth: a handler cannot be reached unguarded by oversight.

An unsafe method demands the page's own origin first, then who calls, and only then reads the body.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bank.services.views import Session
from bot.desk.permissions import Permission
from bot.desk.staff import Staff
from bot.gateway.bodies import Body, read_body
from bot.gateway.doors import Doors, require_same_origin, require_session, require_staff
from bot.gateway.problems import problem_of


@dataclass(frozen=True)
class Call:
    """A call that has been let in."""

    doors: Doors
    request: Request
    body: Body


PublicHandler = Callable[[Call], Awaitable[Response]]
SessionHandler = Callable[[Call, Session], Awaitable[Response]]
StaffHandler = Callable[[Call, Staff], Awaitable[Response]]


def for_anybody(method: str, path: str, handler: PublicHandler) -> Route:
    """A route that needs no session."""

    async def endpoint(request: Request) -> Response:
        return await handler(await _call(request))

    return _route(method, path, endpoint)


def for_session(method: str, path: str, handler: SessionHandler) -> Route:
    """A route of a conversation: its session is the cookie's, signed in or not."""

    async def endpoint(request: Request) -> Response:
        _check_origin(request)
        session = await require_session(_doors(request), request)
        return await handler(await _call(request), session)

    return _route(method, path, endpoint)


def for_staff(method: str, path: str, permission: Permission | None, handler: StaffHandler) -> Route:
    """A route of the desk, for roles with this permission; None: for all staff."""

    async def endpoint(request: Request) -> Response:
        _check_origin(request)
        staff = await require_staff(_doors(request), request)
        if permission is not None:
            staff.require(permission)
        return await handler(await _call(request), staff)

    return _route(method, path, endpoint)


def _route(method: str, path: str, endpoint: Callable[[Request], Awaitable[Response]]) -> Route:
    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Exception as error:
            return problem_of(error).response()

    return Route(path, answer, methods=[method])


async def _call(request: Request) -> Call:
    _check_origin(request)
    body = await read_body(request) if request.method == "POST" else {}
    return Call(_doors(request), request, body)


def _check_origin(request: Request) -> None:
    if request.method not in {"GET", "HEAD"}:
        require_same_origin(request.headers)


def _doors(request: Request) -> Doors:
    doors = request.app.state.doors
    assert isinstance(doors, Doors)  # noqa: S101 - a slip in create_app
    return doors
