"""The codes are those of RFC 6238, appendix B, for SHA-1; cut to the six digits that apps show."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.desk import totp

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "eight_digits"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_a_code_is_the_standards(seconds: int, eight_digits: str) -> None:
    assert totp.code_at(SECRET, seconds // totp.STEP_SECONDS) == eight_digits[-6:]
    assert totp.find_step(SECRET, eight_digits[-6:], seconds) == seconds // totp.STEP_SECONDS


@pytest.mark.parametrize(("seconds_off", "counts"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_phones_clock_may_be_half_a_minute_off(seconds_off: int, counts: bool) -> None:
    now = 1_700_000_010
    code = totp.code_at(SECRET, (now + seconds_off) // totp.STEP_SECONDS)
    assert (totp.find_step(SECRET, code, now) is not None) is counts


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "٠٨١٨٠٤", "\ud800"])
def test_what_is_no_code_is_wrong(code: str) -> None:
    assert totp.find_step(SECRET, code, 1111111109) is None


def test_secrets_are_random_and_an_app_can_read_them() -> None:
    secrets = {totp.new_secret() for _ in range(10)}
    assert len(secrets) == 10
    assert all(len(base64.b32decode(secret)) == 20 for secret in secrets)
    address = urlsplit(totp.uri(SECRET, "dana"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert parse_qs(address.query) == {"secret": [SECRET], "issuer": ["Teller helpdesk"]}
