"""A BERT sentence encoder as an ONNX graph, written directly in onnxruntime's fused operators.

One sentence per run: token ids in, a mean-pooled vector of length 1 out. There is no padding and so no mask:
`bot/nlu/encoder.py` says why sentences do not travel in batches.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Weights = Mapping[str, NDArray[np.float32]]

OPSET = 17
LAYER_NORM_EPSILON = 1e-12


def build_graph(weights: Weights, *, layers: int, heads: int, max_tokens: int) -> onnx.ModelProto:
    """The encoder as fp32 ONNX.

    `weights` are named as in transformers' BertModel. Input `input_ids`: int32 (1, at most
    `max_tokens`). Output `vector`: float32 (1, hidden), length 1.
    """
    graph = _Graph(weights)
    state = graph.embed(max_tokens)
    for number in range(layers):
        state = graph.layer(state, f"encoder.layer.{number}", heads)
    pooled = graph.add("ReduceMean", [state], axes=[1], keepdims=0)
    graph.add("LpNormalization", [pooled], output="vector", axis=-1, p=2)
    hidden = weights["embeddings.LayerNorm.weight"].shape[0]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "sentence-encoder",
            [helper.make_tensor_value_info("input_ids", TensorProto.INT32, [1, "tokens"])],
            [helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, hidden])],
            initializer=list(graph.constants.values()),
        ),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)],
        producer_name="teller",
    )
    model.ir_version = 8
    return model


class _Graph:
    """Nodes and constants as they are added; a value is known by its name."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def add(
        self,
        operator: str,
        inputs: list[str],
        *,
        domain: str = "",
        output: str | None = None,
        **attributes: Any,
    ) -> str:
        name = output or f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, domain=domain, **attributes))
        return name

    def fused(self, operator: str, inputs: list[str], **attributes: Any) -> str:
        return self.add(operator, inputs, domain="com.microsoft", **attributes)

    def constant(self, name: str, values: NDArray[np.float32] | None = None) -> str:
        array = self.weights[name] if values is None else values
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(array, np.float32), name)
        return name

    def matrix(self, name: str) -> str:
        """A linear layer's weight, turned: torch keeps (out, in), MatMul wants (in, out)."""
        return self.constant(name, self.weights[name].T)

    def embed(self, max_tokens: int) -> str:
        # Every token is of the first segment: its embedding is added to the positions once and for all.
        positions = self.weights["embeddings.position_embeddings.weight"][:max_tokens]
        segment = self.weights["embeddings.token_type_embeddings.weight"][0]
        inputs = [
            "input_ids",
            "",
            self.constant("embeddings.word_embeddings.weight"),
            self.constant("positions", positions + segment),
            "",
            self.constant("embeddings.LayerNorm.weight"),
            self.constant("embeddings.LayerNorm.bias"),
        ]
        name = self.fused("EmbedLayerNormalization", inputs, epsilon=LAYER_NORM_EPSILON)
        self.nodes[-1].output.append("unused_mask")  # the quantised form of this operator insists on it
        return name

    def layer(self, state: str, prefix: str, heads: int) -> str:
        parts = [f"{prefix}.attention.self.{part}" for part in ("query", "key", "value")]
        joined = np.concatenate([self.weights[f"{part}.weight"].T for part in parts], axis=1)
        joined_bias = np.concatenate([self.weights[f"{part}.bias"] for part in parts])
        attended = self.fused(
            "Attention",
            [
                state,
                self.constant(f"{prefix}.qkv.weight", joined),
                self.constant(f"{prefix}.qkv.bias", joined_bias),
            ],
            num_heads=heads,
        )
        state = self._add_and_norm(attended, state, f"{prefix}.attention.output")
        inner = self.add("MatMul", [state, self.matrix(f"{prefix}.intermediate.dense.weight")])
        active = self.fused("BiasGelu", [inner, self.constant(f"{prefix}.intermediate.dense.bias")])
        return self._add_and_norm(active, state, f"{prefix}.output")

    def _add_and_norm(self, value: str, residual: str, prefix: str) -> str:
        projected = self.add("MatMul", [value, self.matrix(f"{prefix}.dense.weight")])
        return self.fused(
            "SkipLayerNormalization",
            [
                projected,
                residual,
                self.constant(f"{prefix}.LayerNorm.weight"),
                self.constant(f"{prefix}.LayerNorm.bias"),
                self.constant(f"{prefix}.dense.bias"),
            ],
            epsilon=LAYER_NORM_EPSILON,
        )
