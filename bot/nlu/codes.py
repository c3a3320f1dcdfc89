"""Vectors kept in one byte a number, and their cosines with a sentence: a quarter to read, so three times as quick.

onnxruntime multiplies the bytes. Its model is one operator; the hundred bytes of that are written here, since the
library that writes such models is not needed otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from bot.nlu.encoder import Vectors
from bot.nlu.errors import ModelError

ZERO = 128
LARGEST = 127
LARGEST_ASKED = 63
"""Seven bits for the sentence: 2 × 255 × 63 stays below 2^15, where a processor without VNNI cuts sums off."""


@dataclass(frozen=True)
class Codes:
    """Vectors (n, d): `values` (n, d), ZERO standing for 0, and what one step is worth."""

    values: NDArray[np.uint8]
    step: float

    @classmethod
    def of(cls, vectors: Vectors) -> Codes:
        """Each number as the nearest of 255 steps; for vectors of length 1, cosines are off by 0.0005 (deviation).

        ModelError where a number is not finite.
        """
        if not np.isfinite(vectors).all():
            raise ModelError("The intent model cannot be fitted: the examples' vectors are not finite.")
        step = float(np.abs(vectors).max(initial=0)) / LARGEST or 1.0
        return cls((np.rint(vectors / step) + ZERO).astype(np.uint8), step)

    def decoded(self) -> Vectors:
        """The vectors (n, d) that the codes stand for."""
        return (self.values.astype(np.float32) - ZERO) * np.float32(self.step)

    def cosines(self, vectors: Vectors) -> Vectors:
        """(m, n) for `vectors` (m, d), all of length 1."""
        steps = np.abs(vectors).max(axis=1, initial=0, keepdims=True) / LARGEST_ASKED
        steps[steps == 0] = 1
        asked = np.ascontiguousarray(np.rint(vectors / steps).astype(np.int8).T)
        (products,) = _multiplier().run(None, {"kept": self.values, "asked": asked})
        cosines: Vectors = products.T.astype(np.float32) * (steps * np.float32(self.step))
        return cosines


@cache
def _multiplier() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(_model(), options, providers=["CPUExecutionProvider"])


def _model() -> bytes:
    """`products` (n, m) int32 = (`kept` (n, d) - ZERO) · `asked` (d, m), by the numbers of fields in onnx.proto."""
    uint8, int8, int32 = 2, 3, 6
    zero = _field(2, uint8) + _field(8, b"zero") + _field(9, bytes([ZERO]))
    names = b"".join(_field(1, name) for name in (b"kept", b"asked", b"zero"))
    node = names + _field(2, b"products") + _field(4, b"MatMulInteger")
    graph = _field(1, node) + _field(2, b"products") + _field(5, zero)
    graph += _field(11, _matrix(b"kept", uint8)) + _field(11, _matrix(b"asked", int8))
    graph += _field(12, _matrix(b"products", int32))
    return _field(1, 8) + _field(7, graph) + _field(8, _field(2, 13))


def _matrix(name: bytes, kind: int) -> bytes:
    any_size = _field(1, b"") + _field(1, b"")
    return _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, any_size)))


def _field(number: int, value: int | bytes) -> bytes:
    """A field of a Protocol Buffers message, for numbers below 128."""
    if isinstance(value, int):
        return bytes([number << 3, value])
    length = len(value)
    varint = bytes([length]) if length < 128 else bytes([length & 127 | 128, length >> 7])
    return bytes([number << 3 | 2]) + varint + value
