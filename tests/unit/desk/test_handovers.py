"""The queue in the database, on its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import IntegrityError

from bot.desk import handovers
from bot.desk.errors import AlreadyClaimedError
from bot.desk.handovers import LAST_TEXT_CHARACTERS, REASON_CHARACTERS, SUMMARY_FACTS
from bot.desk.staff import add_staff
from bot.store import Store, transcript
from bot.store.models import HandoverRow
from bot.store.transcript import Draft


def open_one(store: Store, conversation_id: str = "c") -> str:
    with store.write() as db:
        return handovers.open_handover(db, conversation_id, "Ada", "asked", (("Amount", "€60.00"),)).id


def test_a_conversation_waits_once_however_often_it_asks(store: Store) -> None:
    assert open_one(store) == open_one(store)


def test_the_database_itself_allows_one_open_handover_for_a_conversation(store: Store) -> None:
    open_one(store)
    with store.read() as db:
        waiting_since = handovers.waiting(db)[0].waiting_since

    with pytest.raises(IntegrityError), store.write() as db:
        db.add(
            HandoverRow(
                id="x",
                conversation_id="c",
                state="waiting",
                reason="",
                summary=[],
                waiting_since=waiting_since,
                position_told=False,
            )
        )


def test_a_closed_one_is_followed_by_a_new_one(store: Store) -> None:
    first = open_one(store)
    with store.write() as db:
        assert handovers.close(db, first)
        assert not handovers.close(db, first)

    assert open_one(store) != first


def test_of_what_is_with_others_the_newest_are_shown_and_what_is_closed_comes_last(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handovers, "QUEUE_SHOWN", 4)
    for name in "abcde":
        opened = open_one(store, name)
        with store.write() as db:
            handovers.claim(db, opened, 1)
            if name in "be":
                handovers.close(db, opened)

    with store.read() as db:
        shown = handovers.with_others(db, 2)
    assert [handover.conversation_id for handover in shown] == ["d", "c", "a", "e"]


def test_of_eight_who_claim_at_the_same_moment_one_wins(store: Store) -> None:
    handover_id = open_one(store)
    with store.write() as db:
        for number in range(2, 9):
            add_staff(db, f"staff-{number}", f"Staff {number}", "password")

    def claim(staff_id: int) -> bool:
        try:
            with store.write() as db:
                return handovers.claim(db, handover_id, staff_id)[1]
        except AlreadyClaimedError:
            return False

    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(claim, range(1, 9)))

    assert won.count(True) == 1


def test_the_position_is_told_once(store: Store) -> None:
    handover_id = open_one(store)
    with store.write() as db:
        assert handovers.tell_position_once(db, handover_id)
        assert not handovers.tell_position_once(db, handover_id)


def test_positions_count_who_came_earlier(store: Store) -> None:
    for name in "abc":
        open_one(store, name)
    with store.read() as db:
        queue = handovers.waiting(db)
        assert [handover.conversation_id for handover in queue] == ["a", "b", "c"]
        assert [handovers.position(db, handover) for handover in queue] == [1, 2, 3]


def test_what_is_shown_is_bounded(store: Store) -> None:
    with store.write() as db:
        transcript.append(db, "c", [Draft("customer", "x" * 5_000)])
        facts = [("label", "value")] * 100
        handover = handovers.open_handover(db, "c", None, "r" * 5_000, facts)

    assert len(handover.reason) == REASON_CHARACTERS
    assert len(handover.summary) == SUMMARY_FACTS
    assert len(handover.last_text) == LAST_TEXT_CHARACTERS


def test_the_page_learns_neither_conversation_nor_staff_id(store: Store) -> None:
    open_one(store)
    with store.read() as db:
        shown = handovers.waiting(db)[0].to_json()

    assert set(shown) == {
        "id", "customer", "reason", "summary", "waiting_since", "urgent", "status", "staff", "last_text"
    }  # fmt: skip
    assert shown["summary"] == [{"label": "Amount", "value": "€60.00"}]


def test_what_is_urgent_goes_before_what_waits_longer(store: Store) -> None:
    first = open_one(store, "a")
    with store.write() as db:
        urgent = handovers.open_handover(db, "b", "Ben", "fraud", (), is_urgent=True)
    with store.read() as db:
        assert [handover.id for handover in handovers.waiting(db)] == [urgent.id, first]
        assert handovers.position(db, urgent) == 1
        assert handovers.position(db, handovers.get(db, first)) == 2
