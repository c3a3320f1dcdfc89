"""Opening a bank, bringing it up to date, and what is said when that cannot be done. On both databases."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import bindparam, text
from sqlalchemy.exc import IntegrityError

from bank import Bank
from bank.domain.errors import BankUnavailable
from bank.store import revision
from bank.store.engine import bank_url, make_engine
from bank.store.install import initialise
from bank.store.models import Account, Base, Conversation
from bank.store.models.base import UtcDateTime
from tests.bank_fixtures import START, SetClock, World


def test_an_empty_bank_is_made_once_and_then_left_alone(empty_url: str) -> None:
    assert initialise(empty_url) is None
    assert initialise(empty_url) == revision.NEWEST
    Bank.open(empty_url).close()


def test_the_newest_migration_is_the_one_that_is_asked_for() -> None:
    assert ScriptDirectory(str(revision.MIGRATIONS)).get_current_head() == revision.NEWEST


def test_every_migration_has_a_note() -> None:
    for script in ScriptDirectory(str(revision.MIGRATIONS)).walk_revisions():
        assert script.module.__doc__, script.revision


def test_the_migrations_make_what_the_models_describe(empty_url: str) -> None:
    initialise(empty_url)
    bank = Bank.open(empty_url)
    with bank.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    bank.close()


def test_migrations_go_back_to_nothing(empty_url: str) -> None:
    initialise(empty_url)
    engine = make_engine(bank_url(empty_url))
    with engine.begin() as connection:
        revision.downgrade(connection)
    assert revision.current(engine) is None
    with engine.begin() as connection:
        revision.upgrade(connection)
    assert revision.current(engine) == revision.NEWEST
    engine.dispose()


@pytest.mark.parametrize("conversation", ["nobody's very own", "twice"])
def test_an_error_of_the_database_shows_no_value(world: World, conversation: str) -> None:
    """PostgreSQL would quote the row, or the key, in what it calls the detail."""
    row = {"token": "a secret hash", "conversation": conversation, "now": world.clock.now}
    insert = text(
        "INSERT INTO sessions (token_hash, conversation_id, started_at, last_seen_at) "
        "VALUES (:token, :conversation, :now, :now)"
    ).bindparams(bindparam("now", type_=UtcDateTime()))
    with pytest.raises(IntegrityError) as failed, world.work() as uow:
        uow.session.add(Conversation(id="twice", started_at=world.clock.now))
        uow.session.flush()
        uow.session.execute(insert, row)
        uow.session.execute(insert, row)
    told = "".join(traceback.format_exception(failed.value))
    assert "constraint" in told.lower()
    for value in ("a secret hash", conversation, str(world.clock.now.year)):
        assert value not in str(failed.value), told
        assert value not in str(failed.value.orig), told


def test_a_database_without_tables_is_refused(empty_url: str) -> None:
    if empty_url.startswith("sqlite"):
        Path(empty_url.removeprefix("sqlite:///")).touch()
    with pytest.raises(BankUnavailable, match="is empty"):
        Bank.open(empty_url)


def test_an_older_database_is_refused_until_it_is_brought_up_to_date(empty_url: str) -> None:
    initialise(empty_url)
    engine = make_engine(bank_url(empty_url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    with pytest.raises(BankUnavailable, match="migration 0001") as refused:
        Bank.open(empty_url)
    assert "teller bank init" in refused.value.remedy


def test_somebody_elses_database_is_refused_and_left_alone(empty_url: str) -> None:
    if empty_url.startswith("sqlite"):
        Path(empty_url.removeprefix("sqlite:///")).touch()
    engine = make_engine(bank_url(empty_url))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY)"))
    for attempt in (Bank.open, initialise):
        with pytest.raises(BankUnavailable, match="something else"):
            attempt(empty_url)
    engine.dispose()


def test_a_missing_file_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(BankUnavailable, match="no bank database") as refused:
        Bank.open(f"sqlite:///{tmp_path / 'none.db'}")
    assert "teller bank seed" in refused.value.remedy
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    "content", [b"not a database" * 100, b"\x00\xfe" * 4096, b"SQLite format 3\x00" + b"\xff" * 4096]
)
def test_a_broken_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.db"
    path.write_bytes(content)
    with pytest.raises(BankUnavailable, match="damaged"):
        Bank.open(f"sqlite:///{path}")
    assert path.read_bytes() == content


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(BankUnavailable):
        Bank.open(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize("url", ["", "bank.db", "sqlite://", "sqlite:///:memory:", "mysql://x/y", "postgresql:/x"])
def test_an_address_of_no_bank_is_refused(url: str) -> None:
    with pytest.raises(BankUnavailable):
        Bank.open(url)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(BankUnavailable, match="does not answer") as refused:
        Bank.open("postgresql://teller:hunter2@127.0.0.1:1/bank")
    assert "hunter2" not in str(refused.value)


def test_the_clock_is_the_banks(world: World) -> None:
    with world.bank.unit_of_work() as uow:
        assert uow.now == START
        world.clock.forward(days=1)
        assert uow.today.isoformat() == "2026-03-11"


def test_a_moment_is_kept_in_utc_and_one_without_a_zone_is_refused(world: World) -> None:
    with world.work() as uow:
        assert uow.session.get_one(Account, world.ada_current).opened_at == START
        uow.session.get_one(Account, world.ada_current).opened_at = START.replace(tzinfo=None)
        with pytest.raises(Exception, match="without a time zone"):
            uow.session.flush()
        uow.session.rollback()


def test_what_was_written_before_a_service_writes_is_kept(world: World) -> None:
    with world.work() as uow:
        uow.session.get_one(Account, world.ada_savings).name = "Rainy day"
        uow.write()
    with world.bank.unit_of_work() as uow:
        assert uow.session.get_one(Account, world.ada_savings).name == "Rainy day"


def test_a_database_that_fails_in_the_middle_is_said_to_be_unavailable(world: World) -> None:
    with pytest.raises(BankUnavailable, match="does not answer"), world.bank.unit_of_work() as uow:
        uow.write()
        if uow.is_postgresql:
            uow.session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        else:
            with world.bank.unit_of_work() as other:
                other.session.execute(text("PRAGMA busy_timeout = 1"))
                other.write()


def test_the_default_clock_is_the_machines(empty_url: str) -> None:
    initialise(empty_url, SetClock())
    bank = Bank.open(empty_url)
    with bank.unit_of_work() as uow:
        assert uow.now > START
    bank.close()
