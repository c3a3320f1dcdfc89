"""Whatever is sent, the answer is a sentence with the right status, and nothing is half done."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from bank.demo.people import SIGN_INS
from bot.conversation.limits import MESSAGES_PER_MINUTE, RateLimit
from bot.gateway.limits import FRAMES_PER_MINUTE
from bot.store import Store
from tests.door_fixtures import Door, Visitor

JSON = {"Content-Type": "application/json"}

RAW = {
    "nothing": (b"", 400),
    "no JSON": (b"hello", 400),
    "half of it": (b'{"id": "a", "te', 400),
    "not UTF-8": (b'{"id": "a", "text": "\xff\xfe"}', 400),
    "an unpaired surrogate": (b'{"id": "a", "text": "\\ud800"}', 400),
    "not a number": (b'{"id": "a", "text": NaN}', 400),
    "a huge number": (b'{"id": "a", "text": ' + b"9" * 5_000 + b"}", 400),
    "deep JSON": (b"[" * 30_000 + b"]" * 30_000, 400),
    "deep objects": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, 400),
    "a list": (b"[]", 422),
    "a text": (b'"hello"', 422),
    "null": (b"null", 422),
    "a number as text": (b'{"id": "a", "text": 5}', 422),
    "a list as id": (b'{"id": ["a"], "text": "b"}', 422),
    "an object as press": (b'{"id": "a", "press": {"x": 1}}', 422),
    "a long id": (json.dumps({"id": "a" * 65, "text": "b"}).encode(), 422),
    "an empty text": (b'{"id": "a", "text": ""}', 422),
    "only control characters": (b'{"id": "a", "text": "\\u0000\\u0007"}', 422),
    "2,001 characters": (json.dumps({"id": "a", "text": "b" * 2_001}).encode(), 422),
    "100 kB": (json.dumps({"id": "a", "text": "b" * 100_000}).encode(), 413),
    "10 MB": (b'{"id": "a", "text": "' + b"b" * 10_000_000 + b'"}', 413),
}


def is_error(answer: Any) -> bool:
    error = answer.json()["error"]
    return bool(error["code"]) and error["sentence"].endswith(".") and "Traceback" not in answer.text


@pytest.mark.parametrize("name", RAW)
async def test_a_bad_body_is_refused_with_a_sentence_and_leaves_nothing(
    door: Door, visitor: Visitor, name: str
) -> None:
    body, status = RAW[name]
    await visitor.post("/api/session")

    answer = await visitor.http.post("/api/messages", content=body, headers={"Origin": visitor.base, **JSON})

    assert answer.status_code == status
    assert is_error(answer)
    assert door.assistant.heard == []
    assert (await visitor.say("still there?"))[-1]["text"] == "You said: still there?"


async def test_a_body_is_refused_while_it_is_read_whatever_length_it_claims(visitor: Visitor) -> None:
    await visitor.post("/api/session")

    async def endless() -> Any:
        for _ in range(200):
            yield b" " * 1_024

    answer = await visitor.http.post("/api/messages", content=endless(), headers={"Origin": visitor.base, **JSON})

    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_only_json_is_taken(visitor: Visitor, kind: str) -> None:
    await visitor.post("/api/session")
    headers = {"Origin": visitor.base, "Content-Type": kind}

    answer = await visitor.http.post("/api/messages", content=b'{"id": "a", "text": "b"}', headers=headers)

    assert answer.status_code == 415
    assert is_error(answer)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/api/nowhere", 404),
        ("GET", "/static/../../pyproject.toml", 404),
        ("GET", "/static/%2e%2e/%2e%2e/app.py", 404),
        ("GET", "/static/nowhere.js", 404),
        ("GET", "/api/session/", 404),
        ("GET", "/api/sign-in", 405),
        ("DELETE", "/api/conversation", 405),
        ("TRACE", "/api/session", 405),
        ("POST", "/", 405),
        ("POST", "/static/widget.js", 405),
    ],
)
async def test_every_refusal_has_the_same_form(visitor: Visitor, method: str, path: str, status: int) -> None:
    answer = await visitor.http.request(method, path)

    assert answer.status_code == status
    assert is_error(answer)


async def test_an_error_nobody_foresaw_is_a_number_and_not_a_stack_trace(
    door: Door, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await visitor.post("/api/session")

    async def broken(*_: Any) -> None:
        raise ZeroDivisionError("a secret detail")

    monkeypatch.setattr(door.conversations, "history", broken)
    answer = await visitor.get("/api/conversation")

    assert answer.status_code == 500
    assert is_error(answer)
    assert "secret detail" not in answer.text
    incident = answer.json()["error"]["sentence"].rpartition("incident ")[2].rstrip(".")
    assert incident in caplog.text


FRAMES = [
    "",
    "hello",
    "[]",
    "{}",
    '{"type": "nonsense"}',
    '{"type": "message"}',
    '{"type": "typing", "on": "yes"}',
    '{"type": "resume", "after": -1}',
    '{"type": "resume", "after": 1e99}',
    '{"type": "message", "id": "a", "text": ""}',
    "[" * 30_000,
    '{"type": "message", "id": "a", "text": "' + "b" * 100_000 + '"}',
    '{"type": "press", "id": "a", "payload": "/confirm"}',
]


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame[:40])
async def test_a_bad_frame_is_answered_with_an_error_and_the_line_stays(
    door: Door, visitor: Visitor, frame: str
) -> None:
    await visitor.post("/api/session")
    async with visitor.page() as page:
        await page.next()

        await page.websocket.send(frame)

        error = await page.next()
        assert error["type"] == "error"
        assert error["sentence"].endswith(".")
        await page.send({"type": "ping"})
        assert await page.next() == {"type": "pong"}
    assert [what for what, _ in door.assistant.heard] == ["greet"]


async def test_bytes_are_refused_and_the_line_stays(visitor: Visitor) -> None:
    await visitor.post("/api/session")
    async with visitor.page() as page:
        await page.next()
        await page.websocket.send(b"\x00\x01")

        assert (await page.next())["code"] == "not_json"


async def test_a_frame_beyond_all_measure_ends_the_line_and_the_door_stays(visitor: Visitor) -> None:
    await visitor.post("/api/session")
    async with visitor.page() as page:
        await page.next()
        with pytest.raises(ConnectionClosed):
            await page.websocket.send("x" * 5_000_000)
            while True:
                await page.next()
        assert page.websocket.close_code == 1009

    assert (await visitor.get("/health/ready")).status_code == 200


async def test_a_flood_of_frames_is_refused(visitor: Visitor) -> None:
    await visitor.post("/api/session")
    async with visitor.page() as page:
        await page.next()
        for _ in range(FRAMES_PER_MINUTE + 1):
            await page.send({"type": "ping"})

        assert (await page.until("error"))["code"] == "too_many_requests"


async def test_a_flood_of_messages_is_refused(visitor: Visitor) -> None:
    await visitor.post("/api/session")
    bodies = [{"id": f"m{n}", "text": "hello"} for n in range(MESSAGES_PER_MINUTE + 1)]
    answers = [await visitor.post("/api/messages", body) for body in bodies]

    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1


async def test_a_flood_of_new_sessions_is_refused(door: Door) -> None:
    door.app.state.doors = replace(door.app.state.doors, new_sessions=RateLimit(3))
    statuses = []
    for _ in range(4):
        async with door.visitor() as visitor:
            statuses.append((await visitor.post("/api/session")).status_code)

    assert statuses == [200, 200, 200, 429]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "'; DROP TABLE messages; --",
        '" OR "1"="1',
        "{{7*7}} ${7*7} %(x)s {0}",
        "/confirm",
        '/pay_payee{"amount": 100}',
        "../../etc/passwd",
        "👩‍👩‍👧 🎉 🇩🇪",
        "مرحبا שלום 你好",
    ],
)
async def test_a_text_is_only_a_text(door: Door, visitor: Visitor, store: Store, text: str) -> None:
    await visitor.post("/api/session")

    said, answered = await visitor.say(text)

    assert said["text"] == text
    assert answered["text"] == f"You said: {text}"
    assert door.assistant.heard == [("turn", text)]


async def test_a_payload_that_was_not_offered_is_refused(door: Door, visitor: Visitor) -> None:
    await visitor.sign_in(SIGN_INS[0].name, SIGN_INS[0].password)
    await visitor.say("choose")

    for payload in ("/code_accepted", '/confirm{"order": "x"}', "/restart", "/leave_queue", "x" * 2_000):
        answer = await visitor.post("/api/messages", {"id": f"p{len(payload)}", "press": payload})
        assert answer.status_code == 409
        assert answer.json()["error"]["code"] == "not_offered"
    assert [what for what, _ in door.assistant.heard] == ["signed_in", "turn"]
