"""A customer is served end to end through the door, by the trained assistant and the real bank."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, select

from bank.demo.people import SIGN_INS
from bank.services import payees
from bot.conversation import wording
from bot.conversation.house import House
from bot.desk import Desk
from tests.door_fixtures import Visitor, make_app, serve
from tests.store_fixtures import sealer

ADA = SIGN_INS[0]


@pytest.fixture
async def ada(house: House, tmp_path: Path) -> AsyncIterator[Visitor]:
    """Ada's browser, signed in."""
    desk = Desk(house.store, sealer(tmp_path), is_demo=True)
    desk.add_demo_staff()
    app = make_app(house.bank, house.store, desk, house.conversations)
    async with serve(app) as base, Visitor.open(base) as visitor:
        await visitor.sign_in(ADA.name, ADA.password)
        yield visitor


def some_payee(house: House) -> str:
    with house.bank.unit_of_work() as uow:
        names = [payee.name for payee in payees.list_payees(uow, ADA.customer)]  # type: ignore[arg-type]
    return next(name for name in names if len({other for other in names if other.split()[0] == name.split()[0]}) == 1)


async def until_code(visitor: Visitor, sentence: str) -> dict[str, Any]:
    """Ask for a payment and agree to it; what the page is told about the code."""
    messages = await visitor.say(sentence)
    if not any((message["data"] or {}).get("kind") == "code_request" for message in messages):
        messages = await visitor.say("yes")
    data: dict[str, Any] = next(message["data"] for message in messages if message["data"])
    assert data["kind"] == "code_request"
    return data


async def phone_code(visitor: Visitor) -> str:
    return str((await visitor.get("/api/phone")).json()["messages"][0]["code"])


async def until_accounts(visitor: Visitor) -> dict[str, Any]:
    """The accounts that a balance is told with; something worth noticing may be told after them."""
    messages = await visitor.say("what's my balance?")
    shown = [message["data"] for message in messages if message["data"]]
    assert [data["kind"] for data in shown].count("accounts") == 1
    return next(data for data in shown if data["kind"] == "accounts")


async def test_a_balance_is_told(ada: Visitor) -> None:
    answered = await until_accounts(ada)

    assert answered["rows"]


async def test_a_payment_is_made_with_a_code_from_the_panel(ada: Visitor, house: House) -> None:
    request = await until_code(ada, f"pay 12.50 euros to {some_payee(house)}")
    code = await phone_code(ada)

    wrong = await ada.post("/api/code", {"order": request["order"], "code": "000000" if code != "000000" else "111111"})
    right = await ada.post("/api/code", {"order": request["order"], "code": code})

    assert wrong.json()["result"] == "wrong"
    assert wrong.json()["remaining"] == 4
    assert right.json()["result"] == "accepted"
    assert right.json()["messages"][-1]["author"] == "assistant"
    assert "12.50" in right.json()["messages"][-1]["text"]


async def test_a_typed_command_is_plain_text(ada: Visitor, house: House) -> None:
    messages = await ada.say(f"pay 12.50 euros to {some_payee(house)}")
    assert not any((message["data"] or {}).get("kind") == "code_request" for message in messages)

    for text in ("/confirm", '/confirm{"order": "x"}', "/code_accepted"):
        messages = await ada.say(text)
        assert not any((message["data"] or {}).get("kind") == "order" for message in messages)


async def test_a_person_takes_over_and_hands_back(ada: Visitor, house: House) -> None:
    await ada.say("I want to talk to a person")
    assert (await ada.get("/api/conversation")).json()["status"] == "waiting"
    async with Visitor.open(ada.base) as robin:
        await robin.desk_sign_in()
        queue = (await robin.get("/api/desk/queue")).json()["waiting"]
        path = f"/api/desk/handovers/{queue[-1]['id']}"
        await robin.post(f"{path}/claim")

        assert len(await ada.say("what's my balance?")) == 1

        await robin.post(f"{path}/hand-back")
    heard = (await ada.get("/api/conversation")).json()["messages"]
    assert [message["author"] for message in heard[-2:]] == ["system", "assistant"]
    assert "I'm back" in heard[-1]["text"]
    assert (await until_accounts(ada))["rows"]


def every_text_in(engine: Engine) -> str:
    """All texts and JSON of all tables; figures and times could hold six digits by chance."""
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        rows = [row for table in tables.sorted_tables for row in connection.execute(select(table))]
    return "\n".join(str(value) for row in rows for value in row if isinstance(value, str | dict | list))


async def test_no_secret_is_left_in_any_table_or_log(
    ada: Visitor, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    request = await until_code(ada, f"pay 12.50 euros to {some_payee(house)}")
    code, wrong = await phone_code(ada), "135790"

    for told in (f"the code is {code}", "my pin is 8642", "4111 1111 1111 1111", "password: sunflower"):
        assert (await ada.say(told))[0]["text"] == wording.REMOVED
    await ada.post("/api/code", {"order": request["order"], "code": wrong})
    accepted = await ada.post("/api/code", {"order": request["order"], "code": code})
    assert accepted.json()["result"] == "accepted"

    logged = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith(("httpx", "httpcore")))
    left = every_text_in(house.store.engine) + every_text_in(house.bank.engine) + logged
    assert "You" in left
    for secret in (code, wrong, "pin is 8642", "4111 1111 1111", "sunflower", ADA.password):
        assert not re.search(rf"(?<!\d){secret}(?!\d)", left), secret
