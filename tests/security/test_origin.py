"""Only the bank's own pages may set anything off, or open a live line."""

from __future__ import annotations

import pytest
from websockets.exceptions import InvalidStatus

from tests.door_fixtures import Visitor

WRONG = [
    "https://evil.example",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "http://localhost:80",
    "null",
    "file://",
    "ftp://{host}",
    "{host}",
    "http://{host}.evil.example",
    "http://evil.example?{host}",
    "http://user@{host}",
]


@pytest.mark.parametrize("origin", WRONG)
async def test_a_call_of_another_sites_page_is_refused(visitor: Visitor, origin: str) -> None:
    host = visitor.base.removeprefix("http://")

    answer = await visitor.post("/api/session", headers={"Origin": origin.replace("{host}", host)})

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("origin", WRONG)
@pytest.mark.parametrize("path", ["/api/chat", "/api/desk/live"])
async def test_a_live_line_from_another_sites_page_is_refused(visitor: Visitor, path: str, origin: str) -> None:
    await visitor.post("/api/session")
    await visitor.desk_sign_in()
    host = visitor.base.removeprefix("http://")

    with pytest.raises(InvalidStatus) as refused:
        async with visitor.page(path, origin=origin.replace("{host}", host)):
            pass

    assert refused.value.response.status_code == 403


async def test_a_live_line_without_an_origin_is_refused(visitor: Visitor) -> None:
    await visitor.post("/api/session")

    with pytest.raises(InvalidStatus) as refused:
        async with visitor.page(origin=""):
            pass

    assert refused.value.response.status_code == 403
