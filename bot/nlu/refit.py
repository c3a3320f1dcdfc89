"""Fits the intents' model, or mends the last fit where only a few examples changed since: seconds in place of many.

A changed example moves the weights of those that are like it, and others hardly. So the equations are solved again for
the nearest, then for those that are met worst, until all are met nearly; if that takes long, all is fitted anew. It is
always the last whole fit that is mended: what is left over never adds up.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.nlu.artefact import sha256
from bot.nlu.encoder import Vectors
from bot.nlu.errors import ModelError
from bot.nlu.intents import MODEL_FILES, IntentModel, symbols_of
from bot.nlu.kernel import MAX_EXAMPLES, RIDGE, Examples, Floats, Pairs

FILE = "last-fit.json"
MAX_CHANGED = 10
"""Examples that came or went since the last whole fit (another label is both): with more, a whole fit is as quick."""
NEIGHBOURS, NEIGHBOURS_EACH = 1_000, 300
"""So many weights are solved for at a time, and so many more for each change."""
EVERY = 25
"""One in so many of all examples goes with them, others each time: what is a little wrong everywhere, they carry."""
SWEEPS = 5
TOLERANCE = 0.01
"""By how much an example's equation, whose sides are 0 … 1, may stay unmet."""


def forget(folder: Path) -> None:
    """Have the next fit be a whole one."""
    (folder / FILE).unlink(missing_ok=True)


def fit_or_mend(
    vectors: Vectors, texts: Sequence[str], labels: Sequence[str], unseen: NDArray[np.bool_], folder: Path, maker: str
) -> IntentModel:
    """`IntentModel.fit` of these examples, or the last fit in `folder` mended where that will do.

    `maker` names what else a fit hangs on (the code, the encoder): a fit of another maker is passed over.
    """
    keys = _keys(texts, labels, maker)
    mended = _mended_fit(vectors, texts, labels, keys, folder)
    if mended is not None:
        return mended
    forget(folder)  # first: a half-written fit must not pass for the last one
    model = IntentModel.fit(vectors, texts, labels, unseen)
    model.save(folder)
    last = {"examples": keys, "files": {name: sha256(folder / name) for name in MODEL_FILES}}
    (folder / FILE).write_text(json.dumps(last), encoding="utf-8")
    return model


def mend(last: IntentModel, examples: Examples, targets: Floats, before: NDArray[np.intp]) -> Floats | None:
    """The weights (n, labels) of `examples` with their `targets` (n, labels), from those of the last fit.

    `before` (n,): where each stood in the last fit, -1 for a new one. None where that does not come near enough.
    """
    kept, added = np.flatnonzero(before >= 0), np.flatnonzero(before < 0)
    gone = np.setdiff1d(np.arange(len(last.weights)), before)
    weights, short = np.zeros_like(targets), np.zeros_like(targets)  # by how much each equation is not met
    weights[kept] = last.weights[before[kept]]
    pairs, urgency = Pairs(examples, np.arange(len(targets))), np.zeros(len(targets), np.float32)
    if len(gone):
        likeness = Pairs(last.examples, np.arange(len(last.weights))).of(gone, before[kept])
        short[kept] = likeness.T @ last.weights[gone]
        urgency[kept] = likeness.max(axis=0)
    if len(added):
        likeness = pairs.of(added, slice(None))
        short[added] = targets[added] - likeness @ weights
        urgency = np.maximum(urgency, likeness.max(axis=0))
    count = NEIGHBOURS + NEIGHBOURS_EACH * (len(added) + len(gone))
    for sweep in range(SWEEPS):
        some = np.arange(sweep, len(targets), EVERY)
        chosen = np.union1d(np.argsort(-urgency, kind="stable")[:count], some)
        likeness = pairs.of(chosen, slice(None))
        step = _solved(likeness[:, chosen], short[chosen])
        weights[chosen] += step
        short -= likeness.T @ step
        short[chosen] -= RIDGE * step
        urgency = np.abs(short).max(axis=1)
        if urgency.max() <= TOLERANCE:
            return weights
    return None


def _mended_fit(
    vectors: Vectors, texts: Sequence[str], labels: Sequence[str], keys: Sequence[str], folder: Path
) -> IntentModel | None:
    """The last fit mended; None where there is none, or too much changed, or a whole fit would refuse so many."""
    if len(keys) > MAX_EXAMPLES:
        return None
    try:
        noted = json.loads((folder / FILE).read_text(encoding="utf-8"))
        places = {key: at for at, key in enumerate(noted["examples"])}
        if len(places.keys() ^ set(keys)) > MAX_CHANGED:
            return None
        if any(sha256(folder / name) != digest for name, digest in noted["files"].items()):
            return None  # two trainings wrote at once
        last = IntentModel.load(folder)
    except (OSError, AttributeError, KeyError, TypeError, ValueError, ModelError):
        return None
    if set(last.labels) != set(labels):
        return None
    targets = np.eye(len(last.labels), dtype=np.float32)[np.searchsorted(last.labels, labels)]
    examples = Examples.of(vectors, texts)
    weights = mend(last, examples, targets, np.array([places.get(key, -1) for key in keys]))
    return None if weights is None else replace(last, examples=examples, weights=weights, symbols=symbols_of(texts))


def _keys(texts: Sequence[str], labels: Sequence[str], maker: str) -> list[str]:
    """One for each example, no two alike: the same example twice is told apart by how often it came before."""
    times: Counter[tuple[str, str]] = Counter()
    keys = []
    for example in zip(texts, labels, strict=True):
        times[example] += 1
        keys.append(hashlib.sha256(json.dumps([maker, times[example], *example]).encode()).hexdigest())
    return keys


def _solved(likeness: Floats, right: Floats) -> Floats:
    from scipy.linalg import lapack

    matrix = np.asfortranarray(likeness)
    matrix[np.diag_indices_from(matrix)] += RIDGE
    _, solution, _ = lapack.sposv(matrix, np.asfortranarray(right), lower=1, overwrite_a=1)
    result: Floats = solution
    return result
