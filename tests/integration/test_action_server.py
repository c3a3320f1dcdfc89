"""`teller actions` as a process of its own: it runs what a signed call asks for, over real HTTP, and nothing else."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from bank import Bank, CustomerId
from bank.services import identity
from bot.conversation.house import open_house
from bot.runtime import actions_over_http
from bot.runtime.action_server import CALL_BYTES
from bot.runtime.actions_over_http import ActionsOverHttp
from bot.runtime.settings import Settings
from bot.runtime.signed_calls import signed
from tests.conftest import TELLER, run_teller

KEY = "a key for the tests " * 3
ENDS_SECONDS = 20


@pytest.fixture
def key_path(tmp_path: Path) -> Path:
    path = tmp_path / "actions.key"
    path.write_text(KEY)
    return path


@pytest.fixture
def server(bank_path: Path, key_path: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a running server; it must end by itself when told to."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TELLER_")} | {
        "TELLER_BANK_URL": f"sqlite:///{bank_path}",
        "TELLER_ACTIONS_KEY_PATH": str(key_path),
        "PYTHONUNBUFFERED": "1",
    }
    with (tmp_path / "actions.log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [str(TELLER), "actions", "--port", "0"], env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found is not None, (tmp_path / "actions.log").read_text()
        yield found.group()
        process.send_signal(signal.SIGTERM)
        process.wait(ENDS_SECONDS)
    finally:
        process.kill()
        process.communicate()


def call_of(action: str, conversation: str) -> dict[str, Any]:
    tracker = {"sender_id": conversation, "slots": {}, "latest_message": {}, "events": []}
    return {"next_action": action, "sender_id": conversation, "tracker": tracker}


def post(server: str, body: bytes, **headers: str) -> httpx.Response:
    return httpx.post(f"{server}/webhook", content=body, headers=headers, trust_env=False)


async def test_it_runs_signed_calls_and_refuses_all_others_without_echo(
    server: str, bank_path: Path, tmp_path: Path
) -> None:
    bank = Bank.open(f"sqlite:///{bank_path}")
    with bank.unit_of_work() as uow:
        conversation = identity.open_session_for(uow, CustomerId(1)).conversation_id
        uow.commit()
    call = call_of("action_balances", conversation)
    answer = await ActionsOverHttp(server, KEY.strip().encode()).request(json=call)
    assert "Current account" in str(answer["responses"]), answer

    body = json.dumps({**call, "secret": "do not echo me"}).encode()
    good = signed(KEY.strip().encode(), body)
    assert post(server, body, **good).status_code == 200
    refused = {
        "replayed": (body, good, 401),
        "unsigned": (body, {}, 401),
        "another body": (body + b" ", signed(KEY.strip().encode(), body), 401),
        "another key": (body, signed(b"x" * 32, body), 401),
        "too large": (b"x" * (CALL_BYTES + 1), {}, 413),
        "no JSON": (b"do not echo me", signed(KEY.strip().encode(), b"do not echo me"), 400),
        "no call": (b'["do not echo me"]', signed(KEY.strip().encode(), b'["do not echo me"]'), 400),
    }
    for case, (sent, headers, status) in refused.items():
        got = post(server, sent, **headers)
        assert got.status_code == status, case
        assert set(got.json()["error"]) == {"code"}, case
        assert "echo" not in got.text, case
    failed = await ActionsOverHttp(server, KEY.strip().encode()).request(json=call_of("action_of_nobody", "c"))
    assert failed["responses"][0]["response"] == "utter_incident"
    wrong_key = await ActionsOverHttp(server, b"x" * 32).request(json=call)
    assert wrong_key["responses"][0]["response"] == "utter_incident"
    assert "do not echo me" not in (tmp_path / "actions.log").read_text()
    bank.close()


async def test_a_conversation_is_served_by_actions_of_another_process(
    server: str, bank_path: Path, key_path: Path, models_path: Path, tmp_path: Path
) -> None:
    settings = replace(
        Settings.from_environment({}),
        bank_url=f"sqlite:///{bank_path}",
        bot_url=f"sqlite:///{tmp_path / 'bot.db'}",
        models_path=models_path,
        actions_url=server,
        actions_key_path=key_path,
    )
    house = open_house(settings)
    try:
        with house.bank.unit_of_work() as uow:
            session = identity.open_session_for(uow, CustomerId(1))
            uow.commit()
        exchange = await house.conversations.say(session, "what's my balance?")
        assert any("Your accounts" in message.text for message in exchange.messages)
    finally:
        house.close()


async def test_a_server_that_is_not_there_is_an_incident_and_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions_over_http, "RESTART_SECONDS", 0)
    answer = await ActionsOverHttp("http://127.0.0.1:9", b"x" * 32).request(json=call_of("action_balances", "c"))
    assert answer["responses"][0]["response"] == "utter_incident"


@asynccontextmanager
async def loses_answers(server: str, lost: int) -> AsyncIterator[str]:
    """A way to the server on which the first answers are lost, as when it is killed after it has done its work."""
    at = httpx.URL(server)
    left = lost

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal left
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])  # type: ignore[index]
        back, there = await asyncio.open_connection(at.host, at.port)
        there.write(re.sub(rb"\r\n\r\n$", b"\r\nConnection: close\r\n\r\n", head) + await reader.readexactly(length))
        answer = await back.read()
        if left == 0:
            writer.write(answer)
        left = max(0, left - 1)
        writer.close()
        there.close()

    async with await asyncio.start_server(pass_on, "127.0.0.1", 0) as way:
        yield f"http://127.0.0.1:{way.sockets[0].getsockname()[1]}"


async def test_a_call_whose_answer_was_lost_is_made_again(server: str, bank_path: Path) -> None:
    bank = Bank.open(f"sqlite:///{bank_path}")
    with bank.unit_of_work() as uow:
        conversation = identity.open_session_for(uow, CustomerId(1)).conversation_id
        uow.commit()
    async with loses_answers(server, lost=2) as way:
        answer = await ActionsOverHttp(way, KEY.strip().encode()).request(json=call_of("action_balances", conversation))
    assert "Current account" in str(answer["responses"]), answer
    bank.close()


async def test_where_no_answer_comes_the_customer_is_not_told_that_nothing_was_changed(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions_over_http, "RESTART_SECONDS", 0)
    async with loses_answers(server, lost=9) as way:
        answer = await ActionsOverHttp(way, KEY.strip().encode()).request(json=call_of("action_balances", "c"))
    assert answer["responses"][0]["response"] == "utter_incident_unsure"


def test_without_a_key_neither_side_starts(bank_path: Path, tmp_path: Path) -> None:
    settings = {"bank_url": f"sqlite:///{bank_path}", "actions_key_path": str(tmp_path / "none")}
    refused = run_teller("actions", "--port", "0", **settings)
    assert (refused.returncode, "openssl rand" in refused.stderr) == (1, True)
    refused = run_teller(
        "talk", stdin="", actions_url="http://127.0.0.1:9", bot_url=f"sqlite:///{tmp_path / 'bot.db'}", **settings
    )
    assert (refused.returncode, "openssl rand" in refused.stderr) == (1, True)
