"""Staff over HTTP: a second factor, what each role reaches, and a record of every view of a customer."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import text
from starlette.routing import Route
from websockets.exceptions import InvalidStatus

from bank.demo.people import SIGN_INS
from bot.desk import Desk, totp
from bot.desk.demo import DEMO_ACCOUNTS
from bot.desk.permissions import PERMISSIONS, Permission, Role
from bot.store import Store, audit
from tests.door_fixtures import Door, Visitor
from tests.store_fixtures import Newcomer

ADA = SIGN_INS[0]
ROBIN, SASHA, NOOR, KIM = DEMO_ACCOUNTS
REASON = "Complaint 4711: was the customer told the fee?"
# Which permission each route of the desk takes; None: all staff. A new route must be put here.
ROUTES = {
    ("POST", "/api/desk/sign-out"): None,
    ("GET", "/api/desk/me"): None,
    ("GET", "/api/desk/canned"): Permission.SERVE,
    ("GET", "/api/desk/queue"): Permission.SERVE,
    ("GET", "/api/desk/handovers/{id}"): Permission.SERVE,
    ("POST", "/api/desk/handovers/{id}/look-in"): Permission.LOOK_IN,
    ("POST", "/api/desk/handovers/{id}/claim"): Permission.SERVE,
    ("POST", "/api/desk/handovers/{id}/messages"): Permission.SERVE,
    ("POST", "/api/desk/handovers/{id}/hand-back"): Permission.SERVE,
    ("GET", "/api/desk/handovers/{id}/cases"): Permission.HANDLE_CASES,
    ("POST", "/api/desk/handovers/{id}/cases"): Permission.HANDLE_CASES,
    ("GET", "/api/desk/audit"): Permission.READ_AUDIT,
    ("GET", "/api/desk/staff"): Permission.MANAGE_STAFF,
    ("POST", "/api/desk/staff/role"): Permission.MANAGE_STAFF,
}


async def desk_sign_in(visitor: Visitor, **body: str) -> httpx.Response:
    return await visitor.post("/api/desk/sign-in", body)


async def handed_over(door: Door, customer: Visitor) -> str:
    """Let the customer ask for a person, and Robin claim the conversation; its id."""
    await customer.sign_in(ADA.name, ADA.password)
    await customer.say("person please, it is about my loan")
    async with door.visitor() as robin:
        await robin.desk_sign_in()
        (handover,) = (await robin.get("/api/desk/queue")).json()["waiting"]
        await robin.post(f"/api/desk/handovers/{handover['id']}/claim")
        return str(handover["id"])


def rows(store: Store, event: str) -> list[Any]:
    with store.read() as db:
        return [row for row in audit.all_rows(db) if row.event == event]


def test_every_route_of_the_desk_takes_a_permission_that_is_written_here(door: Door) -> None:
    found = {
        (method, route.path)
        for route in door.app.routes
        if isinstance(route, Route) and route.path.startswith("/api/desk/")
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert found - {("POST", "/api/desk/sign-in")} == set(ROUTES)


@pytest.mark.parametrize("role", Role)
async def test_a_role_reaches_what_its_permissions_name_and_nothing_else(
    door: Door, desk: Desk, visitor: Visitor, role: Role
) -> None:
    member = Newcomer.add(desk, "dana", role)
    member.enrol(desk)
    answer = await desk_sign_in(visitor, name="dana", password=member.password, code=member.code())
    assert set(answer.json()["permissions"]) == PERMISSIONS[role]

    for (method, path), permission in ROUTES.items():
        if path.endswith("/sign-out"):
            continue
        body = None if method == "GET" else {}
        answer = await visitor.http.request(
            method, path.replace("{id}", "0" * 32), json=body, headers={"Origin": visitor.base}
        )
        allowed = permission is None or permission in PERMISSIONS[role]
        assert (answer.status_code != 403) is allowed, (method, path)
        if not allowed:
            assert answer.json()["error"]["code"] == "not_allowed"
    if Permission.SERVE not in PERMISSIONS[role]:
        with pytest.raises(InvalidStatus) as refused:
            async with visitor.page("/api/desk/live"):
                pass
        assert refused.value.response.status_code == 403


def test_who_keeps_the_record_or_the_accounts_reads_no_conversation() -> None:
    for role in (Role.AUDITOR, Role.ADMINISTRATOR, Role.TESTER):
        assert not PERMISSIONS[role] & {Permission.SERVE, Permission.LOOK_IN}
    assert set().union(*PERMISSIONS.values()) == set(Permission)


async def test_the_first_sign_in_sets_up_the_second_factor(desk: Desk, visitor: Visitor) -> None:
    dana = Newcomer.add(desk, "dana", Role.AGENT)
    begun = await desk_sign_in(visitor, name="dana", password=dana.password)
    assert begun.status_code == 200
    assert "set-cookie" not in begun.headers
    assert (await visitor.get("/api/desk/me")).status_code == 401
    dana.secret = begun.json()["enrol"]["secret"]

    done = await desk_sign_in(visitor, name="dana", password=dana.password, code=totp.code_at(dana.secret, dana.step()))

    assert len(done.json()["recovery_codes"]) == 10
    assert (await visitor.get("/api/desk/me")).json()["name"] == "Dana"
    async with Visitor.open(visitor.base) as elsewhere:
        needed = await desk_sign_in(elsewhere, name="dana", password=dana.password)
        assert (needed.status_code, needed.json()["error"]["code"]) == (401, "code_needed")
        wrong = await desk_sign_in(elsewhere, name="dana", password=dana.password, code="000000")
        assert (wrong.status_code, wrong.json()["error"]["code"]) == (401, "wrong_code")
        assert (await elsewhere.get("/api/desk/me")).status_code == 401
        again = await desk_sign_in(elsewhere, name="dana", password=dana.password, code=dana.code())
        assert again.json()["recovery_codes"] == []


async def test_a_conversation_that_is_read_in_the_queue_is_on_record_with_why_it_waits(
    door: Door, visitor: Visitor, store: Store
) -> None:
    conversation = (await visitor.sign_in(ADA.name, ADA.password)).json()["conversation"]
    await visitor.say("person please")
    async with door.visitor() as robin:
        await robin.desk_sign_in()
        (handover,) = (await robin.get("/api/desk/queue")).json()["waiting"]
        await robin.get(f"/api/desk/handovers/{handover['id']}")
    (row,) = rows(store, "viewed")
    assert (row.actor, row.role, row.conversation_id) == ("robin", "agent", conversation)
    assert row.reason == "At the desk: The customer asked for a person."


async def test_looking_into_anothers_conversation_needs_a_reason_that_is_recorded(
    door: Door, visitor: Visitor, store: Store
) -> None:
    handover_id = await handed_over(door, visitor)
    path = f"/api/desk/handovers/{handover_id}"
    async with door.visitor() as sasha:
        await sasha.desk_sign_in(SASHA.sign_in_name, SASHA.password)
        (other,) = (await sasha.get("/api/desk/queue")).json()["others"]
        assert (other["id"], other["last_text"], other["summary"]) == (handover_id, "", [])
        assert (await sasha.get(path)).status_code == 403
        for reason in ("", "          ", "because", "a  b  c d "):
            refused = await sasha.post(f"{path}/look-in", {"reason": reason})
            assert (refused.status_code, refused.json()["error"]["code"]) == (422, "no_reason")
        assert rows(store, "viewed") == []

        read = await sasha.post(f"{path}/look-in", {"reason": REASON})

        assert "it is about my loan" in read.text
        assert (await sasha.post(f"{path}/messages", {"id": "s", "text": "hello"})).status_code == 403
    (row,) = rows(store, "viewed")
    assert (row.actor, row.role, row.reason, row.about) == ("sasha", "supervisor", REASON, handover_id)


async def test_an_agent_cannot_look_into_anothers_conversation_whatever_the_reason(
    door: Door, desk: Desk, visitor: Visitor, store: Store
) -> None:
    handover_id = await handed_over(door, visitor)
    dana = Newcomer.add(desk, "dana", Role.AGENT)
    dana.enrol(desk)
    async with door.visitor() as agent:
        await desk_sign_in(agent, name="dana", password=dana.password, code=dana.code())
        assert "others" not in (await agent.get("/api/desk/queue")).json()
        refused = await agent.post(f"/api/desk/handovers/{handover_id}/look-in", {"reason": REASON})
        assert refused.status_code == 403
    assert rows(store, "viewed") == []


async def test_no_view_without_its_row(door: Door, visitor: Visitor, store: Store) -> None:
    handover_id = await handed_over(door, visitor)
    with store.engine.begin() as connection:
        connection.execute(
            text("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
        )
    async with door.visitor() as sasha:
        refused = await desk_sign_in(sasha, name=SASHA.sign_in_name, password=SASHA.password)
        assert refused.status_code == 503
        with store.engine.begin() as connection:
            connection.execute(text("DROP TRIGGER full"))
        await sasha.desk_sign_in(SASHA.sign_in_name, SASHA.password)
        with store.engine.begin() as connection:
            connection.execute(
                text("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
            )
        answer = await sasha.post(f"/api/desk/handovers/{handover_id}/look-in", {"reason": REASON})
        assert answer.status_code == 503
        assert "loan" not in answer.text


async def test_the_auditor_reads_the_newest_rows_first_and_that_is_on_record(
    door: Door, visitor: Visitor, store: Store
) -> None:
    await handed_over(door, visitor)
    async with door.visitor() as noor:
        await noor.desk_sign_in(NOOR.sign_in_name, NOOR.password)
        found = (await noor.get("/api/desk/audit")).json()["rows"]
        numbers = [row["number"] for row in found]
        assert numbers == sorted(numbers, reverse=True)
        assert [row["event"] for row in found] == ["audit_read", "signed_in", "claimed", "signed_in"]
        assert "loan" not in str(found)
        earlier = (await noor.get("/api/desk/audit?before=3")).json()["rows"]
        assert [row["number"] for row in earlier] == [2, 1]
        for before in ("x", "-1", "1e3", "99999999999999999999"):
            assert (await noor.get(f"/api/desk/audit?before={before}")).status_code == 422
    with store.read() as db:
        assert audit.verify(db).problem is None


async def test_refused_sign_ins_and_sign_outs_are_on_record(visitor: Visitor, store: Store) -> None:
    await desk_sign_in(visitor, name="robin", password="wrong")
    await desk_sign_in(visitor, name="nobody", password="wrong")
    await visitor.desk_sign_in()
    await visitor.post("/api/desk/sign-out")
    assert [row.actor for row in rows(store, "sign_in_refused")] == ["robin"]
    assert [row.actor for row in rows(store, "signed_out")] == ["robin"]


async def test_an_administrator_gives_others_a_role_and_never_themselves(
    door: Door, visitor: Visitor, store: Store
) -> None:
    async with door.visitor() as robin:
        await robin.desk_sign_in()
        await visitor.desk_sign_in(KIM.sign_in_name, KIM.password)

        changed = await visitor.post("/api/desk/staff/role", {"name": "robin", "role": "auditor"})

        assert {each["name"]: each["role"] for each in changed.json()["staff"]}["robin"] == "auditor"
        assert (await robin.get("/api/desk/me")).status_code == 401
    (row,) = rows(store, "role_changed")
    assert (row.actor, row.about, row.reason) == ("kim", "robin", "agent to auditor")
    for body, status in (
        ({"name": "kim", "role": "agent"}, 409),
        ({"name": "robin", "role": "king"}, 422),
        ({"name": "nobody", "role": "agent"}, 404),
    ):
        assert (await visitor.post("/api/desk/staff/role", body)).status_code == status
