"""The desk over HTTP and websocket, with a customer at the other end."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from websockets.exceptions import ConnectionClosed

from bank.demo.people import SIGN_INS
from bot.conversation import wording
from bot.gateway import desk_socket
from tests.door_fixtures import Door, Visitor

NAME, PASSWORD = SIGN_INS[0].name, SIGN_INS[0].password


@pytest.fixture
async def robin(door: Door) -> AsyncIterator[Visitor]:
    """A browser in which Robin has signed in at the desk."""
    async with door.visitor() as staff:
        await staff.desk_sign_in()
        yield staff


async def handed_over(visitor: Visitor, robin: Visitor) -> str:
    """Let the visitor ask for a person; the handover's id."""
    await visitor.sign_in(NAME, PASSWORD)
    await visitor.say("person please")
    (handover,) = (await robin.get("/api/desk/queue")).json()["waiting"]
    return str(handover["id"])


async def test_staff_signs_in_and_out(door: Door) -> None:
    async with door.visitor() as staff:
        assert (await staff.get("/api/desk/me")).status_code == 401
        await staff.desk_sign_in()
        assert (await staff.get("/api/desk/me")).json() == {
            "name": "Robin",
            "role": "agent",
            "permissions": ["handle_cases", "serve"],
        }

        assert (await staff.post("/api/desk/sign-out")).status_code == 204

        assert (await staff.get("/api/desk/me")).status_code == 401


async def test_a_wrong_password_at_the_desk_is_one_sentence(visitor: Visitor) -> None:
    answer = await visitor.post("/api/desk/sign-in", {"name": "robin", "password": "wrong"})

    assert answer.status_code == 401
    assert answer.json() == {"error": {"code": "sign_in_failed", "sentence": "Name or password is wrong."}}


async def test_the_queue_shows_who_waits_and_why(visitor: Visitor, robin: Visitor) -> None:
    handover_id = await handed_over(visitor, robin)

    queue = (await robin.get("/api/desk/queue")).json()

    (handover,) = queue["waiting"]
    assert queue["mine"] == []
    assert handover == {
        "id": handover_id,
        "customer": SIGN_INS[0].first_name,
        "reason": "The customer asked for a person.",
        "summary": [{"label": "Last words", "value": "person please"}],
        "waiting_since": handover["waiting_since"],
        "urgent": False,
        "status": "waiting",
        "staff": None,
        "last_text": "person please",
    }


async def test_from_the_queue_to_a_talk_and_back_to_the_assistant(visitor: Visitor, robin: Visitor) -> None:
    handover_id = await handed_over(visitor, robin)
    path = f"/api/desk/handovers/{handover_id}"

    read = (await robin.get(path)).json()
    assert [message["text"] for message in read["messages"]] == ["person please", "A person comes."]

    claimed = (await robin.post(f"{path}/claim")).json()
    assert (claimed["handover"]["status"], claimed["handover"]["staff"]) == ("claimed", "Robin")
    assert (await visitor.get("/api/conversation")).json()["status"] == "staff"

    said = (await robin.post(f"{path}/messages", {"id": "s1", "text": "Hello, how can I help?"})).json()
    assert said["messages"][-1]["author"] == "staff"
    assert [m["author"] for m in await visitor.say("My card is gone.")] == ["customer"]

    back = (await robin.post(f"{path}/hand-back")).json()
    assert [message["text"] for message in back["messages"][-2:]] == [
        wording.left("Robin"),
        "I am with you again.",
    ]
    assert (await visitor.say("hello"))[-1]["text"] == "You said: hello"
    assert (await robin.get("/api/desk/queue")).json() == {"waiting": [], "mine": []}


async def test_canned_replies_are_there_for_staff(robin: Visitor) -> None:
    replies = (await robin.get("/api/desk/canned")).json()["replies"]

    assert len(replies) >= 5
    assert all(reply["title"] and reply["text"] for reply in replies)


async def test_both_pages_hear_each_other_live(visitor: Visitor, robin: Visitor) -> None:
    handover_id = await handed_over(visitor, robin)
    await robin.post(f"/api/desk/handovers/{handover_id}/claim")
    async with visitor.page() as page, robin.page("/api/desk/live") as desk:
        await page.next()

        await page.send({"type": "typing", "on": True})
        assert await desk.until("typing") == {"type": "typing", "handover": handover_id, "on": True}

        await page.send({"type": "message", "id": "a", "text": "My card is gone."})
        heard = await desk.until("message")
        assert (heard["handover"], heard["message"]["text"]) == (handover_id, "My card is gone.")

        await desk.send({"type": "typing", "handover": handover_id, "on": True})
        assert await page.until("typing") == {"type": "typing", "author": "staff", "on": True}

        await robin.post(f"/api/desk/handovers/{handover_id}/messages", {"id": "s1", "text": "I freeze it."})
        assert (await page.until("message"))["message"]["name"] == "Robin"

        await robin.post(f"/api/desk/handovers/{handover_id}/hand-back")
        assert (await page.until("status"))["status"] == "assistant"


async def test_the_desk_hears_when_somebody_asks_for_a_person(visitor: Visitor, robin: Visitor) -> None:
    async with robin.page("/api/desk/live") as desk:
        await desk.send({"type": "ping"})
        await desk.until("pong")

        await handed_over(visitor, robin)

        assert await desk.until("queue") == {"type": "queue"}


async def test_a_customer_who_waits_sees_the_position_and_who_comes(visitor: Visitor, robin: Visitor) -> None:
    await visitor.sign_in(NAME, PASSWORD)
    async with visitor.page() as page:
        await page.next()
        await page.send({"type": "message", "id": "a", "text": "person"})
        status = await page.until("status")
        assert (status["status"], status["position"]) == ("waiting", 1)

        (handover,) = (await robin.get("/api/desk/queue")).json()["waiting"]
        await robin.post(f"/api/desk/handovers/{handover['id']}/claim")

        status = await page.until("status")
        assert (status["status"], status["name"]) == ("staff", "Robin")


async def test_when_the_last_page_of_staff_signs_out_its_conversations_wait_again(
    visitor: Visitor, robin: Visitor
) -> None:
    handover_id = await handed_over(visitor, robin)
    await robin.post(f"/api/desk/handovers/{handover_id}/claim")

    await robin.post("/api/desk/sign-out")

    conversation = (await visitor.get("/api/conversation")).json()
    assert (conversation["status"], conversation["position"]) == ("waiting", 1)
    assert conversation["messages"][-1]["text"] == wording.BACK_IN_QUEUE


async def test_a_page_of_the_desk_is_closed_soon_after_its_session_ended(
    robin: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_socket, "STAFF_CHECK_SECONDS", 0.05)
    async with robin.page("/api/desk/live") as desk:
        await robin.post("/api/desk/sign-out")

        with pytest.raises(ConnectionClosed):
            while True:
                await desk.next()
        assert desk.websocket.close_code == 4401


@pytest.mark.parametrize("path", ["", "/claim", "/messages", "/hand-back"])
async def test_a_handover_that_is_not_there_is_not_found(robin: Visitor, path: str) -> None:
    address = f"/api/desk/handovers/{'0' * 32}{path}"

    answer = await robin.post(address, {"id": "s", "text": "hello"}) if path else await robin.get(address)

    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "unknown_handover"
