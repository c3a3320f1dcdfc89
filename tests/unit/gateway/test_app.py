"""The door put together, called in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.types import ASGIApp

from bank import Bank
from bot.conversation.bank_side import BankServices
from bot.conversation.conversations import Conversations
from bot.desk import Desk
from bot.gateway.server import Gate
from bot.store import Store
from tests.door_fixtures import keys_beside, make_app
from tests.unit.conversation.doubles import SmallAssistant

Make = Callable[[bool], ASGIApp]


@pytest.fixture
def make(bank: Bank, store: Store, desk: Desk, assistant: SmallAssistant) -> Make:
    conversations = Conversations(bank=BankServices(bank, keys_beside(store)), store=store, assistant=assistant)
    return lambda demo: make_app(bank, store, desk, conversations, demo=demo)


@asynccontextmanager
async def calling(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://door", headers={"Origin": "http://door"}
    ) as http:
        yield http


@pytest.mark.parametrize("path", ["/api/demo", "/api/phone"])
async def test_what_only_a_demo_has_is_not_there_elsewhere(make: Make, path: str) -> None:
    async with calling(make(False)) as http:
        await http.post("/api/session", json={})
        assert (await http.get(path)).status_code == 404
    async with calling(make(True)) as http:
        await http.post("/api/session", json={})
        assert (await http.get(path)).status_code == 200


async def test_it_is_not_ready_while_a_database_does_not_answer(make: Make, bank: Bank, store: Store) -> None:
    async with calling(make(True)) as http:
        assert (await http.get("/health/ready")).status_code == 200

        store.engine.dispose()
        store.engine.pool._creator = _refuse  # type: ignore[attr-defined]
        answer = await http.get("/health/ready")

        assert answer.status_code == 503
        assert "conversations' database" in answer.json()["error"]["sentence"]
        assert (await http.get("/health/live")).status_code == 200


async def test_before_the_app_is_there_the_gate_says_that_it_starts(make: Make) -> None:
    gate = Gate()
    async with calling(gate) as http:
        assert (await http.get("/health/live")).status_code == 200
        for path in ("/health/ready", "/", "/api/conversation"):
            answer = await http.get(path)
            assert answer.status_code == 503
            assert answer.json()["error"]["code"] == "starting"
            assert answer.headers["retry-after"] == "1"
            assert answer.headers["x-content-type-options"] == "nosniff"

        gate.app = make(True)
        assert (await http.get("/health/ready")).status_code == 200


def _refuse() -> None:
    import sqlite3

    raise sqlite3.OperationalError("unable to open database file")
