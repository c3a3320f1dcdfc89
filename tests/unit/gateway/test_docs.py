"""What the door does is written down: every route, limit and close code."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from starlette.routing import Mount, Route, WebSocketRoute

from bank import Bank
from bot.conversation import limits as conversation_limits
from bot.conversation.bank_side import BankServices
from bot.conversation.conversations import Conversations
from bot.desk import Desk
from bot.gateway import limits as gateway_limits
from bot.gateway import sockets
from bot.runtime.settings import PROJECT_ROOT
from bot.store import Store
from tests.door_fixtures import keys_beside, make_app
from tests.unit.conversation.doubles import SmallAssistant

GATEWAY = (PROJECT_ROOT / "docs" / "gateway.md").read_text(encoding="utf-8")
ARCHITECTURE = (PROJECT_ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def constants(module: ModuleType) -> dict[str, int]:
    """The limits that a module defines."""
    return {name: value for name, value in vars(module).items() if name.isupper() and isinstance(value, int)}


@pytest.mark.parametrize("module", [conversation_limits, gateway_limits])
def test_every_limit_is_documented_with_its_value(module: ModuleType) -> None:
    for name, value in constants(module).items():
        row = next((line for line in GATEWAY.splitlines() if line.startswith("|") and f"`{name}`" in line), "")
        assert re.search(rf"(?<![\d,]){value:,}(?![\d,]\d)", row), f"{name} = {value:,}"


def test_every_close_code_is_documented() -> None:
    for name, code in constants(sockets).items():
        if name.startswith("CLOSE_") and code >= 4_000:
            assert f"| {code} |" in GATEWAY, name


def test_every_route_is_documented(bank: Bank, store: Store, desk: Desk, assistant: SmallAssistant) -> None:
    conversations = Conversations(bank=BankServices(bank, keys_beside(store)), store=store, assistant=assistant)
    for route in make_app(bank, store, desk, conversations).routes:
        assert isinstance(route, Route | Mount | WebSocketRoute)
        last = route.path.rpartition("/")[2]
        assert f"`{route.path}`" in ARCHITECTURE or f" {route.path}`" in ARCHITECTURE or f"/{last}`" in ARCHITECTURE, (
            route.path
        )
