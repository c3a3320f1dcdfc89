"""Codes of an authenticator app: RFC 6238 with its usual values (SHA-1, 30 seconds, six digits)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
# How many steps a phone's clock may be off, either way.
STEPS_OFF = 1


def new_secret() -> str:
    """A secret as apps take it: base32."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def code_at(secret: str, step: int) -> str:
    """The code of a step (the number of half minutes since 1970)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1)
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def find_step(secret: str, code: str, now: float) -> int | None:
    """The step around `now` (seconds since 1970) that a code is of; None for a wrong code."""
    current = int(now) // STEP_SECONDS
    for step in range(current - STEPS_OFF, current + STEPS_OFF + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode(errors="replace")):
            return step
    return None


def uri(secret: str, name: str, issuer: str = "Teller helpdesk") -> str:
    """What an app reads from a link: otpauth://…"""
    label = quote(f"{issuer}:{name}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"
