"""Staff signs in with a password that is kept as argon2id, and holds a token of which only the hash is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.desk import Desk
from bot.desk.demo import DEMO_ACCOUNTS, DEMO_STAFF
from bot.desk.errors import StaffSignInFailedError
from bot.desk.staff import ABSOLUTE, IDLE
from bot.store import Store
from tests.store_fixtures import signed_in


def let_time_pass(store: Store, column: str, gone: timedelta) -> None:
    with store.engine.begin() as connection:
        by = {"by": f"-{int(gone.total_seconds())} seconds"}
        connection.execute(text(f"UPDATE staff_sessions SET {column} = datetime({column}, :by)"), by)  # noqa: S608


def test_the_demo_account_signs_in(desk: Desk) -> None:
    robin = signed_in(desk)
    staff, token = robin.staff, robin.token

    assert (staff.name, staff.role) == ("Robin", "agent")
    assert desk.staff_for(token) == staff


def test_the_demo_accounts_are_made_once(desk: Desk, store: Store) -> None:
    desk.add_demo_staff()

    with store.read() as db:
        assert db.scalar(text("SELECT count(*) FROM staff")) == len(DEMO_ACCOUNTS)


@pytest.mark.parametrize(
    ("name", "password"), [("robin", "wrong"), ("robin", ""), ("nobody", DEMO_STAFF.password), ("Robin", "x"), ("", "")]
)
def test_a_wrong_name_or_password_is_refused_alike(desk: Desk, name: str, password: str) -> None:
    with pytest.raises(StaffSignInFailedError, match="Name or password is wrong"):
        desk.sign_in(name, password)


def test_neither_password_nor_token_is_kept(desk: Desk, store: Store) -> None:
    token = signed_in(desk).token

    with store.read() as db:
        password_hash = str(db.scalar(text("SELECT password_hash FROM staff WHERE name = 'robin'")))
        token_hash = str(db.scalar(text("SELECT token_hash FROM staff_sessions")))
    assert password_hash.startswith("$argon2id$")
    assert len(token) >= 43
    assert token not in token_hash


def test_a_session_ends_when_it_is_ended(desk: Desk) -> None:
    robin = signed_in(desk)
    staff, token = robin.staff, robin.token

    desk.sign_out(token)

    assert desk.staff_for(token) is None
    assert not desk.is_signed_in(staff.id)


def test_a_session_ends_when_nobody_uses_it(desk: Desk, store: Store) -> None:
    token = signed_in(desk).token

    let_time_pass(store, "idle_ends_at", IDLE - timedelta(minutes=1))
    assert desk.staff_for(token) is not None  # and that was a use
    let_time_pass(store, "idle_ends_at", IDLE - timedelta(minutes=1))
    assert desk.staff_for(token) is not None
    let_time_pass(store, "idle_ends_at", IDLE + timedelta(seconds=1))
    assert desk.staff_for(token) is None


def test_looking_whether_a_session_lives_does_not_keep_it_alive(desk: Desk, store: Store) -> None:
    token = signed_in(desk).token

    let_time_pass(store, "idle_ends_at", IDLE - timedelta(minutes=1))
    assert desk.staff_for(token, is_use=False) is not None
    let_time_pass(store, "idle_ends_at", timedelta(minutes=2))
    assert desk.staff_for(token, is_use=False) is None


def test_a_session_in_use_ends_all_the_same_after_a_working_day(desk: Desk, store: Store) -> None:
    token = signed_in(desk).token

    let_time_pass(store, "ends_at", ABSOLUTE + timedelta(seconds=1))

    assert desk.staff_for(token) is None


def test_sessions_that_are_over_are_swept_away(desk: Desk, store: Store) -> None:
    desk.sign_in(DEMO_STAFF.sign_in_name, DEMO_STAFF.password)
    let_time_pass(store, "ends_at", ABSOLUTE + timedelta(seconds=1))

    desk.sign_in(DEMO_STAFF.sign_in_name, DEMO_STAFF.password)

    with store.read() as db:
        assert db.scalar(text("SELECT count(*) FROM staff_sessions")) == 1


@pytest.mark.parametrize("token", ["", "x", "ü", "0" * 64])
def test_a_token_that_nobody_was_given_opens_nothing(desk: Desk, token: str) -> None:
    assert desk.staff_for(token) is None
