"""A session is a random token in a cookie that no script can read; forged, ended and expired ones open nothing."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bank import Bank
from bank.demo.people import SIGN_INS
from bank.domain.limits import SESSION_IDLE
from bank.services import identity
from bot.conversation.limits import RateLimit
from bot.desk.staff import ABSOLUTE, IDLE, TRIES
from bot.gateway import chat_socket
from bot.gateway.addresses import TrustedProxies
from bot.store import Store
from tests.door_fixtures import Door, Visitor

ADA, BEN = SIGN_INS[0], SIGN_INS[1]
FORGED = ["", "x", "0" * 43, "../../etc/passwd", "' OR 1=1 --", "a" * 4_000, "%00", "\xff\xfe"]


def let_time_pass(bank: Bank, gone: timedelta) -> None:
    """Make all sessions of the bank older."""
    with bank.engine.begin() as connection:
        by = {"by": f"-{int(gone.total_seconds())} seconds"}
        for column in ("last_seen_at", "started_at"):
            connection.execute(text(f"UPDATE sessions SET {column} = datetime({column}, :by)"), by)  # noqa: S608


@pytest.mark.parametrize("token", FORGED)
async def test_a_forged_session_opens_nothing(door: Door, token: str) -> None:
    async with door.visitor() as visitor:
        headers = {"Cookie": b"teller_session=" + token.encode("latin-1")}
        answer = await visitor.http.get("/api/conversation", headers=headers)

        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "no_session"


@pytest.mark.parametrize("token", FORGED)
async def test_a_forged_staff_session_opens_nothing(door: Door, token: str) -> None:
    async with door.visitor() as visitor:
        headers = {"Cookie": b"teller_desk=" + token.encode("latin-1")}
        assert (await visitor.http.get("/api/desk/queue", headers=headers)).status_code == 401


async def test_the_hash_in_the_database_is_no_key(visitor: Visitor, bank: Bank) -> None:
    await visitor.sign_in(ADA.name, ADA.password)
    with bank.engine.connect() as connection:
        token_hash = connection.execute(text("SELECT token_hash FROM sessions")).scalar_one()

    answer = await visitor.http.get("/api/conversation", headers={"Cookie": f"teller_session={token_hash}"})

    assert answer.status_code == 401


async def test_an_expired_session_opens_nothing(visitor: Visitor, bank: Bank) -> None:
    await visitor.sign_in(ADA.name, ADA.password)

    let_time_pass(bank, SESSION_IDLE + timedelta(minutes=1))

    assert (await visitor.get("/api/conversation")).status_code == 401
    assert (await visitor.post("/api/messages", {"id": "a", "text": "hello"})).status_code == 401


async def test_an_expired_staff_session_opens_nothing(visitor: Visitor, store: Store) -> None:
    await visitor.desk_sign_in()
    for column, gone in (("idle_ends_at", IDLE), ("ends_at", ABSOLUTE)):
        with store.engine.begin() as connection:
            by = {"by": f"-{int(gone.total_seconds()) + 60} seconds"}
            connection.execute(text(f"UPDATE staff_sessions SET {column} = datetime({column}, :by)"), by)  # noqa: S608

        assert (await visitor.get("/api/desk/me")).status_code == 401
        await visitor.desk_sign_in()


async def test_a_token_that_was_given_up_opens_nothing(visitor: Visitor) -> None:
    await visitor.sign_in(ADA.name, ADA.password)
    old = visitor.cookie_header()
    await visitor.post("/api/sign-out")

    assert (await visitor.http.get("/api/conversation", headers={"Cookie": old})).status_code == 401


async def test_signing_in_changes_the_token_so_that_one_planted_before_is_worthless(visitor: Visitor) -> None:
    await visitor.post("/api/session")
    planted = visitor.cookie_header()

    await visitor.sign_in(ADA.name, ADA.password)

    assert visitor.cookie_header() != planted
    assert (await visitor.http.get("/api/conversation", headers={"Cookie": planted})).status_code == 401


async def test_the_cookie_is_for_the_browser_alone(visitor: Visitor) -> None:
    cookie = (await visitor.post("/api/session")).headers["set-cookie"]

    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert "Path=/" in cookie
    assert "Domain" not in cookie


async def test_the_cookie_is_secure_but_for_a_demo_on_this_machine(door: Door, visitor: Visitor) -> None:
    assert "Secure" not in (await visitor.post("/api/session")).headers["set-cookie"]
    door.app.state.doors = replace(door.app.state.doors, secure_cookies=True)

    async with door.visitor() as another:
        assert "Secure" in (await another.post("/api/session")).headers["set-cookie"]


async def test_one_customer_cannot_reach_another_ones_conversation(door: Door) -> None:
    async with door.visitor() as ada, door.visitor() as ben:
        conversation = (await ada.sign_in(ADA.name, ADA.password)).json()["conversation"]
        await ada.say("my very private matter")
        await ben.sign_in(BEN.name, BEN.password)

        for path in (
            f"/api/conversation?conversation={conversation}",
            f"/api/conversation?sender={conversation}&conversation_id={conversation}",
        ):
            assert "private" not in (await ben.get(path)).text
        body = {"id": "a", "text": "hello", "conversation": conversation, "sender": conversation, "customer": 1}
        await ben.post("/api/messages", body)

        assert len((await ada.get("/api/conversation")).json()["messages"]) == 2


async def test_a_live_line_hears_its_own_conversation_only(door: Door) -> None:
    async with door.visitor() as ada, door.visitor() as ben:
        conversation = (await ada.sign_in(ADA.name, ADA.password)).json()["conversation"]
        await ben.sign_in(BEN.name, BEN.password)
        async with ben.page(f"/api/chat?conversation={conversation}") as page:
            await page.next()
            await ada.say("my very private matter")
            await page.send({"type": "resume", "after": 0, "conversation": conversation})
            await page.send({"type": "ping"})
            await page.until("pong")

        assert "private" not in str(page.heard)


async def test_a_live_line_ends_with_its_session(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_socket, "SESSION_CHECK_SECONDS", 0.05)
    monkeypatch.setattr(identity, "SESSION_IDLE", timedelta(seconds=1))
    await visitor.sign_in(ADA.name, ADA.password)
    async with visitor.page() as page:
        await page.next()

        with pytest.raises(ConnectionClosed):
            await page.next()
        assert page.websocket.close_code == 4401


async def test_nothing_is_said_over_a_live_line_whose_session_has_ended(visitor: Visitor, bank: Bank) -> None:
    await visitor.sign_in(ADA.name, ADA.password)
    async with visitor.page() as page:
        await page.next()
        let_time_pass(bank, SESSION_IDLE + timedelta(minutes=1))

        await page.send({"type": "message", "id": "a", "text": "hello"})

        with pytest.raises(ConnectionClosed):
            await page.next()
        assert page.websocket.close_code == 4401


async def test_wrong_passwords_from_one_address_become_too_many(door: Door, visitor: Visitor) -> None:
    door.app.state.doors = replace(door.app.state.doors, wrong_by_address=RateLimit(3))
    statuses = [(await visitor.sign_in(f"nobody-{n}", "wrong")).status_code for n in range(4)]

    assert statuses == [401, 401, 401, 429]
    answer = await visitor.sign_in(ADA.name, ADA.password)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1


async def test_wrong_passwords_for_one_member_of_staff_become_too_many(visitor: Visitor) -> None:
    statuses = []
    for _ in range(TRIES + 1):
        answer = await visitor.post("/api/desk/sign-in", {"name": "robin", "password": "wrong"})
        statuses.append(answer.status_code)

    assert statuses == [401] * TRIES + [429]


async def test_no_more_live_lines_than_anybody_has_pages(visitor: Visitor) -> None:
    await visitor.post("/api/session")
    async with asyncio.timeout(20):
        pages = [visitor.page() for _ in range(11)]
        opened = [await page.__aenter__() for page in pages]
        for page in opened[:10]:
            assert (await page.next())["type"] == "hello"
        with pytest.raises(ConnectionClosed):
            await opened[10].next()
        assert opened[10].websocket.close_code == 4429
        for page in pages:
            await page.__aexit__(None, None, None)


async def test_an_anonymous_visitor_cannot_take_a_signed_in_live_line(visitor: Visitor) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with visitor.page():
            pass

    assert refused.value.response.status_code == 401


async def test_behind_a_trusted_proxy_each_address_has_its_own_limit_and_a_forged_header_counts_nothing(
    door: Door, visitor: Visitor
) -> None:
    async def statuses(*forwarded: str) -> list[int]:
        """Too many wrong passwords, each call with the next of these headers."""
        tries = enumerate(forwarded)
        bodies = [({"name": f"nobody-{secrets.token_hex(4)}", "password": "wrong"}, value) for _, value in tries]
        calls = [visitor.post("/api/demo/sign-in", body, headers={"X-Forwarded-For": to}) for body, to in bodies]
        return [(await call).status_code for call in calls]

    plain = door.app.state.doors
    door.app.state.doors = replace(plain, wrong_by_address=RateLimit(2))
    assert await statuses("198.51.100.1", "198.51.100.2", "198.51.100.3") == [401, 401, 429]

    trusting = replace(plain, wrong_by_address=RateLimit(2), proxies=TrustedProxies.parse("127.0.0.1"))
    door.app.state.doors = trusting
    assert await statuses("198.51.100.1", "198.51.100.1", "198.51.100.2") == [401, 401, 401]
    # what the caller wrote before the proxy added their address changes nothing
    assert await statuses("203.0.113.5, 198.51.100.1", "203.0.113.6, 198.51.100.1") == [429, 429]
