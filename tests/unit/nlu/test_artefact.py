"""Nothing is loaded from an encoder's folder that its manifest does not vouch for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from bot.nlu.artefact import MANIFEST, MAX_MANIFEST_BYTES, read_manifest, verify
from bot.nlu.encoder import PACKAGED_ENCODER
from bot.nlu.errors import ModelError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the encoder's folder with the model cut short, the manifest written to match."""
    target = tmp_path / "encoder"
    shutil.copytree(PACKAGED_ENCODER, target, ignore=shutil.ignore_patterns("*.onnx"))
    manifest = json.loads((target / MANIFEST).read_text())
    del manifest["files"]["model.onnx"]
    (target / MANIFEST).write_text(json.dumps(manifest))
    return target


def test_the_packaged_encoder_is_what_its_manifest_says() -> None:
    manifest = verify(PACKAGED_ENCODER)
    assert set(manifest.files) == {"LICENSE", "README.md", "model.onnx", "tokenizer.json"}
    assert manifest.facts["licence"] == "Apache-2.0"


def test_the_packaged_encoder_is_small_enough() -> None:
    assert sum(path.stat().st_size for path in PACKAGED_ENCODER.iterdir()) <= 25_000_000


def test_a_changed_file_is_refused(folder: Path) -> None:
    verify(folder)
    (folder / "README.md").write_text("something else")
    with pytest.raises(ModelError, match=r"README.md is not the file its manifest names"):
        verify(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    with pytest.raises(ModelError, match=r"tokenizer.json is missing"):
        verify(folder)


def test_a_folder_without_a_manifest_is_no_encoder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="There is no encoder"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    "content",
    ["", "[]", "null", "{}", '{"files": {}}', '{"files": {"../model.onnx": "0"}}', '{"files": {"a": 1}}', "x" * 70_000],
)
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / MANIFEST).write_text(content)
    with pytest.raises(ModelError, match="is not an encoder's manifest"):
        read_manifest(tmp_path)


def test_a_manifest_has_a_greatest_length() -> None:
    assert MAX_MANIFEST_BYTES == 64 * 1024


def test_the_fingerprint_changes_with_any_file(folder: Path) -> None:
    before = read_manifest(folder).fingerprint
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["files"]["README.md"] = "0" * 64
    (folder / MANIFEST).write_text(json.dumps(manifest))
    assert read_manifest(folder).fingerprint != before
