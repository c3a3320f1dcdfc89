"""Signed calls between Teller's own processes: who calls has the key, and each call counts once.

The signature is over the body's hash, the time and a nonce: none can be exchanged, and no call replayed or kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from itertools import takewhile
from pathlib import Path

TIME, NONCE, SIGNATURE = "teller-time", "teller-nonce", "teller-signature"
# How long a call may take to arrive, and the two clocks differ.
CALL_SECONDS = 30
NONCE_BYTES = 16
KEY_CHARACTERS = 32
# Nonces of the last minute: 1,000 calls a second. More are refused rather than forgotten.
REMEMBERED_NONCES = 60_000


class CallKeyError(RuntimeError):
    """The file with the key cannot be used; the message says what to do."""


class CallRefused(Exception):
    """A call that is not from one of ours; the message is the reason, for the log."""


def read_key(path: Path) -> bytes:
    """The key of this installation's calls. Raises `CallKeyError`."""
    name = f"The key for calls of actions, {path},"
    mend = f"put at least {KEY_CHARACTERS} random characters there, the same for both sides (openssl rand -hex 32)."
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise CallKeyError(f"{name} cannot be read ({error.strerror}): {mend}") from error
    if len(key) < KEY_CHARACTERS:
        raise CallKeyError(f"{name} is too short: {mend}")
    return key


def signed(key: bytes, body: bytes) -> dict[str, str]:
    """The headers of a call."""
    now, nonce = str(int(time.time())), secrets.token_hex(NONCE_BYTES)
    return {TIME: now, NONCE: nonce, SIGNATURE: _signature(key, now, nonce, body)}


class Verifier:
    """Takes each call of who has the key once. Knows what it has taken since it was made, and takes nothing older."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._since = int(time.time())
        self._taken: dict[str, int] = {}

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raises `CallRefused`."""
        told, nonce, signature = (headers.get(name, "") for name in (TIME, NONCE, SIGNATURE))
        expected = _signature(self._key, told, nonce, body)
        if not hmac.compare_digest(expected.encode(), signature.encode(errors="replace")):
            raise CallRefused("the signature is not right")
        at, now = int(told), int(time.time())  # signed by one of ours: a number
        if abs(now - at) > CALL_SECONDS or at < self._since:
            raise CallRefused("it is not of now")
        self._forget_before(now - 2 * CALL_SECONDS)
        if nonce in self._taken:
            raise CallRefused("it was made before")
        if len(self._taken) >= REMEMBERED_NONCES:
            raise CallRefused("there are too many at once")
        self._taken[nonce] = now

    def _forget_before(self, moment: int) -> None:
        """The oldest come first, as they were put in."""
        for nonce in list(takewhile(lambda nonce: self._taken[nonce] < moment, self._taken)):
            del self._taken[nonce]


def _signature(key: bytes, told: str, nonce: str, body: bytes) -> str:
    content = f"{told}\n{nonce}\n{hashlib.sha256(body).hexdigest()}"
    return hmac.new(key, content.encode(errors="replace"), hashlib.sha256).hexdigest()
