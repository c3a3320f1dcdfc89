"""How well intents are told apart, on public training and validation splits: `benchmarks/intents.py --data FOLDER`.

FOLDER holds banking77/train.csv and clinc150/{train,validation,out_of_scope_validation}.csv (CC BY; docs/model.md).
Peers are fitted on the same examples in the same run. No test split is read.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from common import report
from numpy.typing import NDArray

from bot.nlu.calibration import softmax
from bot.nlu.encoder import Encoder, encoder_folder
from bot.nlu.intents import IntentModel, with_names
from bot.nlu.kernel import Examples, groups_of
from bot.nlu.kernel import fit as fit_kernel
from bot.training.evaluation import Labelled, auroc, calibration_error, evaluate

HOW = (
    "accuracy unless it says otherwise; BANKING77 by 10-fold cross-validation or over 3 draws of a few examples for "
    "each intent, scored on 2,000 others; near and far: a tenth of 50 intents' examples told from the other 27's "
    "and from CLINC150's foreign requests; CLINC150 fitted on its training split and "
    "scored on its validation split"
)
FOLDS = 10
DRAWS = 3
SCORED = 2_000
KNOWN_INTENTS = 50
Predict = Callable[[NDArray[np.intp], NDArray[np.intp]], NDArray[np.str_]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    encoder, figures = Encoder.load(encoder_folder()), {}
    texts, labels = _read(given.data / "banking77/train.csv")
    vectors = encoder.encode(texts.tolist())
    folds = np.random.default_rng(0).permutation(len(texts)) % FOLDS
    figures |= _cross_validated(vectors, texts, labels, folds)
    for name, predict in _peers(vectors, texts, labels).items():
        figures[f"BANKING77, all: {name}"] = _mean_over_folds(predict, labels, folds)
    for shots in (5, 10):
        figures |= _few(encoder, vectors, texts, labels, shots)
    figures |= _foreign(encoder, vectors, texts, labels, given.data / "clinc150")
    figures |= _clinc(encoder, given.data / "clinc150")
    report(figures, HOW, as_json=given.json)


def _cross_validated(
    vectors: NDArray[np.float32], texts: NDArray[Any], labels: NDArray[Any], folds: NDArray[np.intp]
) -> dict[str, float]:
    names, numbers = np.unique(labels, return_inverse=True)
    examples = Examples.of(vectors, texts.tolist())
    fitted = fit_kernel(examples, np.eye(len(names), dtype=np.float32)[numbers])
    scores = fitted.without(groups_of(folds, FOLDS))
    order = np.argsort(-scores, axis=1)
    # the temperature of nine tenths, judged on the last: a confidence is never checked where it was fitted
    from bot.nlu.calibration import fit_temperature

    confidence = np.zeros(len(texts))
    for group in groups_of(folds, FOLDS):
        rest = np.setdiff1d(np.arange(len(texts)), group)
        confidence[group] = softmax(scores[group], fit_temperature(scores[rest], numbers[rest])).max(axis=1)
    right = order[:, 0] == numbers
    return {
        "BANKING77, all: Teller": round(float(right.mean()), 4),
        "BANKING77, all: Teller, among the first three": round(
            float((order[:, :3] == numbers[:, None]).any(axis=1).mean()), 4
        ),
        "BANKING77, all: Teller, calibration error": calibration_error(confidence, right),
    }


def _peers(vectors: NDArray[np.float32], texts: NDArray[Any], labels: NDArray[Any]) -> dict[str, Predict]:
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import LinearSVC

    def regression(train: NDArray[np.intp], test: NDArray[np.intp]) -> NDArray[np.str_]:
        return LogisticRegression(C=20, max_iter=100).fit(vectors[train], labels[train]).predict(vectors[test])

    def words(train: NDArray[np.intp], test: NDArray[np.intp]) -> NDArray[np.str_]:
        counts = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2)).fit(texts[train])
        return LinearSVC().fit(counts.transform(texts[train]), labels[train]).predict(counts.transform(texts[test]))

    def vectors_and_pieces(train: NDArray[np.intp], test: NDArray[np.intp]) -> NDArray[np.str_]:
        pieces = TfidfVectorizer(analyzer="char_wb", sublinear_tf=True, ngram_range=(2, 5)).fit(texts[train])
        counts = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2)).fit(texts[train])

        def features(rows: NDArray[np.intp]) -> Any:
            return hstack([vectors[rows], pieces.transform(texts[rows]), counts.transform(texts[rows])]).tocsr()

        return LinearSVC().fit(features(train), labels[train]).predict(features(test))

    return {
        "same vectors, logistic regression": regression,
        "same vectors beside TF-IDF of pieces and words, linear SVM": vectors_and_pieces,
        "TF-IDF of words, linear SVM": words,
    }


def _mean_over_folds(predict: Predict, labels: NDArray[Any], folds: NDArray[np.intp]) -> float:
    hits = [predict(np.flatnonzero(folds != k), np.flatnonzero(folds == k)) == labels[folds == k] for k in range(FOLDS)]
    return round(float(np.concatenate(hits).mean()), 4)


def _few(
    encoder: Encoder, vectors: NDArray[np.float32], texts: NDArray[Any], labels: NDArray[Any], shots: int
) -> dict[str, float]:
    hits: dict[str, list[float]] = {}
    peers = _peers(vectors, texts, labels)
    for draw in range(DRAWS):
        order = np.random.default_rng(draw).permutation(len(texts))
        chosen = np.concatenate([order[labels[order] == name][:shots] for name in np.unique(labels)])
        scored = np.setdiff1d(order, chosen)[:: max((len(texts) - len(chosen)) // SCORED, 1)]
        named, named_labels = with_names(texts[chosen].tolist(), labels[chosen].tolist())
        model = IntentModel.fit(encoder.encode(named), named, named_labels)
        best = [ranking.intents[0][0] for ranking in model.rank(vectors[scored], texts[scored].tolist())]
        hits.setdefault("Teller", []).append(float((np.array(best) == labels[scored]).mean()))
        for name, predict in peers.items():
            hits.setdefault(name, []).append(float((predict(chosen, scored) == labels[scored]).mean()))
    return {f"BANKING77, {shots} each: {name}": round(float(np.mean(shares)), 4) for name, shares in hits.items()}


def _foreign(
    encoder: Encoder, vectors: NDArray[np.float32], texts: NDArray[Any], labels: NDArray[Any], folder: Path
) -> dict[str, float]:
    """How well new words for the known are told from other wishes of the trade (near) and from all else (far)."""
    far = _read(folder / "out_of_scope_validation.csv")[0]
    far_vectors = encoder.encode(far.tolist())
    found: dict[str, list[float]] = {"near": [], "far": []}
    for draw in range(DRAWS):
        chance = np.random.default_rng(draw)
        known = np.isin(labels, chance.permutation(np.unique(labels))[:KNOWN_INTENTS])
        asked = known & (chance.random(len(texts)) < 1 / FOLDS)
        fitted = known & ~asked
        model = IntentModel.fit(vectors[fitted], texts[fitted].tolist(), labels[fitted].tolist())
        own, near = (_foreignness(model, vectors[rows], texts[rows]) for rows in (asked, ~known))
        found["near"].append(auroc(near, own))
        found["far"].append(auroc(_foreignness(model, far_vectors, far), own))
    known_part = f"BANKING77, {KNOWN_INTENTS} intents known"
    return {f"{known_part}: AUROC, {kind}": round(float(np.mean(each)), 4) for kind, each in found.items()}


def _foreignness(model: IntentModel, vectors: NDArray[np.float32], texts: NDArray[Any]) -> NDArray[np.float64]:
    return np.array([ranking.out_of_scope for ranking in model.rank(vectors, texts.tolist())])


def _clinc(encoder: Encoder, folder: Path) -> dict[str, float]:
    def labelled(name: str) -> Labelled:
        texts, labels = _read(folder / name)
        return Labelled(tuple(texts.tolist()), tuple(labels.tolist()))

    foreign: Sequence[str] = _read(folder / "out_of_scope_validation.csv")[0].tolist()
    figures = evaluate(encoder, labelled("train.csv"), labelled("validation.csv"), foreign)
    names = ("accuracy", "macro_f1", "top3", "resolved_in_two", "calibration_error", "fit_seconds")
    return {f"CLINC150: {name}": figures[name] for name in names} | {
        f"CLINC150, out of scope: {name}": value for name, value in figures["out_of_scope"].items()
    }


def _read(path: Path) -> tuple[NDArray[Any], NDArray[Any]]:
    if not path.is_file():
        sys.exit(f"{path} is missing: docs/model.md says where the sets are published.")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return np.array([row["text"] for row in rows]), np.array([row["category"] for row in rows])


if __name__ == "__main__":
    main()
