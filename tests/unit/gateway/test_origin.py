"""The page's own origin, and no other, may set anything off."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from bot.gateway.doors import require_same_origin
from bot.gateway.problems import Problem


def headers(*pairs: tuple[str, str]) -> Headers:
    return Headers(raw=[(name.encode(), value.encode()) for name, value in pairs])


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("bank.example", "https://bank.example"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("[::1]:8080", "http://[::1]:8080"),
        ("Bank.Example", "https://bank.example"),
    ],
)
def test_the_pages_own_origin_is_let_in(host: str, origin: str) -> None:
    require_same_origin(headers(("host", host), ("origin", origin)))


@pytest.mark.parametrize(
    "pairs",
    [
        [("host", "bank.example")],
        [("origin", "https://bank.example")],
        [("host", "bank.example"), ("origin", "")],
        [("host", "bank.example"), ("origin", "null")],
        [("host", "bank.example"), ("origin", "https://bank.example.evil.example")],
        [("host", "bank.example"), ("origin", "https://bank.example:444")],
        [("host", "bank.example"), ("origin", "https://evil.example"), ("origin", "https://bank.example")],
        [("host", "bank.example"), ("host", "evil.example"), ("origin", "https://evil.example")],
        [("host", ""), ("origin", "https://")],
        [("host", ""), ("origin", "file://")],
        [("host", "bank.example"), ("origin", "https://[")],
    ],
)
def test_anything_else_is_refused(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(Problem, match="wrong_origin"):
        require_same_origin(headers(*pairs))
