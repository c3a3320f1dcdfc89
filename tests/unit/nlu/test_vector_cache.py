"""Training encodes again only what has changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.nlu.encoder import Encoder, Vectors
from bot.nlu.vector_cache import FILE, encode_cached


class CountingEncoder(Encoder):
    """Says how many texts it was asked to encode."""

    def __init__(self, fingerprint: str = "a") -> None:
        self.fingerprint = fingerprint
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str], *, workers: int | None = None) -> Vectors:
        self.encoded += texts
        return np.array([[len(text), sum(map(ord, text))] for text in texts], np.float32).reshape(-1, 2)


def test_only_new_texts_are_encoded(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    encode_cached(encoder, ["one", "two"], tmp_path)
    vectors = encode_cached(encoder, ["two", "three", "two"], tmp_path)
    assert np.array_equal(vectors, CountingEncoder().encode(["two", "three", "two"]))
    vectors = encode_cached(encoder, ["four", "three"], tmp_path)  # from a cache that held a text twice
    assert np.array_equal(vectors, CountingEncoder().encode(["four", "three"]))
    assert encoder.encoded == ["one", "two", "three", "four"]


def test_what_is_no_longer_needed_is_dropped(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    for texts in (["one"], ["two"], ["one"]):
        encode_cached(encoder, texts, tmp_path)
    assert encoder.encoded == ["one", "two", "one"]


def test_another_encoder_shares_nothing(tmp_path: Path) -> None:
    encode_cached(CountingEncoder("a"), ["one"], tmp_path)
    other = CountingEncoder("b")
    encode_cached(other, ["one"], tmp_path)
    assert other.encoded == ["one"]


@pytest.mark.parametrize("content", [b"", b"not a cache", b"PK\x03\x04broken"])
def test_a_damaged_cache_is_written_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    encoder = CountingEncoder()
    for _ in range(2):
        encode_cached(encoder, ["one"], tmp_path)
    assert encoder.encoded == ["one"]


def test_no_texts_are_no_vectors(tmp_path: Path) -> None:
    assert len(encode_cached(CountingEncoder(), [], tmp_path)) == 0
