"""Default deny: each route is public by this list, or refuses who has no session. A new route must take a side."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route, WebSocketRoute
from websockets.exceptions import InvalidStatus

from tests.door_fixtures import Door, Visitor

PUBLIC = {
    ("GET", "/"),
    ("GET", "/desk"),
    ("GET", "/static"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/api/demo"),
    ("POST", "/api/demo/sign-in"),
    ("POST", "/api/session"),
    ("POST", "/api/sign-in"),
    ("POST", "/api/desk/sign-in"),
}


def calls(app: Starlette) -> set[tuple[str, str]]:
    """Every method and path that the door answers to."""
    found: set[tuple[str, str]] = set()
    for route in app.routes:
        if isinstance(route, Route):
            found |= {(method, route.path) for method in (route.methods or set()) - {"HEAD"}}
        elif isinstance(route, Mount):
            found.add(("GET", route.path))
        elif isinstance(route, WebSocketRoute):
            found.add(("WS", route.path))
        else:
            pytest.fail(f"{route} is of a kind that this test does not know.")
    return found


def address(path: str) -> str:
    return path.replace("{id}", "0" * 32).replace("{token}", "0" * 43)


async def test_every_public_route_exists(door: Door) -> None:
    assert calls(door.app) >= PUBLIC


async def test_every_other_route_refuses_who_has_no_session(door: Door, visitor: Visitor) -> None:
    guarded = calls(door.app) - PUBLIC
    assert guarded
    for method, path in guarded:
        if method == "WS":
            with pytest.raises(InvalidStatus) as refused:
                async with visitor.page(address(path)):
                    pass
            assert refused.value.response.status_code == 401, path
            continue
        answer = await call(visitor, method, path)
        assert answer.status_code == 401, (method, path)
        assert answer.json()["error"]["sentence"], (method, path)


async def test_a_customers_session_is_no_key_to_the_desk_nor_the_other_way_round(door: Door) -> None:
    async with door.visitor() as customer, door.visitor() as staff:
        await customer.post("/api/session")
        await staff.desk_sign_in()
        for method, path in calls(door.app) - PUBLIC:
            if method == "WS":
                continue
            outsider = customer if path.startswith("/api/desk/") else staff
            assert (await call(outsider, method, path)).status_code == 401, (method, path)


async def test_every_unsafe_route_refuses_another_sites_page(door: Door, visitor: Visitor) -> None:
    for method, path in calls(door.app):
        if method in {"GET", "WS"}:
            continue
        for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {}):
            answer = await visitor.http.request(method, address(path), json={}, headers=headers)
            assert answer.status_code == 403, (method, path, headers)
            assert answer.json()["error"]["code"] == "wrong_origin"


async def call(visitor: Visitor, method: str, path: str) -> httpx.Response:
    return await visitor.http.request(
        method, address(path), json=None if method == "GET" else {}, headers={"Origin": visitor.base}
    )
