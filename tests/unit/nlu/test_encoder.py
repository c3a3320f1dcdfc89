"""Sentences become vectors that depend on nothing but the sentence."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.nlu.artefact import MANIFEST, read_manifest
from bot.nlu.encoder import (
    DIMENSIONS,
    MAX_CHARACTERS,
    MAX_TOKENS,
    PACKAGED_ENCODER,
    Encoder,
    check_arithmetic,
    encoder_folder,
)
from bot.nlu.errors import ModelError


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


def test_vectors_have_length_one(encoder: Encoder) -> None:
    vectors = encoder.encode(["what is my balance", "hi"])
    assert vectors.shape == (2, DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_vector_does_not_depend_on_its_neighbours(encoder: Encoder) -> None:
    texts = ["freeze my card", "a much longer sentence about sending fifty euros to a friend in another town", "no"]
    together = encoder.encode(texts, workers=2)
    assert np.array_equal(together, np.concatenate([encoder.encode([text]) for text in texts]))


def test_sentences_that_mean_the_same_are_near(encoder: Encoder) -> None:
    balance, same, other = encoder.encode(["what's my balance", "how much money do i have", "block my card"])
    assert balance @ same > balance @ other + 0.2


@pytest.mark.parametrize("text", ["", " ", "😀", "\x00\ud7ff\u202e", "a" * 100_000, "wort " * 10_000])
def test_any_text_has_a_vector(encoder: Encoder, text: str) -> None:
    assert np.isfinite(encoder.encode([text])).all()


def test_what_is_beyond_the_limits_is_cut_off(encoder: Encoder) -> None:
    assert (MAX_TOKENS, MAX_CHARACTERS) == (128, 2_000)
    long = "money " * 200
    assert np.array_equal(encoder.encode([long]), encoder.encode([long + "card"]))


def test_no_texts_have_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, DIMENSIONS)


def test_a_missing_encoder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="There is no encoder in"):
        Encoder.load(tmp_path)


def test_this_processor_computes_the_vector_that_stands_in_the_manifest() -> None:
    assert "probe" in read_manifest(PACKAGED_ENCODER).facts
    check_arithmetic()


def test_a_processor_that_computes_other_vectors_is_told(encoder: Encoder, tmp_path: Path) -> None:
    shutil.copytree(PACKAGED_ENCODER, tmp_path / "encoder")
    path = tmp_path / "encoder" / MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    vector = encoder.encode(["a vector of something else"])[0].astype("<f2")
    manifest["probe"]["vector"] = base64.b64encode(vector.tobytes()).decode()
    path.write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ModelError, match="computes other vectors"):
        check_arithmetic(tmp_path / "encoder")


def test_the_folder_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert encoder_folder() == PACKAGED_ENCODER
    monkeypatch.setenv("TELLER_ENCODER_PATH", "elsewhere")
    assert encoder_folder() == Path("elsewhere")


def test_encoding_loads_nothing_that_only_training_needs() -> None:
    code = (
        "import sys; import bot.nlu.intents, bot.nlu.answers, bot.nlu.encoder, bot.nlu.outcome;"
        "print([m for m in ('sklearn', 'scipy', 'torch', 'transformers', 'rasa', 'requests') if m in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"  # noqa: S603
