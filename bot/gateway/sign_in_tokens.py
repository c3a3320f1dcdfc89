"""Looks at the signed tokens with which the bank's own site says who its customer is (docs/gateway.md).

What counts is in the file of public keys and in the settings, never in the token: a token chooses among the keys by
`kid`, and nothing that it names is fetched.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt

from bank import CustomerId
from bank.services.views import SignInClaims
from bot.gateway.limits import (
    CLOCK_SKEW_SECONDS,
    RSA_BITS,
    TOKEN_CHARACTERS,
    TOKEN_ID_CHARACTERS,
    TOKEN_SECONDS,
)

log = logging.getLogger("teller.sign_in")

# kind of key → the one algorithm that it is used with; a key of another kind is not a public key that we take
ALGORITHMS = {"RSA": "RS256", "EC": "ES256"}
CLAIMS = ("iss", "aud", "exp", "iat", "sub", "jti")
CUSTOMER_DIGITS = 18


class SignInKeysError(RuntimeError):
    """The file of public keys cannot be used; the message says why and what to do."""


class TokenRefused(Exception):
    """A token that opens nothing; the message is the reason, for the log, and holds nothing of the token."""


class SignInTokens:
    """The public keys as they are in their file now, and what a token must be."""

    def __init__(self, keys_path: Path, issuer: str, audience: str) -> None:
        self._path = keys_path
        self._issuer = issuer
        self._audience = audience
        self._version = self._find_version()
        self._keys = read_keys(keys_path)

    def claims_of(self, token: str) -> SignInClaims:
        """What a token says, if it is signed with one of the keys, for us, and good now. Raises `TokenRefused`."""
        try:
            if len(token) > TOKEN_CHARACTERS:
                raise TokenRefused("too long")
            return _claims(self._verified(token))
        except jwt.PyJWTError as error:
            raise TokenRefused(type(error).__name__) from error
        except (ValueError, OverflowError) as error:  # what PyJWT lets through of garbage
            raise TokenRefused("cannot be read") from error

    def _verified(self, token: str) -> Mapping[str, Any]:
        header = jwt.get_unverified_header(token)
        if header.keys() & {"crit", "b64"}:
            raise TokenRefused("asks for what is not done here")
        key = self._current_keys().get(str(header.get("kid")))
        if key is None:
            raise TokenRefused("unknown key")
        verified: Mapping[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[key.algorithm_name],
            issuer=self._issuer,
            audience=self._audience,
            leeway=CLOCK_SKEW_SECONDS,
            options={"require": list(CLAIMS), "strict_aud": True},
        )
        return verified

    def _current_keys(self) -> Mapping[str, jwt.PyJWK]:
        """The keys, read again when their file has changed; while it cannot be read, the last ones that could be."""
        version = self._find_version()
        if version != self._version:
            self._version = version
            try:
                self._keys = read_keys(self._path)
                log.info("Read the public keys again: %d.", len(self._keys))
            except SignInKeysError as error:
                log.error("The public keys stay as they were. %s", error)
        return self._keys

    def _find_version(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


def read_keys(path: Path) -> Mapping[str, jwt.PyJWK]:
    """The public keys of a JWKS file (RFC 7517) by their `kid`. Raises `SignInKeysError`."""
    mend = "put the JWKS of the bank's site there (docs/gateway.md), or correct TELLER_SIGN_IN_KEYS_PATH."
    try:
        described = json.loads(path.read_text(encoding="utf-8"))["keys"]
        keys = [_key(description) for description in described]
    except OSError as error:
        raise SignInKeysError(f"The sign-in keys {path} cannot be read ({error.strerror}): {mend}") from error
    except (ValueError, LookupError, TypeError, AttributeError, jwt.PyJWTError) as error:
        raise SignInKeysError(f"The sign-in keys {path} cannot be used ({error}): {mend}") from error
    found = {str(key.key_id): key for key in keys}
    if not found or len(found) != len(keys):
        raise SignInKeysError(f"The sign-in keys {path} must be one or more, each with a kid of its own: {mend}")
    return found


def _key(description: Mapping[str, Any]) -> jwt.PyJWK:
    algorithm = ALGORITHMS.get(description["kty"])
    if algorithm is None or description.get("alg", algorithm) != algorithm or description.get("use", "sig") != "sig":
        raise ValueError(f"only {' and '.join(ALGORITHMS.values())} keys for signatures are taken")
    if "d" in description:
        raise ValueError("a private key is in it, which belongs to the bank's site alone")
    if not isinstance(description["kid"], str) or not description["kid"]:
        raise ValueError("a key has no kid")
    key = jwt.PyJWK(dict(description), algorithm=algorithm)
    if description["kty"] == "EC" and description["crv"] != "P-256":
        raise ValueError("ES256 needs the curve P-256")
    if description["kty"] == "RSA" and key.key.key_size < RSA_BITS:
        raise ValueError(f"an RSA key has fewer than {RSA_BITS} bits")
    return key


def _claims(verified: Mapping[str, Any]) -> SignInClaims:
    subject, token_id = verified["sub"], verified["jti"]
    issued_at, expires_at = verified["iat"], verified["exp"]
    if not (type(issued_at) is int and type(expires_at) is int and 0 < expires_at - issued_at <= TOKEN_SECONDS):
        raise TokenRefused(f"not good for {TOKEN_SECONDS} seconds at most")
    if not 0 < len(token_id) <= TOKEN_ID_CHARACTERS:
        raise TokenRefused("no usable jti")
    if not (subject.isascii() and subject.isdigit() and len(subject) <= CUSTOMER_DIGITS):
        raise TokenRefused("names no customer")
    good_until = datetime.fromtimestamp(expires_at, UTC) + timedelta(seconds=CLOCK_SKEW_SECONDS)
    return SignInClaims(str(verified["iss"]), token_id, CustomerId(int(subject)), good_until)
