"""The customer's calls over HTTP, against a served door and a real bank."""

from __future__ import annotations

import pytest

from bank.demo.people import SIGN_INS
from tests.door_fixtures import Door, Visitor

NAME, PASSWORD = SIGN_INS[0].name, SIGN_INS[0].password


async def test_a_new_browser_gets_a_session_of_nobody_and_keeps_it(visitor: Visitor) -> None:
    first = (await visitor.post("/api/session")).json()
    again = (await visitor.post("/api/session")).json()

    assert first["customer"] is None
    assert first["status"] == "assistant"
    assert len(first["conversation"]) == 32
    assert again == first


async def test_a_conversation_begins_with_a_greeting(visitor: Visitor) -> None:
    await visitor.post("/api/session")

    conversation = (await visitor.get("/api/conversation")).json()

    assert [message["text"] for message in conversation["messages"]] == ["Hello, I am Teller."]


async def test_what_is_said_is_answered(visitor: Visitor) -> None:
    await visitor.post("/api/session")

    said, answered = await visitor.say("hello")

    assert (said["author"], said["text"], said["client_id"]) == ("customer", "hello", "m1")
    assert (answered["author"], answered["text"], answered["name"]) == ("assistant", "You said: hello", "Teller")


async def test_signing_in_goes_on_with_the_same_conversation(visitor: Visitor) -> None:
    before = (await visitor.post("/api/session")).json()
    await visitor.say("hello")

    answer = await visitor.sign_in(NAME, PASSWORD)

    assert answer.status_code == 200
    assert answer.json()["conversation"] == before["conversation"]
    assert answer.json()["customer"]["first_name"]
    assert len((await visitor.get("/api/conversation")).json()["messages"]) == 2


async def test_a_wrong_password_is_one_sentence(visitor: Visitor) -> None:
    answer = await visitor.sign_in(NAME, "wrong")

    assert answer.status_code == 401
    assert answer.json() == {
        "error": {"code": "sign_in_failed", "sentence": "Name or password is wrong. Check both and try again."}
    }


async def test_signing_out_ends_session_and_conversation(visitor: Visitor) -> None:
    await visitor.sign_in(NAME, PASSWORD)
    before = (await visitor.post("/api/session")).json()

    assert (await visitor.post("/api/sign-out")).status_code == 204

    assert (await visitor.get("/api/conversation")).status_code == 401
    after = (await visitor.post("/api/session")).json()
    assert after["customer"] is None
    assert after["conversation"] != before["conversation"]


async def test_the_next_customer_of_a_browser_gets_another_conversation(visitor: Visitor) -> None:
    first = (await visitor.sign_in(NAME, PASSWORD)).json()
    await visitor.say("my secret matter")

    second = (await visitor.sign_in(SIGN_INS[1].name, SIGN_INS[1].password)).json()

    assert second["conversation"] != first["conversation"]
    assert "secret" not in (await visitor.get("/api/conversation")).text


async def test_a_repeated_id_is_answered_again(visitor: Visitor, door: Door) -> None:
    await visitor.post("/api/session")
    body = {"id": "same", "text": "hello"}

    first = (await visitor.post("/api/messages", body)).json()
    again = (await visitor.post("/api/messages", body)).json()

    assert again == first
    assert [what for what, _ in door.assistant.heard] == ["turn"]


@pytest.mark.parametrize(
    "body", [{"id": "a"}, {"id": "a", "text": "b", "press": "/c"}, {"text": "b"}, {"id": "ä", "text": "b"}]
)
async def test_a_message_needs_an_id_and_either_text_or_press(visitor: Visitor, body: dict[str, str]) -> None:
    await visitor.post("/api/session")

    answer = await visitor.post("/api/messages", body)

    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "bad_fields"


async def test_the_demo_says_how_to_sign_in(visitor: Visitor) -> None:
    demo = (await visitor.get("/api/demo")).json()

    assert len(demo["sign_ins"]) == len(SIGN_INS)
    assert demo["sign_ins"][0]["password"] == PASSWORD
    assert "robin" in [account["name"] for account in demo["staff"]]


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/", "/desk", "/static/widget.js"])
async def test_pages_and_health_are_there_for_anybody(visitor: Visitor, path: str) -> None:
    assert (await visitor.get(path)).status_code == 200
