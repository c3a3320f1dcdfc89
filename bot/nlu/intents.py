"""Ranks the intents of a sentence, says how sure that is, and how foreign the sentence is to all of them.

Everything behind the confidences and thresholds is read off examples that were held out (`kernel.Fit.without`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.nlu import kernel
from bot.nlu.calibration import (
    Foreignness,
    Thresholds,
    choose_thresholds,
    fit_foreignness,
    fit_temperature,
    softmax,
)
from bot.nlu.codes import Codes
from bot.nlu.encoder import Vectors
from bot.nlu.errors import ModelError
from bot.nlu.kernel import Examples, Floats, groups_of
from bot.nlu.ngrams import Spelling
from bot.nlu.withheld import to_judge_by

FOLDS = 50
HELD_OUT = 4_000
"""Of so many examples, at least, it is asked how they would have fared had they not been fitted on."""
SEED = 0
MODEL_FILES = ("intents.npz", "intents.json")
ROWS_AT_ONCE = 256
NEIGHBOURS = 10
"""How many of the nearest examples say how far a sentence is from everything known."""
OUT_OF_SCOPE_INTENT = "out_of_scope"
PART = 128
"""Cosines whose largest is looked at before any is sorted."""
_SKIN_TONES = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]")


@dataclass(frozen=True)
class Ranking:
    """`intents`: (intent, confidence), likeliest first, sum 1. `out_of_scope`: 0 familiar … 1 foreign."""

    intents: tuple[tuple[str, float], ...]
    out_of_scope: float


def with_names(texts: Sequence[str], labels: Sequence[str]) -> tuple[list[str], list[str]]:
    """The examples and, as one more of each, the intents' own names: with few examples they say a good deal."""
    names = sorted(set(labels))
    return [*texts, *(name.replace("_", " ").lower() for name in names)], [*labels, *names]


@dataclass(frozen=True)
class IntentModel:
    """A fitted model. Make one with `fit` or `load`."""

    labels: tuple[str, ...]
    examples: Examples
    weights: Floats
    temperature: float
    foreignness: Foreignness
    thresholds: Thresholds
    symbols: frozenset[str]
    """Examples without letters or digits ("👍"): to the encoder all such are one."""

    @classmethod
    def fit(
        cls,
        vectors: Vectors,
        texts: Sequence[str],
        labels: Sequence[str],
        unseen: NDArray[np.bool_] | None = None,
    ) -> IntentModel:
        """Fit on `vectors` (n, d) of `texts` with their `labels`; ModelError with fewer than two labels.

        `unseen` (n,): what the encoder was not trained on, if it was trained on some of these examples; only that can
        stand for what is to come when confidences are worked out.
        """
        names, numbers = np.unique(np.asarray(labels, dtype=str), return_inverse=True)
        if len(names) < 2:
            raise ModelError("An intent model needs examples of at least two intents.")
        targets = np.eye(len(names), dtype=np.float32)[numbers]
        examples = Examples.of(vectors, texts)
        fair = to_judge_by(np.ones(len(texts), bool) if unseen is None else unseen)
        own = (names[numbers] != OUT_OF_SCOPE_INTENT) & fair

        chance = np.random.default_rng(SEED)
        folds = _enough([group[fair[group]] for group in groups_of(chance.permutation(len(texts)) % FOLDS, FOLDS)])
        # whole intents, to stand for foreign ones
        sections = _enough(groups_of((chance.permutation(len(names)) % FOLDS)[numbers], FOLDS))
        asked, foreign = np.concatenate(folds), np.concatenate(sections)
        fitted = kernel.fit(examples, targets, np.union1d(asked, foreign))
        held_out = fitted.without(folds)

        temperature = fit_temperature(held_out[asked], numbers[asked])
        asked, foreign = asked[own[asked]], foreign[own[foreign]]
        familiarity = _held_out_familiarity(held_out, vectors, folds)[asked]
        strange = _held_out_familiarity(fitted.without(sections), vectors, sections)[foreign]
        foreignness = fit_foreignness(familiarity, strange)
        confidences = softmax(held_out[asked], temperature)
        thresholds = choose_thresholds(confidences, numbers[asked], foreignness.of(familiarity))
        return cls(
            tuple(map(str, names)),
            examples,
            fitted.weights,
            temperature,
            foreignness,
            thresholds,
            symbols_of(texts),
        )

    def rank(self, vectors: Vectors, texts: Sequence[str]) -> list[Ranking]:
        """One ranking per row of `vectors`."""
        rankings: list[Ranking] = []
        for start in range(0, len(texts), ROWS_AT_ONCE):
            rows = slice(start, start + ROWS_AT_ONCE)
            rankings += self._rank(vectors[rows], texts[rows])
        return rankings

    def _rank(self, vectors: Vectors, texts: Sequence[str]) -> list[Ranking]:
        likeness, cosines = self.examples.likeness(vectors, texts)
        scores = likeness @ self.weights
        confidences = softmax(scores, self.temperature)
        foreignness = self.foreignness.of(_familiarity(scores, _nearness(cosines)))
        rankings = []
        for text, row, foreign in zip(texts, confidences, foreignness, strict=True):
            if is_symbols(text) and _plain(text) not in self.symbols:
                rankings.append(Ranking(tuple((label, 1 / len(self.labels)) for label in self.labels), 1.0))
                continue
            order = np.argsort(-row, kind="stable")
            rankings.append(Ranking(tuple((self.labels[i], float(row[i])) for i in order), float(foreign)))
        return rankings

    def save(self, folder: Path) -> None:
        """Write MODEL_FILES."""
        folder.mkdir(parents=True, exist_ok=True)
        spelling = {f"spelling_{name}": value for name, value in vars(self.examples.spelling).items()}
        codes = self.examples.codes
        np.savez(folder / "intents.npz", vectors=codes.values, step=codes.step, weights=self.weights, **spelling)
        facts = {
            "labels": self.labels,
            "temperature": self.temperature,
            "foreignness": asdict(self.foreignness),
            "thresholds": asdict(self.thresholds),
            "symbols": sorted(self.symbols),
        }
        (folder / "intents.json").write_text(json.dumps(facts), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote; ModelError if that is not there or not whole."""
        try:
            facts = json.loads((folder / "intents.json").read_text(encoding="utf-8"))
            with np.load(folder / "intents.npz", allow_pickle=False) as arrays:
                codes, weights = Codes(arrays["vectors"], float(arrays["step"])), arrays["weights"]
                spelling = Spelling(**{field.name: arrays[f"spelling_{field.name}"] for field in fields(Spelling)})
            return cls(
                tuple(facts["labels"]),
                Examples(codes, replace(spelling, count=int(spelling.count))),
                weights,
                facts["temperature"],
                Foreignness(**facts["foreignness"]),
                Thresholds(**facts["thresholds"]),
                frozenset(facts["symbols"]),
            )
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise ModelError(f"The intent model in {folder} cannot be read. Train it again: teller train") from error


def is_symbols(text: str) -> bool:
    """Whether a text has neither letters nor digits."""
    return not any(map(str.isalnum, text))


def symbols_of(texts: Iterable[str]) -> frozenset[str]:
    """Those of the texts that are symbols alone, in no colour."""
    return frozenset(_plain(text) for text in texts if is_symbols(text))


def _plain(text: str) -> str:
    return _SKIN_TONES.sub("", text).strip()


def _nearness(cosines: Floats) -> Floats:
    """Mean cosine with the nearest examples, for each row."""
    count = min(NEIGHBOURS, cosines.shape[1])
    best = np.maximum.reduceat(cosines, np.arange(0, cosines.shape[1], PART), axis=1)
    if best.shape[1] < count:
        return _mean_of_largest(cosines, count)
    # that many parts hold one that is as near as this: what is farther need not be sorted
    bounds = np.partition(best, -count, axis=1)[:, -count]
    return np.array(
        [_mean_of_largest(row[row >= bound], count) for row, bound in zip(cosines, bounds, strict=True)], np.float32
    )


def _mean_of_largest(values: Floats, count: int) -> Floats:
    largest: Floats = np.partition(values, -count, axis=-1)[..., -count:].mean(axis=-1)
    return largest


def _familiarity(scores: Floats, nearness: Floats) -> NDArray[np.float64]:
    """How well a sentence is known: its best score (is it like examples of one kind?) and how near any examples are."""
    familiarity: NDArray[np.float64] = (scores.max(axis=1) + nearness).astype(np.float64)
    return familiarity


def _enough(groups: list[NDArray[np.intp]]) -> list[NDArray[np.intp]]:
    """The first of the groups that together hold HELD_OUT examples: two numbers are read off them."""
    counts = np.cumsum([len(group) for group in groups])
    return groups[: int(np.searchsorted(counts, HELD_OUT)) + 1]


def _held_out_familiarity(scores: Floats, vectors: Vectors, groups: Sequence[NDArray[np.intp]]) -> NDArray[np.float64]:
    """The familiarity of each of the groups' examples, its group left out."""
    nearness = np.zeros(len(vectors), np.float32)
    for group in groups:
        others = np.setdiff1d(np.arange(len(vectors)), group)
        if len(group) and len(others):
            nearness[group] = _nearness(vectors[group] @ vectors[others].T)
    return _familiarity(scores, nearness)
