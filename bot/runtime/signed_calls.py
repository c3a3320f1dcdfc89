"""Signed calls between Teller's own processes: who calls has the key, and each call counts once.

The signature is over the body's hash, the time and a nonce: none can be exchanged, and no call replayed or kept. Nonces
are kept in the bank's database, which all servers of one key share: what one has taken, no other takes again.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from bank import Bank
from bank.services import once

TIME, NONCE, SIGNATURE = "teller-time", "teller-nonce", "teller-signature"
# How long a call may take to arrive, and the two clocks differ.
CALL_SECONDS = 30
NONCE_BYTES = 16
KEY_CHARACTERS = 32
# A call that counts at the latest by a clock that is behind is still remembered by one that is ahead.
REMEMBERED_SECONDS = 3 * CALL_SECONDS
ISSUER = "teller-call"

Use = Callable[[str, datetime], bool]
"""Whether a nonce is used for the first time; it is to be remembered until then."""


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


def used_in(bank: Bank) -> Use:
    """Nonces as a bank's database keeps them."""

    def use(nonce: str, until: datetime) -> bool:
        with bank.unit_of_work() as uow:
            is_new = once.use(uow, ISSUER, nonce, until)
            uow.commit()
        return is_new

    return use


class Verifier:
    """Takes each call of who has the key once."""

    def __init__(self, key: bytes, use: Use) -> None:
        self._key = key
        self._use = use

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raises `CallRefused`. Blocks while the nonce is written."""
        told, nonce, signature = (headers.get(name, "") for name in (TIME, NONCE, SIGNATURE))
        expected = _signature(self._key, told, nonce, body)
        if not hmac.compare_digest(expected.encode(), signature.encode(errors="replace")):
            raise CallRefused("the signature is not right")
        at = int(told)  # signed by one of ours: a number
        if abs(int(time.time()) - at) > CALL_SECONDS:
            raise CallRefused("it is not of now")
        if not self._use(nonce, datetime.fromtimestamp(at + REMEMBERED_SECONDS, UTC)):
            raise CallRefused("it was made before")


def _signature(key: bytes, told: str, nonce: str, body: bytes) -> str:
    content = f"{told}\n{nonce}\n{hashlib.sha256(body).hexdigest()}"
    return hmac.new(key, content.encode(errors="replace"), hashlib.sha256).hexdigest()
