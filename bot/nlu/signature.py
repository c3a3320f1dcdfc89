"""Signatures of the model's files: a bank that sets its public key loads nothing that it has not signed.

Ed25519 over the file's bytes, in base64, in a file of the same name with `.sig` behind it. The private key stays
wherever the bank keeps such keys; it is needed to sign, never to serve.
"""

from __future__ import annotations

import base64
import binascii
import os
from pathlib import Path

from bot.nlu.errors import ModelError

KEY_VARIABLE = "TELLER_MODEL_KEY_PATH"
SUFFIX = ".sig"
MAX_SIGNATURE_BYTES = 1_024


def key_path() -> Path | None:
    """The bank's public key in PEM, None where it has set none: then nothing need be signed."""
    given = os.environ.get(KEY_VARIABLE)
    return Path(given) if given else None


def check_signature(path: Path) -> bool:
    """Whether `path` had to be signed. ModelError where it had to be and is not, or not as it is now, or by another."""
    key = key_path()
    if key is None:
        return False
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        public = load_pem_public_key(key.read_bytes())
    except (OSError, ValueError) as error:
        raise ModelError(f"{KEY_VARIABLE}: {key} is not a readable public key in PEM.") from error
    if not isinstance(public, Ed25519PublicKey):
        raise ModelError(f"{KEY_VARIABLE}: {key} is not an Ed25519 key.")
    try:
        public.verify(_read(path), path.read_bytes())
    except InvalidSignature:
        raise ModelError(
            f"{path} was changed since it was signed, or signed by another key. Restore it, or: teller model sign"
        ) from None
    return True


def sign(path: Path, private_key: Path) -> Path:
    """Write the signature of `path` and return its path; ModelError where the key cannot be used."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        private = load_pem_private_key(private_key.read_bytes(), password=None)
    except (OSError, TypeError, ValueError) as error:
        raise ModelError(f"{private_key} is not a readable private key in PEM without a password.") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise ModelError(f"{private_key} is not an Ed25519 key: openssl genpkey -algorithm ed25519 makes one.")
    signature = path.with_name(path.name + SUFFIX)
    signature.write_bytes(base64.b64encode(private.sign(path.read_bytes())) + b"\n")
    return signature


def _read(path: Path) -> bytes:
    signature = path.with_name(path.name + SUFFIX)
    try:
        if signature.stat().st_size > MAX_SIGNATURE_BYTES:
            raise ValueError
        return base64.b64decode(signature.read_bytes().strip(), validate=True)
    except FileNotFoundError:
        raise ModelError(f"{path} is not signed, and {KEY_VARIABLE} is set. Sign it: teller model sign") from None
    except (OSError, ValueError, binascii.Error):
        raise ModelError(f"{signature} is no signature. Sign {path.name} anew: teller model sign") from None
