"""The encoder's folder: its manifest, and the check that no file was changed since it was written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.nlu.errors import ModelError
from bot.nlu.signature import check_signature

MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 64 * 1024


@dataclass(frozen=True)
class Manifest:
    """What `manifest.json` says: `files`: name → SHA-256; `facts`: source, licence, scores."""

    folder: Path
    files: dict[str, str]
    facts: dict[str, Any]

    @property
    def fingerprint(self) -> str:
        """One hash for all files: vectors made by different encoders must not be mixed."""
        joined = "\n".join(f"{name} {digest}" for name, digest in sorted(self.files.items()))
        return hashlib.sha256(joined.encode()).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of `folder`; raises ModelError when it is missing or not a manifest."""
    path = folder / MANIFEST
    if not path.is_file():
        raise ModelError(
            f"There is no encoder in {folder}: {MANIFEST} is missing. Restore the folder from the repository."
        )
    try:
        if path.stat().st_size > MAX_MANIFEST_BYTES:
            raise ValueError
        facts = json.loads(path.read_text(encoding="utf-8"))
        files = facts.pop("files")
        if not files or not all(isinstance(value, str) and Path(name).name == name for name, value in files.items()):
            raise ValueError
    except (AttributeError, KeyError, TypeError, ValueError):
        raise ModelError(f"{path} is not an encoder's manifest. Restore it from the repository.") from None
    return Manifest(folder, files, facts)


def verify(folder: Path) -> Manifest:
    """The manifest of `folder`, once it is signed, where it must be, and every file unchanged; else ModelError."""
    manifest = read_manifest(folder)
    check_signature(folder / MANIFEST)
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise ModelError(f"{path} is missing. Restore it from the repository.")
        if sha256(path) != expected:
            raise ModelError(
                f"{path} is not the file its manifest names (other SHA-256). Restore it from the repository."
            )
    return manifest


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
