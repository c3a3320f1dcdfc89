"""Browsers are told to be strict, nobody on the way keeps what the API says, and the log says nothing private."""

from __future__ import annotations

import logging

import pytest

from bank.demo.people import SIGN_INS
from tests.door_fixtures import Door, Visitor

PATHS = ["/", "/desk", "/static/widget.js", "/api/demo", "/api/conversation", "/nowhere", "/health/live"]


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_carries_the_headers(visitor: Visitor, path: str) -> None:
    headers = (await visitor.get(path)).headers

    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert "server" not in headers
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("path", ["/api/demo", "/api/conversation", "/health/ready"])
async def test_what_the_api_says_is_not_kept(visitor: Visitor, path: str) -> None:
    assert (await visitor.get(path)).headers["cache-control"] == "no-store"


async def test_the_access_log_has_neither_query_nor_body_nor_token(
    door: Door, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "teller")
    await visitor.sign_in(SIGN_INS[0].name, SIGN_INS[0].password)
    await visitor.get("/api/conversation?token=visible-in-a-url")
    await visitor.say("my very private matter")
    token = visitor.cookie_header().partition("=")[2]

    assert "POST /api/messages 200" in caplog.text
    for hidden in ("visible-in-a-url", "private matter", SIGN_INS[0].password, token):
        assert hidden not in caplog.text


async def test_a_path_cannot_forge_a_line_of_the_log(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "teller.access")
    await visitor.get("/x%0a2026-01-01%20INFO%20teller.access:%20GET%20/forged%20200")

    lines = [record.getMessage() for record in caplog.records if record.name == "teller.access"]
    assert len(lines) == 1
    assert "\n" not in lines[0]
