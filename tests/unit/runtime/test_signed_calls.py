"""A signed call is taken once, at its time, with its body; everything else is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

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
def verifier(clock: Clock) -> Verifier:
    return Verifier(KEY)


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


def test_a_call_from_before_the_servers_start_is_refused(clock: Clock) -> None:
    headers = signed(KEY, BODY)
    clock.now += 2
    assert "not of now" in refused(Verifier(KEY), headers)


def test_a_nonce_is_remembered_as_long_as_its_call_could_count(verifier: Verifier, clock: Clock) -> None:
    clock.now += 1_000
    headers = signed(KEY, BODY)
    clock.now -= CALL_SECONDS  # this side's clock is behind
    verifier.verify(headers, BODY)
    clock.now += 2 * CALL_SECONDS
    assert "before" in refused(verifier, headers)
    clock.now += 1
    verifier.verify(signed(KEY, BODY), BODY)
    assert len(verifier._taken) == 1


def test_nothing_is_forgotten_to_make_room(verifier: Verifier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed_calls, "REMEMBERED_NONCES", 2)
    first = signed(KEY, BODY)
    verifier.verify(first, BODY)
    verifier.verify(signed(KEY, BODY), BODY)
    assert "too many" in refused(verifier, signed(KEY, BODY))
    assert "before" in refused(verifier, first)


def test_a_key_must_be_there_and_long_enough(tmp_path: Path) -> None:
    path = tmp_path / "actions.key"
    with pytest.raises(CallKeyError, match="openssl rand"):
        read_key(path)
    path.write_text("short\n")
    with pytest.raises(CallKeyError, match="too short"):
        read_key(path)
    path.write_bytes(KEY + b"\n")
    assert read_key(path) == KEY
