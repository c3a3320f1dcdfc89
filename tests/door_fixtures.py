"""The door as it is served: uvicorn on a loopback port, a real bank and store, and a small assistant behind it."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from websockets.asyncio.client import ClientConnection, connect

from bank import Bank
from bank.demo.site import DemoSite
from bot.conversation.bank_side import BankServices
from bot.conversation.conversations import Conversations
from bot.desk import Desk
from bot.desk.demo import DEMO_STAFF
from bot.gateway.app import create_app
from bot.gateway.server import server_config
from bot.runtime.settings import DEMO_ISSUER, Settings
from bot.store import Store
from tests.unit.conversation.doubles import SmallAssistant


@dataclass
class Visitor:
    """One visitor's browser: its cookies, its origin, its calls."""

    base: str
    http: httpx.AsyncClient
    counter: int = 0

    @classmethod
    @asynccontextmanager
    async def open(cls, base: str) -> AsyncIterator[Visitor]:
        """A browser without cookies yet."""
        async with httpx.AsyncClient(base_url=base, trust_env=False, timeout=30) as http:
            yield cls(base, http)

    async def post(self, path: str, body: Any = None, **options: Any) -> httpx.Response:
        headers = {"Origin": self.base, **options.pop("headers", {})}
        return await self.http.post(path, json={} if body is None else body, headers=headers, **options)

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(path)

    async def say(self, text: str) -> list[dict[str, Any]]:
        self.counter += 1
        answer = await self.post("/api/messages", {"id": f"m{self.counter}", "text": text})
        assert answer.status_code == 200, answer.text
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    async def desk_sign_in(self, name: str = DEMO_STAFF.sign_in_name, password: str = DEMO_STAFF.password) -> None:
        answer = await self.post("/api/desk/sign-in", {"name": name, "password": password})
        assert answer.status_code == 200, answer.text

    async def sign_in(self, name: str, password: str) -> httpx.Response:
        """At the demo bank's site, and with its token at the door, as its page does."""
        signed = await self.post("/api/demo/sign-in", {"name": name, "password": password})
        return signed if signed.is_error else await self.post("/api/sign-in", signed.json())

    def cookie_header(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.http.cookies.jar)

    @asynccontextmanager
    async def page(self, path: str = "/api/chat", origin: str | None = None) -> AsyncIterator[Page]:
        """An open page of this visitor; `origin` "" sends none."""
        async with connect(
            self.base.replace("http", "ws") + path,
            origin=self.base if origin is None else origin or None,  # type: ignore[arg-type]
            additional_headers={"Cookie": self.cookie_header()},
            compression=None,
            proxy=None,
        ) as websocket:
            yield Page(websocket)


@dataclass
class Page:
    """The websocket of an open page."""

    websocket: ClientConnection
    heard: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, event: dict[str, Any]) -> None:
        await self.websocket.send(json.dumps(event))

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(5):
            event: dict[str, Any] = json.loads(await self.websocket.recv())
        self.heard.append(event)
        return event

    async def until(self, kind: str) -> dict[str, Any]:
        """The next event of a kind; the others are kept in `heard`."""
        while (event := await self.next())["type"] != kind:
            pass
        return event


@dataclass
class Door:
    """A served door and what stands behind it."""

    base: str
    app: Starlette
    conversations: Conversations
    assistant: SmallAssistant

    @asynccontextmanager
    async def visitor(self) -> AsyncIterator[Visitor]:
        async with Visitor.open(self.base) as visitor:
            yield visitor


@asynccontextmanager
async def serve(app: Any) -> AsyncIterator[str]:
    """Serve an app on a free port of this machine; yields its address."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(server_config(app))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not server.started:
            await asyncio.sleep(0.005)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listening.close()


@pytest.fixture
def bank(bank_path: Path) -> Iterator[Bank]:
    """The demo bank's first customers; a copy of the test's own."""
    bank = Bank.open(f"sqlite:///{bank_path}")
    yield bank
    bank.close()


@pytest.fixture
def assistant() -> SmallAssistant:
    return SmallAssistant()


@pytest.fixture
async def door(bank: Bank, store: Store, desk: Desk, assistant: SmallAssistant) -> AsyncIterator[Door]:
    conversations = Conversations(bank=BankServices(bank, keys_beside(store)), store=store, assistant=assistant)
    app = make_app(bank, store, desk, conversations)
    async with serve(app) as base:
        yield Door(base, app, conversations, assistant)


@pytest.fixture
async def visitor(door: Door) -> AsyncIterator[Visitor]:
    async with door.visitor() as visitor:
        yield visitor


def keys_beside(store: Store) -> Path:
    """A file of keys for PINs, in the store's folder."""
    return Path(str(store.engine.url.database)).parent / "staff.keys"


def make_app(bank: Bank, store: Store, desk: Desk, conversations: Conversations, demo: bool = True) -> Starlette:
    """The door over these parts, without TLS. The keys of the bank's site lie beside the store."""
    folder = Path(str(store.engine.url.database)).parent
    keys_path = folder / "sign-in" / "keys.json"
    if not demo:
        DemoSite.open(keys_path, DEMO_ISSUER, "teller")
    settings = replace(Settings.from_environment({}), demo=demo, sign_in_keys_path=keys_path)
    return create_app(settings, bank=bank, store=store, conversations=conversations, desk=desk, secure_cookies=False)
