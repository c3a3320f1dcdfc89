"""The demo bank's own site, as far as it signs customers in: it looks at the password, and signs who that is.

It does what a real bank's site does, with a key pair of its own that is made at the first start. The assistant knows
the public key alone.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bank.domain.clock import utc_now
from bank.services import identity
from bank.store.database import UnitOfWork

ALGORITHM = "ES256"
TOKEN_SECONDS = 60
PRIVATE_KEY = "private.pem"
TOKEN_ID_BYTES = 16


class SiteKeysError(RuntimeError):
    """The key pair can be neither read nor made; the message says what to do."""


@dataclass(frozen=True)
class DemoSite:
    """Signs customers in, for one issuer and audience."""

    private_key: str
    key_id: str
    issuer: str
    audience: str

    @classmethod
    def open(cls, keys_path: Path, issuer: str, audience: str) -> DemoSite:
        """The site whose public key is in this file; the pair is made if there is none. SiteKeysError."""
        private_path = keys_path.with_name(PRIVATE_KEY)
        try:
            if not keys_path.exists():
                _make_keys(keys_path)
            key_id = json.loads(keys_path.read_text())["keys"][0]["kid"]
            return cls(private_path.read_text(), key_id, issuer, audience)
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise SiteKeysError(
                f"The demo bank's keys ({keys_path}, and {PRIVATE_KEY} beside it) cannot be used ({error}): remove "
                "both, and new ones are made, or let TELLER_SIGN_IN_KEYS_PATH name another place."
            ) from error

    def sign_in(self, uow: UnitOfWork, name: str, password: str) -> str:
        """The token for the customer with this name and password. SignInFailed, SignInLocked."""
        customer = identity.check_password(uow, name, password)
        now = int(utc_now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": str(customer),
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "jti": secrets.token_urlsafe(TOKEN_ID_BYTES),
        }
        return jwt.encode(claims, self.private_key, ALGORITHM, headers={"kid": self.key_id})


def _make_keys(keys_path: Path) -> None:
    """Both files or neither: a folder that is made whole and then given its name. Of two who try, one wins."""
    folder = keys_path.parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))  # for its owner alone
    try:
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        with os.fdopen(os.open(making / PRIVATE_KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
        public = jwt.algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
        described = {**public, "kid": secrets.token_hex(8), "use": "sig", "alg": ALGORITHM}
        (making / keys_path.name).write_text(json.dumps({"keys": [described]}, indent=2) + "\n")
        try:
            making.rename(folder)
        except OSError:
            if not keys_path.exists():  # else somebody was quicker
                raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
