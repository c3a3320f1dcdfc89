"""The customer's websocket, against a served door and a real bank."""

from __future__ import annotations

import pytest
from websockets.exceptions import ConnectionClosed

from bank.demo.people import SIGN_INS
from bot.conversation import hub
from bot.gateway.limits import UNANSWERED_PER_SOCKET
from tests.door_fixtures import Door, Visitor

NAME, PASSWORD = SIGN_INS[0].name, SIGN_INS[0].password


async def test_a_page_is_greeted_with_what_was_said_so_far(visitor: Visitor) -> None:
    session = (await visitor.post("/api/session")).json()
    await visitor.say("hello")

    async with visitor.page() as page:
        hello = await page.next()

    assert hello["type"] == "hello"
    assert hello["conversation"] == session["conversation"]
    assert hello["customer"] is None
    assert (hello["status"], hello["position"]) == ("assistant", None)
    assert [message["text"] for message in hello["messages"]] == ["hello", "You said: hello"]


async def test_a_message_is_acknowledged_and_answered(visitor: Visitor) -> None:
    await visitor.post("/api/session")
    async with visitor.page() as page:
        await page.next()

        await page.send({"type": "message", "id": "a", "text": "good morning"})
        events = [await page.next() for _ in range(5)]

    assert [event["type"] for event in events] == ["message", "ack", "typing", "typing", "message"]
    assert events[0]["message"]["client_id"] == events[1]["id"] == "a"
    assert events[4]["message"]["text"] == "You said: good morning"


async def test_all_open_pages_of_a_session_see_the_same_conversation(visitor: Visitor) -> None:
    await visitor.post("/api/session")
    async with visitor.page() as first, visitor.page() as second:
        await first.next()
        await second.next()

        await first.send({"type": "message", "id": "a", "text": "hello"})
        await visitor.say("over http")

        for page in (first, second):
            texts = []
            while len(texts) < 4:
                texts.append((await page.until("message"))["message"]["text"])
            assert sorted(texts) == ["You said: hello", "You said: over http", "hello", "over http"]


async def test_a_message_sent_again_after_a_lost_line_is_not_said_again(visitor: Visitor, door: Door) -> None:
    await visitor.post("/api/session")
    async with visitor.page() as page:
        await page.next()
        await page.send({"type": "message", "id": "a", "text": "hello"})
        await page.until("ack")

    async with visitor.page() as page:
        await page.next()
        await page.send({"type": "message", "id": "a", "text": "hello"})
        await page.until("ack")

    assert [what for what, _ in door.assistant.heard] == ["greet", "turn"]


async def test_a_page_asks_for_what_it_missed(visitor: Visitor) -> None:
    await visitor.post("/api/session")
    await visitor.say("one")
    await visitor.say("two")
    async with visitor.page() as page:
        await page.next()

        await page.send({"type": "resume", "after": 2})

        assert [(await page.next())["message"]["text"] for _ in range(2)] == ["two", "You said: two"]


async def test_ping_is_answered(visitor: Visitor) -> None:
    await visitor.post("/api/session")
    async with visitor.page() as page:
        await page.next()
        await page.send({"type": "ping"})
        assert await page.next() == {"type": "pong"}


async def test_a_button_is_pressed_by_its_payload(visitor: Visitor) -> None:
    await visitor.post("/api/session")
    async with visitor.page() as page:
        await page.next()
        await page.send({"type": "message", "id": "a", "text": "choose"})
        await page.until("message")
        offered = (await page.until("message"))["message"]["buttons"]

        await page.send({"type": "press", "id": "b", "payload": offered[0]["payload"]})

        assert (await page.until("message"))["message"]["text"] == offered[0]["title"]
        assert (await page.until("message"))["message"]["text"] == "Done."


async def test_what_cannot_be_taken_is_an_error_with_the_id_it_is_about(visitor: Visitor) -> None:
    await visitor.post("/api/session")
    async with visitor.page() as page:
        await page.next()

        await page.send({"type": "press", "id": "b", "payload": "/confirm"})

        error = await page.next()
        assert (error["type"], error["code"], error["id"]) == ("error", "not_offered", "b")


async def test_pages_are_told_to_come_again_when_somebody_signs_in(visitor: Visitor) -> None:
    await visitor.post("/api/session")
    async with visitor.page() as page:
        await page.next()

        await visitor.sign_in(NAME, PASSWORD)

        with pytest.raises(ConnectionClosed):
            await page.next()
        assert page.websocket.close_code == 4401

    async with visitor.page() as page:
        assert (await page.next())["customer"]["first_name"]


async def test_a_page_that_does_not_keep_up_is_cut_off_and_can_come_back(
    visitor: Visitor, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "QUEUE_EVENTS", 2)
    session = (await visitor.post("/api/session")).json()
    async with visitor.page() as page:
        await page.next()
        for _ in range(5):  # publishing does not wait for anybody
            topic = hub.conversation_topic(session["conversation"])
            await door.conversations.live.hub.publish(topic, {"type": "typing", "author": "staff", "on": True})

        with pytest.raises(ConnectionClosed):
            while True:
                await page.next()
        assert page.websocket.close_code == 4408

    async with visitor.page() as page:
        assert (await page.next())["type"] == "hello"


async def test_no_more_messages_are_taken_than_can_wait_for_an_answer(visitor: Visitor, door: Door) -> None:
    await visitor.post("/api/session")
    async with visitor.page() as page:
        await page.next()
        door.assistant.seconds = 0.2
        for number in range(UNANSWERED_PER_SOCKET + 1):
            await page.send({"type": "message", "id": f"m{number}", "text": "hello"})

        error = await page.until("error")
        assert (error["code"], error["id"]) == ("too_many_requests", f"m{UNANSWERED_PER_SOCKET}")


async def test_the_demos_page_is_told_that_the_phone_has_something_new(visitor: Visitor) -> None:
    await visitor.sign_in(NAME, PASSWORD)
    async with visitor.page() as page:
        await page.next()
        await page.send({"type": "message", "id": "a", "text": "pay mia"})

        assert await page.until("phone") == {"type": "phone"}


async def test_a_page_that_closes_in_the_middle_of_a_turn_finds_the_answer_later(visitor: Visitor, door: Door) -> None:
    await visitor.post("/api/session")
    door.assistant.seconds = 0.2
    async with visitor.page() as page:
        await page.next()
        await page.send({"type": "message", "id": "a", "text": "hello"})
        await page.until("ack")

    await door.conversations.drain()
    texts = [message["text"] for message in (await visitor.get("/api/conversation")).json()["messages"]]
    assert texts[-2:] == ["hello", "You said: hello"]
