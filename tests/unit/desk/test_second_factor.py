"""At the desk, a password alone opens nothing: an app's code or a recovery code comes with it, each good once."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.desk import Desk, totp
from bot.desk.demo import DEMO_ACCOUNTS
from bot.desk.desk import Enrolment, SignedIn
from bot.desk.errors import (
    CodeNeededError,
    NameTakenError,
    StaffLockedError,
    StaffSignInFailedError,
    UnknownStaffError,
    WrongCodeError,
)
from bot.desk.permissions import Role
from bot.desk.second_factor import RECOVERY_CODES
from bot.desk.staff import LOCK, TRIES
from bot.store import Store
from bot.store.audit import Actor
from bot.store.sealing import KEY_CHARACTERS, SealingError
from tests.store_fixtures import Newcomer, sealer

CONSOLE = Actor("console: test")


@pytest.fixture
def dana(desk: Desk) -> Newcomer:
    return Newcomer.add(desk, "dana", Role.AGENT)


def test_the_first_sign_in_sets_up_the_app_and_gives_recovery_codes(desk: Desk, dana: Newcomer) -> None:
    begun = desk.sign_in("dana", dana.password)
    assert isinstance(begun, Enrolment)
    assert begun.secret in begun.uri
    assert desk.sign_in("dana", dana.password) == begun  # a page that was reloaded shows the same

    done = desk.sign_in("dana", dana.password, totp.code_at(begun.secret, dana.step()))

    assert isinstance(done, SignedIn)
    assert len(set(done.recovery_codes)) == RECOVERY_CODES == done.recovery_codes_left
    assert desk.staff_for(done.token) == done.staff


def test_a_wrong_code_sets_up_nothing(desk: Desk, dana: Newcomer) -> None:
    desk.sign_in("dana", dana.password)
    with pytest.raises(WrongCodeError):
        desk.sign_in("dana", dana.password, "000000")
    assert isinstance(desk.sign_in("dana", dana.password), Enrolment)


def test_afterwards_the_password_alone_opens_nothing(desk: Desk, dana: Newcomer) -> None:
    dana.enrol(desk)
    with pytest.raises(CodeNeededError):
        desk.sign_in("dana", dana.password)
    with pytest.raises(StaffSignInFailedError):
        desk.sign_in("dana", "wrong", dana.code())
    assert dana.sign_in(desk).recovery_codes == ()


def test_an_apps_code_is_good_once_and_no_older_one_after_it(desk: Desk, dana: Newcomer) -> None:
    dana.enrol(desk)
    code = dana.code()
    assert isinstance(desk.sign_in("dana", dana.password, code), SignedIn)
    for used in (code, totp.code_at(dana.secret, dana.step() - 1)):
        with pytest.raises(WrongCodeError):
            desk.sign_in("dana", dana.password, used)


def test_a_recovery_code_stands_in_once(desk: Desk, dana: Newcomer) -> None:
    code = dana.enrol(desk)[3]
    signed_in = desk.sign_in("dana", dana.password, code.upper())
    assert isinstance(signed_in, SignedIn)
    assert signed_in.recovery_codes_left == RECOVERY_CODES - 1
    with pytest.raises(WrongCodeError):
        desk.sign_in("dana", dana.password, code)


def test_a_recovery_code_of_somebody_else_is_wrong(desk: Desk, dana: Newcomer) -> None:
    codes = dana.enrol(desk)
    eli = Newcomer.add(desk, "eli", Role.AGENT)
    eli.enrol(desk)
    with pytest.raises(WrongCodeError):
        desk.sign_in("eli", eli.password, codes[0])


def test_neither_recovery_codes_nor_passwords_are_kept(desk: Desk, dana: Newcomer, store: Store) -> None:
    codes = dana.enrol(desk)
    with store.read() as db:
        tables = ("staff", "staff_recovery_codes", "staff_sessions", "audit")
        everything = str([db.execute(text(f"SELECT * FROM {table}")).all() for table in tables])  # noqa: S608
    assert not any(secret in everything for secret in (*codes, dana.password))


@pytest.mark.parametrize("guess", ["a password", "a code"])
def test_five_wrong_tries_close_the_account_for_a_while(desk: Desk, dana: Newcomer, store: Store, guess: str) -> None:
    dana.enrol(desk)
    for _ in range(TRIES):
        if guess == "a password":
            with pytest.raises(StaffSignInFailedError):
                desk.sign_in("dana", "wrong")
        else:
            with pytest.raises(WrongCodeError):
                desk.sign_in("dana", dana.password, "000000")
    with pytest.raises(StaffLockedError):
        dana.sign_in(desk)

    with store.engine.begin() as connection:
        passed = {"moment": datetime.now(UTC) - timedelta(seconds=1)}
        connection.execute(text("UPDATE staff SET locked_until = :moment"), passed)
    assert dana.sign_in(desk).staff.name == "Dana"
    assert timedelta(minutes=15) <= LOCK


def test_asking_for_the_code_gives_no_more_guesses(desk: Desk, dana: Newcomer) -> None:
    dana.enrol(desk)
    for _ in range(TRIES):
        with pytest.raises(CodeNeededError):
            desk.sign_in("dana", dana.password)
        with pytest.raises(WrongCodeError):
            desk.sign_in("dana", dana.password, "000000")
    with pytest.raises(StaffLockedError):
        desk.sign_in("dana", dana.password)


def test_who_lost_phone_and_codes_begins_anew_with_a_new_password(desk: Desk, dana: Newcomer) -> None:
    codes = dana.enrol(desk)
    token = dana.sign_in(desk).token
    old_password, dana.password = dana.password, desk.reset(CONSOLE, "dana")
    assert desk.staff_for(token) is None
    with pytest.raises(StaffSignInFailedError):
        desk.sign_in("dana", old_password, codes[0])
    assert isinstance(desk.sign_in("dana", dana.password), Enrolment)
    with pytest.raises(WrongCodeError):
        desk.sign_in("dana", dana.password, codes[0])


def test_another_role_ends_the_sessions_of_the_old_one(desk: Desk, dana: Newcomer) -> None:
    dana.enrol(desk)
    token = dana.sign_in(desk).token
    desk.give_role(CONSOLE, "dana", Role.AUDITOR)
    assert desk.staff_for(token) is None


def test_who_has_left_cannot_sign_in_and_their_name_stays_theirs(desk: Desk, dana: Newcomer) -> None:
    dana.enrol(desk)
    token = dana.sign_in(desk).token
    desk.remove(CONSOLE, "dana")
    assert desk.staff_for(token) is None
    with pytest.raises(StaffSignInFailedError):
        desk.sign_in("dana", dana.password, dana.code())
    with pytest.raises(UnknownStaffError):
        desk.reset(CONSOLE, "dana")
    with pytest.raises(NameTakenError):
        desk.add(CONSOLE, "dana", "Dana", Role.AGENT)


def test_the_demos_accounts_open_nothing_outside_the_demo(store: Store, tmp_path: Path) -> None:
    for account in DEMO_ACCOUNTS:
        with pytest.raises(StaffSignInFailedError):
            Desk(store, sealer(tmp_path)).sign_in(account.sign_in_name, account.password)


def test_the_database_alone_gives_no_secret_away(desk: Desk, dana: Newcomer, store: Store) -> None:
    dana.enrol(desk)
    path = Path(str(store.engine.url.database))
    for file in path.parent.glob(f"{path.name}*"):
        kept = file.read_bytes()
        assert dana.secret.encode() not in kept
        assert base64.b32decode(dana.secret) not in kept


def test_a_secret_that_once_lay_in_plain_is_sealed_and_goes_on(desk: Desk, dana: Newcomer, store: Store) -> None:
    dana.enrol(desk)
    with store.write() as db:
        db.execute(text("UPDATE staff SET totp_secret = :plain WHERE name = 'dana'"), {"plain": dana.secret})
    desk.reseal()
    assert dana.secret != _kept(store)
    dana.sign_in(desk)


def test_a_new_key_takes_the_place_of_the_old_one(desk: Desk, dana: Newcomer, store: Store, tmp_path: Path) -> None:
    dana.enrol(desk)
    path, before = tmp_path / "staff.keys", _kept(store)
    desk.reseal()
    assert _kept(store) == before
    path.write_text(f"{'n' * KEY_CHARACTERS}\n{path.read_text()}")
    desk.reseal()
    path.write_text("n" * KEY_CHARACTERS)
    desk.reseal()
    assert _kept(store) != before
    dana.sign_in(desk)


def test_with_the_wrong_keys_nobody_is_let_in(desk: Desk, dana: Newcomer, tmp_path: Path) -> None:
    dana.enrol(desk)
    (tmp_path / "staff.keys").write_text("w" * KEY_CHARACTERS)
    for refused in (desk.reseal, lambda: dana.sign_in(desk)):
        with pytest.raises(SealingError, match="put the key back"):
            refused()


def _kept(store: Store) -> str:
    with store.read() as db:
        kept: str = db.execute(text("SELECT totp_secret FROM staff WHERE name = 'dana'")).scalar_one()
    return kept
