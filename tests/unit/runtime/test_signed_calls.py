"""A signed call is taken once, at its time, with its body; everything else is refused."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bank import Bank
from bank.store.install import initialise
from bank.store.models import UsedOnce
from bot.runtime import signed_calls
from bot.runtime.signed_calls import (
    CALL_SECONDS,
    KEY_CHARACTERS,
    NONCE,
    SIGNATURE,
    TIME,
    CallKeyError,
    CallRefused,
    Verifier,
    read_key,
    signed,
    used_in,
)

KEY, BODY = b"k" * KEY_CHARACTERS, b'{"next_action": "action_balances"}'


class Clock:
    """Time that stands where a test puts it."""

    def __init__(self, now: float = 1_700_000_000) -> None:
        self.now = now

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(signed_calls, "time", clock)
    return clock


@pytest.fixture
def bank(tmp_path: Path, clock: Clock) -> Iterator[Bank]:
    url = f"sqlite:///{tmp_path / 'bank.db'}"
    initialise(url)
    bank = Bank.open(url, lambda: datetime.fromtimestamp(clock.now, UTC))
    yield bank
    bank.close()


@pytest.fixture
def verifier(bank: Bank) -> Verifier:
    return Verifier(KEY, used_in(bank))


def refused(verifier: Verifier, headers: dict[str, str], body: bytes = BODY) -> str:
    with pytest.raises(CallRefused) as error:
        verifier.verify(headers, body)
    return str(error.value)


def test_a_call_is_taken_once(verifier: Verifier) -> None:
    headers = signed(KEY, BODY)
    verifier.verify(headers, BODY)
    verifier.verify(signed(KEY, BODY), BODY)
    for _ in range(2):
        assert "before" in refused(verifier, headers)


@pytest.mark.parametrize("name", [TIME, NONCE, SIGNATURE])
@pytest.mark.parametrize("value", [None, "", "0", "x" * 64, "\ud800"])
def test_no_part_of_it_can_be_left_out_or_exchanged(verifier: Verifier, name: str, value: str | None) -> None:
    headers = signed(KEY, BODY)
    del headers[name]
    assert "signature" in refused(verifier, headers if value is None else {**headers, name: value})


def test_another_body_or_key_is_refused(verifier: Verifier) -> None:
    assert "signature" in refused(verifier, signed(KEY, BODY), BODY + b" ")
    assert "signature" in refused(verifier, signed(b"K" * KEY_CHARACTERS, BODY))


@pytest.mark.parametrize("seconds", [-CALL_SECONDS - 1, CALL_SECONDS + 1])
def test_a_call_of_another_time_is_refused(verifier: Verifier, clock: Clock, seconds: int) -> None:
    clock.now += 1_000
    headers = signed(KEY, BODY)
    clock.now += seconds
    assert "not of now" in refused(verifier, headers)


def test_what_one_server_has_taken_no_other_takes_nor_itself_anew(bank: Bank, verifier: Verifier) -> None:
    headers = signed(KEY, BODY)
    verifier.verify(headers, BODY)
    for another in (Verifier(KEY, used_in(bank)), Verifier(KEY, used_in(bank))):
        assert "before" in refused(another, headers)


def test_of_many_servers_that_get_one_call_at_once_one_takes_it(bank: Bank) -> None:
    def take(headers: dict[str, str]) -> bool:
        try:
            Verifier(KEY, used_in(bank)).verify(headers, BODY)
        except CallRefused:
            return False
        return True

    headers = signed(KEY, BODY)
    with ThreadPoolExecutor(8) as servers:
        assert sum(servers.map(take, [headers] * 32)) == 1


def test_a_nonce_is_remembered_as_long_as_its_call_could_count(bank: Bank, verifier: Verifier, clock: Clock) -> None:
    def kept() -> int:
        with bank.unit_of_work() as uow:
            return len(uow.session.scalars(select(UsedOnce)).all())

    clock.now += 1_000
    headers = signed(KEY, BODY)
    clock.now -= CALL_SECONDS  # this side's clock is behind
    verifier.verify(headers, BODY)
    clock.now += 2 * CALL_SECONDS
    assert "before" in refused(verifier, headers)
    clock.now += 2 * CALL_SECONDS
    verifier.verify(signed(KEY, BODY), BODY)
    assert kept() == 1


def test_a_key_must_be_there_and_long_enough(tmp_path: Path) -> None:
    path = tmp_path / "actions.key"
    with pytest.raises(CallKeyError, match="openssl rand"):
        read_key(path)
    path.write_text("short\n")
    with pytest.raises(CallKeyError, match="too short"):
        read_key(path)
    path.write_bytes(KEY + b"\n")
    assert read_key(path) == KEY
