"""Ranks intents for a sentence from its vector."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Thresholds:
    """`answer`: least confidence to answer by; `out_of_scope`: score from which a message is foreign."""

    answer: float
    out_of_scope: float


@dataclass(frozen=True)
class Ranking:
    """`intents`: (intent, confidence), likeliest first, sum 1. `out_of_scope`: 0 familiar … 1 foreign."""

    intents: tuple[tuple[str, float], ...]
    out_of_scope: float


@dataclass(frozen=True)
class IntentModel:
    """A fitted head. Make one with `fit` or `load`."""

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats
    thresholds: Thresholds

    @classmethod
    def fit(cls, vectors: Floats, texts: Sequence[str], labels: Sequence[str]) -> IntentModel:
        """Fit on `vectors` (n, d) of `texts` with their `labels`."""
        from sklearn.linear_model import LogisticRegression  # here alone: serving must not pay for the import

        head = LogisticRegression(C=20, max_iter=300).fit(vectors, labels)
        return cls(
            tuple(map(str, head.classes_)),
            head.coef_.T.astype(np.float32),
            head.intercept_.astype(np.float32),
            Thresholds(answer=0.4, out_of_scope=0.75),
        )

    def probabilities(self, vectors: Floats, texts: Sequence[str]) -> Floats:
        """(n, len(labels)), rows sum to 1."""
        scores = vectors @ self.weights + self.bias
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        result: Floats = scores / scores.sum(axis=1, keepdims=True)
        return result

    def rank(self, vectors: Floats, texts: Sequence[str]) -> list[Ranking]:
        """One ranking per row."""
        rankings = []
        for row in self.probabilities(vectors, texts):
            order = np.argsort(-row, kind="stable")
            intents = tuple((self.labels[i], float(row[i])) for i in order)
            rankings.append(Ranking(intents, 1.0 - float(row.max())))
        return rankings

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(folder / "intents.npz", weights=self.weights, bias=self.bias)
        facts = {"labels": self.labels, "thresholds": asdict(self.thresholds)}
        (folder / "intents.json").write_text(json.dumps(facts), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        facts = json.loads((folder / "intents.json").read_text(encoding="utf-8"))
        with np.load(folder / "intents.npz", allow_pickle=False) as arrays:
            return cls(tuple(facts["labels"]), arrays["weights"], arrays["bias"], Thresholds(**facts["thresholds"]))
