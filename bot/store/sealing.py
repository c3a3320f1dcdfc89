"""Seals secrets that the database has to give back, so that who reads the database alone has none of them.

The keys are in a file, one a line: the first seals, each opens. AES-256-GCM; the owner is a part of what is sealed, so
that a secret put into another's row does not open there.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import secrets
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_CHARACTERS = 32
KEY_BYTES = 32
NONCE_BYTES = 12
# The same line of the file makes another key for another purpose.
SECOND_FACTORS = b"teller second factors\n"
PINS = b"teller pins of cards\n"


class SealingError(RuntimeError):
    """The keys cannot be used, or none of them opens a secret; the message says what to do."""


class Sealer:
    """The keys of one file. It is read each time: a key that is added or taken away counts at once."""

    def __init__(self, path: Path, purpose: bytes = SECOND_FACTORS) -> None:
        self._path = path
        self._purpose = purpose

    def seal(self, secret: bytes, owner: str) -> str:
        """A secret as it may be kept. The first key is made if there is no file. Raises `SealingError`."""
        if not self._path.exists():
            self._make()
        nonce = secrets.token_bytes(NONCE_BYTES)
        return base64.b64encode(nonce + self._keys()[0].encrypt(nonce, secret, owner.encode())).decode()

    def open(self, sealed: str, owner: str) -> bytes:
        """A sealed secret. Raises `SealingError`."""
        return self._open(sealed, owner)[0]

    def renew(self, sealed: str, owner: str) -> str:
        """The same, sealed by the first key if an older one had. Raises `SealingError` if none of them has."""
        secret, place = self._open(sealed, owner)
        return sealed if place == 0 else self.seal(secret, owner)

    def _open(self, sealed: str, owner: str) -> tuple[bytes, int]:
        for place, key in enumerate(self._keys()):
            with contextlib.suppress(InvalidTag, ValueError):  # changed, or not sealed at all
                kept = base64.b64decode(sealed)
                return key.decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], owner.encode()), place
        raise SealingError(
            f"No key in {self._path} opens what was sealed earlier: put the key back that was there then, as a further "
            "line, or begin anew: a second factor with teller staff reset, a PIN by choosing another one."
        )

    def _keys(self) -> list[AESGCM]:
        mend = (
            f"put at least {KEY_CHARACTERS} random characters there, the same for all replicas (openssl rand -hex 32)."
        )
        try:
            lines = self._path.read_bytes().split()
        except OSError as error:
            raise SealingError(f"The keys {self._path} cannot be read ({error.strerror}): {mend}") from error
        if not lines or min(map(len, lines)) < KEY_CHARACTERS:
            raise SealingError(f"A key in {self._path} is missing or too short: {mend}")
        return [AESGCM(hashlib.sha256(self._purpose + line).digest()) for line in lines]

    def _make(self) -> None:
        """Whole or not at all, for its owner alone; of two who make one at once, the first one's counts."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, made = tempfile.mkstemp(dir=self._path.parent)
            try:
                with os.fdopen(descriptor, "w") as file:
                    file.write(secrets.token_hex(KEY_BYTES) + "\n")
                with contextlib.suppress(FileExistsError):
                    os.link(made, self._path)
            finally:
                Path(made).unlink()
        except OSError as error:
            raise SealingError(
                f"The keys {self._path} cannot be made ({error.strerror}): make the file (openssl rand -hex 32), or "
                "let TELLER_STAFF_KEYS_PATH name another place."
            ) from error
