"""The bot's database is made when it is missing, and refused with a sentence when it cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.store import Store, StoreError, database
from bot.store.database import NEWEST_MIGRATION, VERSION_TABLE
from bot.store.models import Base, HandoverRow


def test_a_missing_database_is_made_with_all_its_tables(empty_url: str) -> None:
    Store.open(empty_url).close()

    store = Store.open(empty_url)

    assert store.answers()
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, Base.metadata) == []
    store.close()


def test_the_newest_migration_is_the_one_the_start_looks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))

    assert ScriptDirectory.from_config(config).get_current_head() == NEWEST_MIGRATION


def test_the_folder_of_a_new_database_is_made_too(tmp_path: Path) -> None:
    Store.open(f"sqlite:///{tmp_path / 'new' / 'folder' / 'bot.db'}").close()

    assert (tmp_path / "new" / "folder" / "bot.db").is_file()


def test_a_broken_file_is_refused_with_what_to_do_and_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    file.write_bytes(b"this is no database " * 100)

    with pytest.raises(StoreError, match=r"bot\.db cannot be opened .*move it away and start again"):
        Store.open(f"sqlite:///{file}")

    assert file.read_bytes() == b"this is no database " * 100


def test_a_folder_where_the_file_should_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open(f"sqlite:///{tmp_path}")


def test_a_database_of_a_newer_release_is_refused(empty_url: str) -> None:
    store = Store.open(empty_url)
    with store.engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))  # noqa: S608
    store.close()

    with pytest.raises(StoreError, match="version 9999"):
        Store.open(empty_url)


@pytest.mark.parametrize("url", ["nonsense", "oracle://x/y", "nosuchdatabase://x", "://"])
def test_an_address_of_no_known_kind_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match="TELLER_BOT_URL"):
        Store.open(url)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(StoreError) as refused:
        Store.open("postgresql+psycopg://teller:hidden-word@127.0.0.1:1/bot")

    assert "does not answer" in refused.value.sentence
    assert "hidden-word" not in refused.value.sentence


def test_what_raises_in_a_write_is_not_kept(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as db:
        db.execute(text("UPDATE staff SET display_name = 'Nobody'"))
        raise ZeroDivisionError

    with store.read() as db:
        assert db.scalar(text("SELECT display_name FROM staff")) == "Robin"


def test_an_error_says_nothing_of_what_was_to_be_written(store: Store) -> None:
    with pytest.raises(IntegrityError) as refused, store.write() as db:
        db.add(HandoverRow(id="1", conversation_id="c", state="nonsense", reason="a private matter"))

    assert "private" not in str(refused.value)
