"""A new PIN over HTTP, with the real bank behind the door: taken once, refused with a sentence, in plain nowhere."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bank import Bank, CustomerId
from bank.demo.people import SIGN_INS
from bank.domain.orders import OrderState
from bank.services import cards, changes, step_up
from bank.store.models import CardPin
from bot.runtime.turns import AssistantTurn, Reply
from tests.door_fixtures import Door, Visitor
from tests.unit.conversation.doubles import PIN_REQUEST, SmallAssistant

ADA = CustomerId(1)
PIN = "7391"


class PinAssistant(SmallAssistant):
    """Asks for the PIN of one change."""

    key = ""

    async def turn(self, conversation_id: str, text: str, message_id: str) -> AssistantTurn:
        asked = Reply("Choose it in the panel.", (), {**PIN_REQUEST, "order": self.key})
        return await self._do("turn", conversation_id, text, asked)


@pytest.fixture
def assistant() -> SmallAssistant:
    return PinAssistant()


@pytest.fixture
async def order(door: Door, visitor: Visitor, bank: Bank) -> str:
    """The key of Ada's change: its code was taken, and her conversation has asked for the PIN."""
    await visitor.sign_in(SIGN_INS[0].name, SIGN_INS[0].password)
    with bank.unit_of_work() as uow:
        change = changes.propose(uow, ADA, "choose_pin", {"card_id": cards.list_cards(uow, ADA)[0].id})
        changes.confirm(uow, ADA, change.key, change.content_hash)
        step_up.send_code(uow, ADA, change.key)
        (code,) = [sms.code for sms in step_up.phone_messages(uow, ADA) if sms.order_key == change.key]
        step_up.verify_code(uow, ADA, change.key, str(code))
        uow.commit()
    assert isinstance(door.assistant, PinAssistant)
    door.assistant.key = change.key
    await visitor.say("new pin")
    return change.key


async def test_a_pin_is_taken_once(visitor: Visitor, bank: Bank, order: str) -> None:
    weak = await visitor.post("/api/secret", {"order": order, "secret": "1234"})
    assert (weak.status_code, weak.json()["result"], weak.json()["messages"]) == (200, "weak", [])
    taken = await visitor.post("/api/secret", {"order": order, "secret": PIN})
    assert (taken.status_code, taken.json()["result"]) == (200, "accepted")
    assert [message["text"] for message in taken.json()["messages"]] == ["Your PIN is set."]
    another = await visitor.post("/api/secret", {"order": order, "secret": "8206"})
    assert another.json()["result"] == "expired"
    with bank.unit_of_work() as uow:
        assert changes.get(uow, ADA, order).state is OrderState.EXECUTED
        assert uow.session.query(CardPin).count() == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"secret": "739"}, 422, "invalid_pin"),
        ({"secret": "73a1"}, 422, "invalid_pin"),
        ({"secret": 7391}, 422, "bad_fields"),
        ({"secret": "7" * 17}, 422, "too_long"),
        ({}, 422, "bad_fields"),
        ({"secret": PIN, "order": "another"}, 404, "no_secret_awaited"),
    ],
)
async def test_what_is_no_pin_is_refused_with_a_sentence(
    visitor: Visitor, order: str, body: dict[str, object], status: int, code: str
) -> None:
    answer = await visitor.post("/api/secret", {"order": order, **body})
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["sentence"].endswith(".")
    assert PIN not in answer.text


async def test_nobody_signed_in_and_no_other_page_can_choose(door: Door, visitor: Visitor, order: str) -> None:
    body = {"order": order, "secret": PIN}
    foreign = await visitor.post("/api/secret", body, headers={"Origin": "https://elsewhere.example"})
    assert foreign.status_code == 403
    async with door.visitor() as stranger:
        assert (await stranger.post("/api/secret", body)).status_code == 401
        await stranger.post("/api/session")
        assert (await stranger.post("/api/secret", body)).status_code == 401


async def test_a_pin_is_in_no_transcript_database_or_log(
    visitor: Visitor, bank: Bank, order: str, caplog: pytest.LogCaptureFixture, bank_path: Path, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    for secret in ("739", "1234", PIN):
        await visitor.post("/api/secret", {"order": order, "secret": secret})
    await visitor.post("/api/secret", {"order": order, "secret": PIN})
    assert PIN not in (await visitor.get("/api/conversation")).text
    assert PIN not in caplog.text
    with bank.unit_of_work() as uow:
        row = uow.session.query(CardPin).one()
        assert PIN not in row.pin_hash
        assert not row.pin_hash.startswith("$argon2")
