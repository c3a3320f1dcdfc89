"""Sign-in and sessions, on both databases."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bank import CustomerId
from bank.domain import errors
from bank.domain.limits import SESSION_ABSOLUTE, SESSION_IDLE, SIGN_IN_LOCK, SIGN_IN_TRIES
from bank.services import identity
from bank.services.views import Session, SignInClaims
from bank.store.models import Customer, SessionRow, UsedOnce
from tests.bank_fixtures import ADA, BEN, World

PASSWORD = "correct horse"


@pytest.fixture
def bank(world: World) -> World:
    """The small bank, where Ada can sign in."""
    with world.work() as uow:
        ada = uow.session.get_one(Customer, ADA)
        ada.sign_in_name, ada.password_hash = "ada", identity.PASSWORDS.hash(PASSWORD)
    return world


def check(world: World, name: str = "ada", password: str = PASSWORD) -> CustomerId:
    with world.work() as uow:
        return identity.check_password(uow, name, password)


def claims(world: World, token_id: str | None = None, customer: int = ADA, **expires: float) -> SignInClaims:
    """What a token says; without an id, one that was never used."""
    until = world.clock.now + timedelta(**(expires or {"minutes": 2}))
    return SignInClaims("bank", token_id or secrets.token_hex(8), CustomerId(customer), until)


def sign_in(world: World, conversation: str | None = None, said: SignInClaims | None = None) -> Session:
    with world.work() as uow:
        return identity.sign_in(uow, said or claims(world), conversation)


def start(world: World) -> Session:
    with world.work() as uow:
        return identity.start_session(uow)


def session_for(world: World, token: str) -> Session | None:
    with world.work() as uow:
        return identity.session_for(uow, token)


def customer_of(world: World, conversation: str) -> CustomerId | None:
    with world.bank.unit_of_work() as uow:
        return identity.customer_of_conversation(uow, conversation)


def test_name_and_password_say_who_is_there(bank: World) -> None:
    assert check(bank) == ADA


def test_a_signed_token_opens_a_session(bank: World) -> None:
    session = sign_in(bank)
    assert (session.customer_id, session.first_name) == (ADA, "Ada")
    assert session_for(bank, session.token) == session
    assert customer_of(bank, session.conversation_id) == ADA


def test_the_name_may_be_written_in_capitals(bank: World) -> None:
    assert check(bank, " Ada ") == ADA


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("ada", "wrong"),
        ("nobody", PASSWORD),
        ("", ""),
        ("ada\x00", PASSWORD),
        ("\ud800", "\ud800"),
        ("a" * 10**5, "p" * 10**5),
    ],
)
def test_a_wrong_name_or_password_is_refused_alike(bank: World, name: str, password: str) -> None:
    with pytest.raises(errors.SignInFailed):
        check(bank, name, password)


def test_a_customer_without_a_password_cannot_sign_in(bank: World) -> None:
    with pytest.raises(errors.SignInFailed):
        check(bank, "ben", "")


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_too_many_tries_lock_a_name_for_a_time_whether_it_exists_or_not(bank: World, name: str) -> None:
    for _ in range(SIGN_IN_TRIES):
        with pytest.raises(errors.SignInFailed):
            check(bank, name, "wrong")
    with pytest.raises(errors.SignInLocked) as refused:
        check(bank, name)
    assert refused.value.facts["until"] == bank.clock.now + SIGN_IN_LOCK


def test_a_locked_name_opens_after_a_while(bank: World) -> None:
    for _ in range(SIGN_IN_TRIES):
        with pytest.raises(errors.SignInFailed):
            check(bank, password="wrong")
    bank.clock.forward(seconds=SIGN_IN_LOCK.total_seconds())
    assert check(bank) == ADA


def test_signing_in_forgets_earlier_tries(bank: World) -> None:
    for _ in range(3):
        for _ in range(SIGN_IN_TRIES - 1):
            with pytest.raises(errors.SignInFailed):
                check(bank, password="wrong")
        check(bank)


def test_a_token_opens_one_session_however_often_it_is_shown(bank: World) -> None:
    said = claims(bank)
    session = sign_in(bank, said=said)
    for _ in range(2):
        with pytest.raises(errors.SignInTokenUsed):
            sign_in(bank, said=said)
    assert session_for(bank, session.token) is not None


def test_a_used_token_is_kept_until_it_has_expired(bank: World) -> None:
    def used() -> int:
        with bank.bank.unit_of_work() as uow:
            return len(uow.session.scalars(select(UsedOnce)).all())

    said = claims(bank, seconds=90)
    sign_in(bank, said=said)
    bank.clock.forward(seconds=89)
    with pytest.raises(errors.SignInTokenUsed):
        sign_in(bank, said=said)
    sign_in(bank)
    assert used() == 2
    bank.clock.forward(seconds=1)
    sign_in(bank)
    assert used() == 2


def test_the_same_id_of_another_issuer_is_another_token(bank: World) -> None:
    said = claims(bank)
    sign_in(bank, said=said)
    assert sign_in(bank, said=replace(said, issuer="another")).customer_id == ADA


def test_a_token_for_a_customer_who_does_not_exist_opens_nothing(bank: World) -> None:
    with pytest.raises(errors.UnknownCustomer):
        sign_in(bank, said=claims(bank, customer=99))


def test_signing_in_goes_on_with_nobodys_conversation_under_a_new_token(bank: World) -> None:
    before = start(bank)
    after = sign_in(bank, conversation=before.conversation_id)
    assert after.conversation_id == before.conversation_id
    assert after.token != before.token
    assert session_for(bank, before.token) is None


def test_signing_in_does_not_enter_another_customers_conversation(bank: World) -> None:
    with bank.work() as uow:
        bens = identity.open_session_for(uow, BEN)
    assert sign_in(bank, conversation=bens.conversation_id).conversation_id != bens.conversation_id
    assert customer_of(bank, bens.conversation_id) == BEN


@pytest.mark.parametrize("conversation", ["made up", "a\x00b", ""])
def test_signing_in_takes_no_made_up_conversation(bank: World, conversation: str) -> None:
    assert sign_in(bank, conversation=conversation).conversation_id != conversation


def test_all_sessions_of_a_customer_end_at_once_and_nobody_elses(bank: World) -> None:
    mine = [sign_in(bank) for _ in range(3)]
    bens = sign_in(bank, said=claims(bank, customer=BEN))
    with bank.work() as uow:
        assert identity.end_all_sessions(uow, ADA) == tuple(sorted(each.conversation_id for each in mine))
        assert identity.end_all_sessions(uow, ADA) == ()
    assert [session_for(bank, each.token) for each in mine] == [None] * 3
    assert [customer_of(bank, each.conversation_id) for each in mine] == [None] * 3
    assert session_for(bank, bens.token) is not None
    assert sign_in(bank, conversation=mine[0].conversation_id).conversation_id != mine[0].conversation_id


def test_an_ended_conversation_does_not_go_on(bank: World) -> None:
    session = sign_in(bank)
    with bank.work() as uow:
        identity.end_session(uow, session.token)
    assert sign_in(bank, conversation=session.conversation_id).conversation_id != session.conversation_id


def test_a_session_ends_when_its_owner_says_so(bank: World) -> None:
    session = sign_in(bank)
    with bank.work() as uow:
        identity.end_session(uow, session.token)
        identity.end_session(uow, session.token)
        identity.end_session(uow, "unknown")
    assert session_for(bank, session.token) is None
    assert customer_of(bank, session.conversation_id) is None


def test_a_session_ends_when_idle(bank: World) -> None:
    session = sign_in(bank)
    bank.clock.forward(seconds=SESSION_IDLE.total_seconds() - 1)
    assert session_for(bank, session.token) is not None
    bank.clock.forward(seconds=SESSION_IDLE.total_seconds())
    assert session_for(bank, session.token) is None
    assert customer_of(bank, session.conversation_id) is None


def test_a_session_ends_after_some_hours_however_busy(bank: World) -> None:
    session = sign_in(bank)
    for _ in range(int(SESSION_ABSOLUTE / SESSION_IDLE * 2) - 1):
        bank.clock.forward(seconds=SESSION_IDLE.total_seconds() / 2)
        assert session_for(bank, session.token) is not None
    bank.clock.forward(seconds=SESSION_IDLE.total_seconds() / 2)
    assert session_for(bank, session.token) is None


@pytest.mark.parametrize("token", ["", "x", "\x00", "\ud800", "x" * 10**6])
def test_a_forged_token_is_nobodys(bank: World, token: str) -> None:
    assert session_for(bank, token) is None


def test_a_conversation_that_nobody_began_has_no_customer(bank: World) -> None:
    assert customer_of(bank, "unknown") is None
    assert customer_of(bank, "\x00") is None
    assert customer_of(bank, start(bank).conversation_id) is None


def test_whoever_needs_a_customer_is_told_that_the_session_ended(bank: World) -> None:
    session = sign_in(bank)
    with bank.work() as uow:
        assert identity.require_customer(uow, session.conversation_id) == ADA
        identity.end_session(uow, session.token)
        with pytest.raises(errors.SessionEnded):
            identity.require_customer(uow, session.conversation_id)


def test_a_terminal_may_name_its_own_conversation(bank: World) -> None:
    with bank.work() as uow:
        session = identity.open_session_for(uow, ADA, "my-terminal")
    assert session.conversation_id == "my-terminal"
    assert customer_of(bank, "my-terminal") == ADA


def test_a_customer_who_does_not_exist_has_no_session(bank: World) -> None:
    with bank.work() as uow, pytest.raises(errors.UnknownCustomer):
        identity.open_session_for(uow, CustomerId(99))


def test_tokens_are_long_random_and_stored_only_as_a_hash(bank: World) -> None:
    sessions = [start(bank) for _ in range(3)]
    assert len({session.token for session in sessions}) == 3
    assert all(len(session.token) >= 43 and len(session.conversation_id) == 32 for session in sessions)
    with bank.bank.unit_of_work() as uow:
        stored = list(uow.session.scalars(select(SessionRow.token_hash)))
        rows = str(uow.session.execute(text("SELECT * FROM sessions")).all())
    assert all(len(value) == 64 for value in stored)
    assert not any(session.token in rows for session in sessions)
