"""Cases at the desk over HTTP: for who has the conversation, by role, recorded with a reason, told at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from bank import Bank, CustomerId
from bank.demo.people import SIGN_INS
from bank.domain.cases import CaseKind
from bank.services import cases, identity
from bot.desk.demo import DEMO_ACCOUNTS
from bot.store import Store, audit
from tests.door_fixtures import Door, Visitor

ADA, BEN = SIGN_INS[:2]
ROBIN, SASHA, NOOR, KIM = DEMO_ACCOUNTS
REASON = "Her letters were found at the branch"
NOTE = "We have found your letters and answer this week."


@pytest.fixture
def number(bank: Bank) -> str:
    """A complaint of Ada's."""
    with bank.unit_of_work() as uow:
        where = identity.open_session_for(uow, CustomerId(1)).conversation_id
        case = cases.open_case(uow, CustomerId(1), where, CaseKind.COMPLAINT, "Nobody answered my letters")
        uow.commit()
        return case.number


@asynccontextmanager
async def claimed(door: Door, customer: Visitor, by: Any = ROBIN, who: Any = ADA) -> AsyncIterator[tuple[Visitor, str]]:
    """A member of staff who has this customer's conversation, and the path of its cases."""
    await customer.sign_in(who.name, who.password)
    await customer.say("person please")
    async with door.visitor() as member:
        await member.desk_sign_in(by.sign_in_name, by.password)
        (handover,) = (await member.get("/api/desk/queue")).json()["waiting"]
        path = f"/api/desk/handovers/{handover['id']}"
        await member.post(f"{path}/claim")
        yield member, f"{path}/cases"


async def move(member: Visitor, path: str, number: str, state: str, **more: Any) -> httpx.Response:
    return await member.post(
        path, {"id": "one", "number": number, "state": state, "note": NOTE, "reason": REASON, "refund": False} | more
    )


def recorded(store: Store, event: str) -> list[tuple[str, str | None, str]]:
    with store.read() as db:
        return [(row.actor, row.about, row.reason) for row in audit.all_rows(db) if row.event == event]


async def test_a_case_is_moved_on_with_a_note_and_a_reason(
    door: Door, visitor: Visitor, store: Store, number: str
) -> None:
    async with claimed(door, visitor) as (robin, path):
        (case,) = (await robin.get(path)).json()["cases"]
        assert (case["number"], case["state"]["id"], case["text"]) == (number, "received", "Nobody answered my letters")
        (case,) = (await move(robin, path, number, "in_progress")).json()["cases"]
    assert (case["state"]["id"], case["steps"][0]["by"], case["steps"][0]["note"]) == ("in_progress", "robin", NOTE)
    assert recorded(store, "case_in_progress") == [("robin", number, REASON)]
    assert len(recorded(store, "cases_viewed")) == 1


async def test_an_open_page_hears_of_it_at_once_and_a_closed_one_does_not_take_the_news(
    door: Door, visitor: Visitor, number: str
) -> None:
    async with claimed(door, visitor) as (robin, path):
        away = (await move(robin, path, number, "in_progress")).json()["cases"][0]
        assert [step["told"] for step in away["steps"]] == [False]
        async with visitor.page() as page:
            await page.next()
            there = (await move(robin, path, number, "waiting", id="two")).json()["cases"][0]
            heard = [await page.next() for _ in range(2)]
    assert [step["told"] for step in there["steps"]] == [True, True]
    assert [event["message"]["text"] for event in heard if event["type"] == "message"] == [
        f"Your complaint {number} is being looked at. {NOTE}",
        f"Your complaint {number} is waiting for you. {NOTE}",
    ]


async def test_the_same_id_again_counts_once(door: Door, visitor: Visitor, number: str) -> None:
    async with claimed(door, visitor) as (robin, path):
        for _ in range(2):
            answer = await move(robin, path, number, "resolved")
    assert len(answer.json()["cases"][0]["steps"]) == 1


async def test_another_customers_case_is_not_there(door: Door, visitor: Visitor, store: Store, number: str) -> None:
    async with claimed(door, visitor, who=BEN) as (robin, path):
        assert (await robin.get(path)).json() == {"cases": []}
        answer = await move(robin, path, number, "resolved")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_case")
    assert recorded(store, "case_resolved") == [], "what was not done is not on record"


async def test_only_who_has_the_conversation_sees_and_moves_its_cases(
    door: Door, visitor: Visitor, number: str
) -> None:
    async with claimed(door, visitor) as (_, path), door.visitor() as sasha:
        await sasha.desk_sign_in(SASHA.sign_in_name, SASHA.password)
        assert (await sasha.get(path)).status_code == 403
        assert (await move(sasha, path, number, "resolved")).status_code == 403


@pytest.mark.parametrize("account", [NOOR, KIM])
async def test_who_keeps_records_or_accounts_handles_no_cases(
    door: Door, visitor: Visitor, number: str, account: Any
) -> None:
    async with claimed(door, visitor) as (_, path), door.visitor() as other:
        await other.desk_sign_in(account.sign_in_name, account.password)
        for answer in (await other.get(path), await move(other, path, number, "resolved")):
            assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")


async def test_a_refund_takes_a_supervisor(door: Door, visitor: Visitor, number: str) -> None:
    async with claimed(door, visitor) as (robin, path):
        answer = await move(robin, path, number, "resolved", refund=True)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")
    async with door.visitor() as other, claimed(door, other, by=SASHA) as (sasha, path):
        answer = await move(sasha, path, number, "resolved", refund=True)
    assert answer.json()["error"]["code"] == "case_not_refundable", "a complaint is about no charge"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"reason": "why"}, "no_reason"),
        ({"state": "won"}, "bad_fields"),
        ({"state": "received"}, "case_step_not_allowed"),
        ({"state": "resolved", "note": ""}, "case_note_missing"),
        ({"refund": "yes"}, "bad_fields"),
        ({"note": "n" * 501}, "too_long"),
    ],
)
async def test_what_is_not_as_it_must_be_is_refused(
    door: Door, visitor: Visitor, number: str, wrong: dict[str, Any], code: str
) -> None:
    async with claimed(door, visitor) as (robin, path):
        answer = await move(robin, path, number, **{"state": "waiting"} | wrong)
        assert answer.json()["error"]["code"] == code
        assert (await robin.get(path)).json()["cases"][0]["steps"] == []
