"""The transcript: ids and turns grow, buttons count for one turn, moments keep their zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from bot.store import Store, transcript
from bot.store.transcript import ASSISTANT, CUSTOMER, STAFF, Draft

HELLO = Draft(CUSTOMER, "hello", client_id="a")
CHOICE = Draft(ASSISTANT, "Which?", buttons=({"title": "Yes", "payload": "/yes"},))


@pytest.fixture(params=["sqlite", "postgresql"])
def any_store(request: pytest.FixtureRequest) -> Store:
    if request.param == "sqlite":
        return request.getfixturevalue("store")  # type: ignore[no-any-return]
    opened = Store.open(request.getfixturevalue("postgresql").empty_url())
    request.addfinalizer(opened.close)
    return opened


def test_what_is_appended_is_read_back_as_it_was(any_store: Store) -> None:
    draft = Draft(ASSISTANT, "Grüße 👋\n<b>", "Teller", ({"title": "T", "payload": "/p"},), {"kind": "x", "rows": [1]})
    with any_store.write() as db:
        (written,) = transcript.append(db, "c", [draft])

    with any_store.read() as db:
        (read,) = transcript.messages_after(db, "c")
    assert read.to_json() == written.to_json()
    assert read.at.tzinfo is not None
    assert abs((datetime.now(UTC) - read.at).total_seconds()) < 60


def test_ids_and_turns_grow_within_each_conversation(any_store: Store) -> None:
    with any_store.write() as db:
        first = transcript.append(db, "c", [HELLO, CHOICE])
        second = transcript.append(db, "c", [CHOICE])
        reply = transcript.append(db, "c", [CHOICE], turn=first[0].turn)
        other = transcript.append(db, "d", [HELLO])

    assert [message.id for message in (*first, *second, *reply)] == [1, 2, 3, 4]
    assert [message.turn for message in (*first, *second, *reply)] == [1, 1, 2, 1]
    assert (other[0].id, other[0].turn) == (1, 1)


def test_the_newest_messages_are_read_in_order(any_store: Store) -> None:
    with any_store.write() as db:
        transcript.append(db, "c", [Draft(ASSISTANT, str(number)) for number in range(10)])

        assert [message.text for message in transcript.messages_after(db, "c", limit=3)] == ["7", "8", "9"]
        assert [message.text for message in transcript.messages_after(db, "c", after=8)] == ["8", "9"]


def test_one_author_uses_an_id_once_and_another_may_use_it_too(any_store: Store) -> None:
    with any_store.write() as db:
        transcript.append(db, "c", [HELLO, Draft(STAFF, "hello", client_id="a")])
        found = transcript.said_under(db, "c", STAFF, "a")
        assert found is not None
        assert found.id == 2
        assert transcript.said_under(db, "c", STAFF, "b") is None

    with pytest.raises(IntegrityError), any_store.write() as db:
        transcript.append(db, "c", [HELLO])


def test_only_the_assistants_last_turn_offers_buttons(any_store: Store) -> None:
    with any_store.write() as db:
        transcript.append(db, "c", [CHOICE])
        assert transcript.offered_buttons(db, "c") == {"/yes": "Yes"}
        transcript.append(db, "c", [HELLO])
        assert transcript.offered_buttons(db, "c") == {"/yes": "Yes"}
        (last,) = transcript.append(db, "c", [Draft(ASSISTANT, "Well.")])
        assert transcript.offered_buttons(db, "c") == {}
        assert transcript.offered_buttons(db, "c", before_turn=last.turn) == {"/yes": "Yes"}


def test_data_of_a_kind_is_found(any_store: Store) -> None:
    with any_store.write() as db:
        transcript.append(db, "c", [Draft(ASSISTANT, "", data={"kind": kind, "n": n}) for n, kind in enumerate("xyx")])

        assert [data["n"] for data in transcript.shown_data(db, "c", "x")] == [0, 2]


def test_a_moment_without_a_zone_is_refused() -> None:
    from bot.store.models import UtcDateTime

    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), None)  # type: ignore[arg-type]  # noqa: DTZ001
