"""The audit record on both databases: rows are only added, and one that is changed or missing is found."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.store import Store, audit
from bot.store.audit import FIRST_HASH, Actor

DANA = Actor("dana", "auditor")


@pytest.fixture
def store(empty_url: str) -> Iterator[Store]:
    store = Store.open(empty_url)
    yield store
    store.close()


def write(store: Store, count: int = 5) -> None:
    for number in range(count):
        with store.write() as db:
            audit.append(db, DANA, "viewed", about=f"handover {number}", conversation_id="c", reason="Größe “é”")


def verify(store: Store, noted: tuple[int, str] | None = None) -> audit.Verdict:
    with store.read() as db:
        return audit.verify(db, noted)


def tamper(store: Store, statement: str) -> None:
    """As who holds the database could: without its triggers."""
    with store.engine.connect() as connection:
        if store.engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER audit_append_only"))
        else:
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER audit_no_{verb}"))
        connection.execute(text(statement))
        connection.commit()


def test_an_empty_record_is_whole(store: Store) -> None:
    assert verify(store) == audit.Verdict(0, FIRST_HASH, None)


def test_a_record_that_was_only_added_to_is_whole(store: Store) -> None:
    write(store)
    verdict = verify(store)
    assert (verdict.rows, verdict.problem) == (5, None)
    assert verdict.head != FIRST_HASH
    with store.read() as db:
        newest = audit.newest(db, None, 2)
        assert [row.number for row in newest] == [5, 4]
        assert [row.number for row in audit.newest(db, 4, 2)] == [3, 2]
        assert audit.as_json(newest[0])["reason"] == "Größe “é”"


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET reason = 'none'", "DELETE FROM audit", "DELETE FROM audit WHERE number = 5"]
)
def test_the_database_itself_refuses_to_change_a_row(store: Store, statement: str) -> None:
    write(store)
    with pytest.raises(DBAPIError, match="append-only"), store.write() as db:
        db.execute(text(statement))
    assert verify(store).problem is None


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE audit SET reason = 'none' WHERE number = 3", "Row 3 was changed"),
        ("UPDATE audit SET actor = 'eli' WHERE number = 1", "Row 1 was changed"),
        ("UPDATE audit SET role = NULL WHERE number = 2", "Row 2 was changed"),
        ("UPDATE audit SET hash = previous_hash WHERE number = 5", "Row 5 was changed"),
        ("DELETE FROM audit WHERE number = 1", "Row 1 is missing"),
        ("DELETE FROM audit WHERE number = 3", "Row 3 is missing"),
        ("DELETE FROM audit WHERE number = 5", "Rows after 4 are missing"),
        ("DELETE FROM audit", "Rows after 0 are missing"),
        ("DELETE FROM audit_head", "Rows after 5 are missing"),
    ],
)
def test_a_changed_or_missing_row_is_found(store: Store, statement: str, problem: str) -> None:
    write(store)
    tamper(store, statement)
    assert problem in (verify(store).problem or "")


def test_a_record_that_was_written_anew_is_found_by_a_head_that_was_noted(store: Store) -> None:
    write(store, 3)
    noted = (3, verify(store).head)
    write(store, 2)
    assert verify(store, noted).problem is None

    tamper(store, "DELETE FROM audit")
    with store.write() as db:
        db.execute(text("UPDATE audit_head SET number = 0, hash = :hash"), {"hash": FIRST_HASH})
    assert "which was noted, is missing" in (verify(store, noted).problem or "")
    write(store, 5)
    assert verify(store).problem is None
    assert "written anew" in (verify(store, noted).problem or "")


def test_what_is_not_committed_is_not_on_record(store: Store) -> None:
    write(store, 1)
    with pytest.raises(ZeroDivisionError), store.write() as db:
        audit.append(db, DANA, "viewed")
        raise ZeroDivisionError
    write(store, 1)
    assert verify(store).rows == 2


def test_many_who_write_at_once_make_one_chain(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: write(store, 3), range(8)))
    verdict = verify(store)
    assert (verdict.rows, verdict.problem) == (24, None)
