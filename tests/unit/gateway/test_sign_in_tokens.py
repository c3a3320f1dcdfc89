"""Which of the bank's signed tokens are taken: those signed for us, with a key of the file, and good now."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from typing import Any, NoReturn

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from bot.gateway.limits import CLOCK_SKEW_SECONDS, TOKEN_CHARACTERS, TOKEN_SECONDS
from bot.gateway.sign_in_tokens import SignInKeysError, SignInTokens, TokenRefused, read_keys

ISSUER, AUDIENCE = "https://www.bank.example", "teller"
EC_KEY = ec.generate_private_key(ec.SECP256R1())
OTHER_KEY = ec.generate_private_key(ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(65_537, 2_048)
SMALL_RSA_KEY = rsa.generate_private_key(65_537, 1_024)  # noqa: S505 - to be refused
P384_KEY = ec.generate_private_key(ec.SECP384R1())


def described(key: Any, kid: str, **more: Any) -> dict[str, Any]:
    """A public key as it stands in a JWKS file."""
    kind = jwt.algorithms.RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else jwt.algorithms.ECAlgorithm
    return {**kind.to_jwk(key.public_key(), as_dict=True), "kid": kid, **more}


def write(path: Path, *keys: dict[str, Any]) -> None:
    new = path.with_suffix(".new")
    new.write_text(json.dumps({"keys": keys}))
    new.replace(path)


@pytest.fixture
def keys_path(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    write(path, described(EC_KEY, "ec", use="sig"), described(RSA_KEY, "rsa", alg="RS256"))
    return path


@pytest.fixture
def tokens(keys_path: Path) -> SignInTokens:
    return SignInTokens(keys_path, ISSUER, AUDIENCE)


def claims(**changes: Any) -> dict[str, Any]:
    """Good ones; a change to None leaves the claim out."""
    now = int(time.time())
    good = {"iss": ISSUER, "aud": AUDIENCE, "sub": "7", "iat": now, "exp": now + 60, "jti": "once-1"}
    return {name: value for name, value in (good | changes).items() if value is not None}


def signed(key: Any = EC_KEY, algorithm: str = "ES256", headers: dict[str, Any] | None = None, **changes: Any) -> str:
    return jwt.encode(claims(**changes), key, algorithm, headers={"kid": "ec", **(headers or {})})


@pytest.mark.parametrize(("kid", "key", "algorithm"), [("ec", EC_KEY, "ES256"), ("rsa", RSA_KEY, "RS256")])
def test_a_token_of_the_banks_site_says_who_is_there(tokens: SignInTokens, kid: str, key: Any, algorithm: str) -> None:
    found = tokens.claims_of(signed(key, algorithm, {"kid": kid}))
    assert (found.issuer, found.token_id, found.customer_id) == (ISSUER, "once-1", 7)
    assert abs(found.expires_at.timestamp() - time.time() - 60 - CLOCK_SKEW_SECONDS) < 5


NOW = int(time.time())
LATER = NOW + 24 * 3_600  # also for the last test of a long run
BAD_CLAIMS: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://evil.example"},
    "another audience": {"aud": "other"},
    "several audiences": {"aud": [AUDIENCE, "other"]},
    "expired": {"iat": NOW - 600, "exp": NOW - CLOCK_SKEW_SECONDS - 60},
    "good for too long": {"exp": LATER},
    "good for no time": {"exp": NOW, "iat": NOW},
    "issued in the future": {"iat": LATER, "exp": LATER + 30},
    "not good yet": {"nbf": LATER},
    "a fraction of a second": {"exp": NOW + 60.5},
    "infinitely long": {"exp": float("inf")},
    "true as a time": {"iat": True},
    "a text as a time": {"exp": "tomorrow"},
    "an empty jti": {"jti": ""},
    "a long jti": {"jti": "x" * 129},
    "a number as jti": {"jti": 5},
    "a name as customer": {"sub": "ada"},
    "no digits": {"sub": ""},
    "other digits": {"sub": "٧"},
    "a negative customer": {"sub": "-7"},
    "a huge customer": {"sub": "9" * 30},
    "a number as sub": {"sub": 7},
    **{f"no {name}": {name: None} for name in ("iss", "aud", "sub", "iat", "exp", "jti")},
}


@pytest.mark.parametrize("case", BAD_CLAIMS)
def test_a_token_that_does_not_say_what_it_must_is_refused(tokens: SignInTokens, case: str) -> None:
    try:
        token = signed(**BAD_CLAIMS[case])
    except TypeError:  # pyjwt itself signs none such
        token = jwt.api_jws.encode(json.dumps(claims(**BAD_CLAIMS[case])).encode(), EC_KEY, "ES256", {"kid": "ec"})
    with pytest.raises(TokenRefused):
        tokens.claims_of(token)


def test_a_token_may_be_good_for_two_minutes_and_no_second_longer(tokens: SignInTokens) -> None:
    now = int(time.time())
    assert tokens.claims_of(signed(iat=now, exp=now + TOKEN_SECONDS)).customer_id == 7
    with pytest.raises(TokenRefused):
        tokens.claims_of(signed(iat=now, exp=now + TOKEN_SECONDS + 1))


def test_a_token_of_an_unlisted_key_or_algorithm_is_refused(tokens: SignInTokens) -> None:
    public = EC_KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    head, body, _ = signed().split(".")
    refused = {
        "another key": signed(OTHER_KEY),
        "another kid": signed(headers={"kid": "none of ours"}),
        "the kid of another key": signed(headers={"kid": "rsa"}),
        "none": jwt.encode(claims(), None, "none", headers={"kid": "ec"}),
        "HS256 with the public key": _hs256(public),
        "PS256 with the RSA key": signed(RSA_KEY, "PS256", {"kid": "rsa"}),
        "no signature": f"{head}.{body}.",
        "the signature of another": f"{head}.{body}.{signed(jti='other').split('.')[2]}",
        "a critical header": signed(headers={"crit": ["b64"], "b64": True}),
    }
    for case, token in refused.items():
        with pytest.raises(TokenRefused):
            tokens.claims_of(token)
            pytest.fail(case)


def _hs256(secret: bytes) -> str:
    """Made by hand: pyjwt refuses to sign with a public key."""
    import base64
    import hashlib
    import hmac

    def part(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

    head = part(json.dumps({"alg": "HS256", "typ": "JWT", "kid": "ec"}).encode())
    body = part(json.dumps(claims()).encode())
    return f"{head}.{body}.{part(hmac.digest(secret, f'{head}.{body}'.encode(), hashlib.sha256))}"


@pytest.mark.parametrize("header", ["jku", "x5u", "jwk", "x5c"])
def test_nothing_that_a_token_names_is_read(tokens: SignInTokens, header: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object) -> NoReturn:
        pytest.fail("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", connect)
    value: Any = described(OTHER_KEY, "evil") if header == "jwk" else "https://evil.example/keys.json"
    with pytest.raises(TokenRefused):
        tokens.claims_of(signed(OTHER_KEY, headers={header: value, "kid": "evil"}))
    with pytest.raises(TokenRefused):
        tokens.claims_of(signed(OTHER_KEY, headers={header: value}))


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "\x00", "\ud800", "é" * 100, "x" * (TOKEN_CHARACTERS + 1)])
def test_what_is_no_token_is_refused(tokens: SignInTokens, token: str) -> None:
    with pytest.raises(TokenRefused):
        tokens.claims_of(token)


def test_the_reason_of_a_refusal_holds_nothing_of_the_token(tokens: SignInTokens) -> None:
    with pytest.raises(TokenRefused) as refused:
        tokens.claims_of(signed(iss="https://a-secret-name.example", sub="31415926"))
    assert not any(part in str(refused.value) for part in ("secret", "31415926", "ey"))


def test_keys_rotate_with_their_file(tokens: SignInTokens, keys_path: Path) -> None:
    new = signed(OTHER_KEY, headers={"kid": "new"})
    with pytest.raises(TokenRefused):
        tokens.claims_of(new)

    write(keys_path, described(EC_KEY, "ec"), described(OTHER_KEY, "new"))
    assert tokens.claims_of(new).customer_id == 7
    assert tokens.claims_of(signed()).customer_id == 7

    write(keys_path, described(OTHER_KEY, "new"))
    with pytest.raises(TokenRefused):
        tokens.claims_of(signed())


@pytest.mark.parametrize("content", ["", "{", '{"keys": []}'])
def test_a_file_that_breaks_later_leaves_the_keys_in_force_and_is_said(
    tokens: SignInTokens, keys_path: Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    keys_path.write_text(content)
    assert tokens.claims_of(signed()).customer_id == 7
    assert "stay as they were" in caplog.text
    keys_path.unlink()
    assert tokens.claims_of(signed()).customer_id == 7


BAD_FILES = {
    "no JSON": "{",
    "no object": "[]",
    "no keys": "{}",
    "an empty list": '{"keys": []}',
    "a text as key": '{"keys": ["x"]}',
    "a shared secret": '{"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "a"}]}',
    "a small RSA key": json.dumps({"keys": [described(SMALL_RSA_KEY, "a")]}),
    "another curve": json.dumps({"keys": [described(P384_KEY, "a")]}),
    "another algorithm": json.dumps({"keys": [described(RSA_KEY, "a", alg="RS512")]}),
    "a key to encrypt with": json.dumps({"keys": [described(RSA_KEY, "a", use="enc")]}),
    "one kid twice": json.dumps({"keys": [described(EC_KEY, "a"), described(OTHER_KEY, "a")]}),
    "no kid": json.dumps({"keys": [{**described(EC_KEY, "a"), "kid": ""}]}),
    "a private key": json.dumps({"keys": [{**described(EC_KEY, "a"), "d": "AA"}]}),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_file_that_cannot_be_used_is_refused_with_what_to_do(tmp_path: Path, case: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(BAD_FILES[case])
    with pytest.raises(SignInKeysError, match="TELLER_SIGN_IN_KEYS_PATH"):
        read_keys(path)


def test_a_missing_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SignInKeysError, match="TELLER_SIGN_IN_KEYS_PATH"):
        SignInTokens(tmp_path / "none.json", ISSUER, AUDIENCE)
