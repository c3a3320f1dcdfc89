"""Vectors kept in one byte a number, and their cosines with a sentence: a quarter to read, whole numbers to multiply.

onnxruntime multiplies the bytes. Its model is one operator with the vectors in it, which it lays out as the processor
likes them. The few bytes around them are written here: the library that writes models is not needed otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from bot.nlu.encoder import Vectors
from bot.nlu.errors import ModelError

ZERO = 128
LARGEST = 127
ZERO_ASKED, LARGEST_ASKED = 64, 63
"""Seven bits for the sentence: 2 × 127 × 127 stays below 2^15, where a processor without VNNI cuts sums off."""


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
        if not len(self.values):
            return np.zeros((len(vectors), 0), np.float32)
        steps = np.abs(vectors).max(axis=1, initial=0, keepdims=True) / LARGEST_ASKED
        steps[steps == 0] = 1
        asked = (np.rint(vectors / steps) + ZERO_ASKED).astype(np.uint8)
        (products,) = self._multiplier.run(None, {"asked": asked})
        cosines: Vectors = products.astype(np.float32)
        cosines *= steps * np.float32(self.step)
        return cosines

    @cached_property
    def _multiplier(self) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        signed = (self.values ^ ZERO).view(np.int8)  # in two's complement, to subtract 128 is to turn one bit
        return onnxruntime.InferenceSession(_model(signed), options, providers=["CPUExecutionProvider"])


def _model(kept: NDArray[np.int8]) -> bytes:
    """`products` (m, n) int32 = (`asked` (m, d) - ZERO_ASKED) · `kept` (n, d) turned, by the numbers of onnx.proto."""
    uint8, int8, int32 = 2, 3, 6
    inside = _field(1, kept.shape[1]) + _field(1, len(kept)) + _field(2, int8) + _field(8, b"kept")
    inside += _field(9, np.ascontiguousarray(kept.T).tobytes())
    zero = _field(2, uint8) + _field(8, b"zero") + _field(9, bytes([ZERO_ASKED]))
    names = b"".join(_field(1, name) for name in (b"asked", b"kept", b"zero"))
    node = names + _field(2, b"products") + _field(4, b"MatMulInteger")
    graph = _field(1, node) + _field(2, b"products") + _field(5, inside) + _field(5, zero)
    graph += _field(11, _matrix(b"asked", uint8)) + _field(12, _matrix(b"products", int32))
    return _field(1, 8) + _field(7, graph) + _field(8, _field(2, 13))


def _matrix(name: bytes, kind: int) -> bytes:
    any_size = _field(1, b"") + _field(1, b"")
    return _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, any_size)))


def _field(number: int, value: int | bytes) -> bytes:
    """A field of a Protocol Buffers message, its number below 16."""
    if isinstance(value, int):
        return bytes([number << 3]) + _varint(value)
    return bytes([number << 3 | 2]) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the eighth says that there are more."""
    return bytes([value & 127 | 128]) + _varint(value >> 7) if value > 127 else bytes([value])
