"""From scores to probabilities, and from what mistakes cost to the thresholds that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

# What a turn costs, in clarifications: asking back costs 1, doing the right thing nothing.
COST_OF_WRONG_ANSWER: Mapping[str, float] = {"shows": 2.0, "asks": 3.0, "acts": 5.0}
"""By what the skill does that was taken for another: `shows` something that names what it is, and is passed over;
`asks`, in a form that reads back before anything is done, so it takes a "cancel" too; or `acts` at once."""
ASKS, ACTS = "asks", "acts"
COST_OF_WRONG_TURN = 2.0
"""Taking something for a greeting, a thank-you or a no: a wrong word, but nothing is done."""
COST_OF_WRONG_PASSAGE = 2.0
"""Showing an article, with its name, that does not answer: read and passed over, it is twice an "I don't know"."""
MAX_WRONG_REFUSALS = 0.01
"""How many of its own messages the assistant may take for foreign; foreign ones let in are asked back about."""

NEWTON_STEPS = 50
RIDGE = 1e-2
"""Holds the coefficients where two groups are wholly apart."""
TEMPERATURES = np.geomspace(1, 64, 61)
LEAST_BAR, MOST_BAR = 0.4, 0.9
"""Below the one another skill, or none, is likelier than the best; above the other all would be asked back."""
NEARLY_SURE = 1e-4
"""A confidence nearer to 0 or 1 counts as this: its odds would be without end."""


@dataclass(frozen=True)
class Thresholds:
    """`answer`: least confidence to answer by, for each key of COST_OF_WRONG_ANSWER; `out_of_scope`: foreignness from
    which a message is refused."""

    answer: Mapping[str, float]
    out_of_scope: float


@dataclass(frozen=True)
class Foreignness:
    """A logistic curve from familiarity to 0 familiar … 1 foreign."""

    slope: float
    constant: float

    def of(self, familiarity: Doubles) -> Doubles:
        return sigmoid(self.slope * familiarity + self.constant)


def fit_temperature(scores: NDArray[np.float32], numbers: NDArray[np.intp]) -> float:
    """The factor by which softmax over held-out `scores` (n, labels) fits the true label `numbers` best."""
    rows = np.arange(len(numbers))
    losses = [-np.log(softmax(scores, factor)[rows, numbers] + 1e-12).mean() for factor in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def fit_foreignness(own: Doubles, foreign: Doubles) -> Foreignness:
    """Fit on the familiarity of held-out examples, and of examples whose whole intent was held out, half and half."""
    hits = [False] * len(own) + [True] * len(foreign)
    weights = [1.0] * len(own) + [len(own) / max(len(foreign), 1)] * len(foreign)
    return Foreignness(*map(float, fit_logistic(np.concatenate([own, foreign])[:, None], hits, weights)))


def choose_thresholds(confidences: NDArray[np.float32], numbers: NDArray[np.intp], foreignness: Doubles) -> Thresholds:
    """From when on acting costs held-out examples less than asking back, and they are hardly ever taken for foreign.

    `confidences` (n, labels) with the true label `numbers`, and `foreignness` (n,), all of examples held out. How often
    a confidence was right is read off a curve through all of them: the cheapest bar itself hangs on a handful.
    """
    best, right = confidences.max(axis=1), confidences.argmax(axis=1) == numbers
    slope, constant = fit_logistic(_log_odds(best)[:, None], right.tolist(), [1.0] * len(best))
    refused_from = float(np.quantile(foreignness, 1 - MAX_WRONG_REFUSALS))
    bars = {}
    for does, cost in COST_OF_WRONG_ANSWER.items():
        bar = sigmoid((_log_odds(np.array(least_probability(cost))) - constant) / max(slope, RIDGE))
        bars[does] = float(np.clip(bar, LEAST_BAR, MOST_BAR))
    return Thresholds(bars, refused_from)


def _log_odds(probability: NDArray[np.floating[Any]]) -> Doubles:
    clipped = np.clip(np.asarray(probability, np.float64), NEARLY_SURE, 1 - NEARLY_SURE)
    return np.log(clipped / (1 - clipped))


def least_probability(cost_of_mistake: float) -> float:
    """The probability of being right from which acting costs less than asking back, which costs 1."""
    return 1 - 1 / cost_of_mistake


def fit_logistic(features: Doubles, hits: Sequence[bool], weights: Sequence[float]) -> Doubles:
    """Coefficients, the constant last, of the logistic curve from `features` (n, d) to the probability of a hit."""
    rows = np.hstack([features, np.ones((len(features), 1))])
    target, weight = np.array(hits, np.float64), np.array(weights, np.float64)
    coefficients = np.zeros(rows.shape[1])
    for _ in range(NEWTON_STEPS):
        likely = sigmoid(rows @ coefficients)
        gradient = rows.T @ (weight * (likely - target)) + RIDGE * coefficients
        curvature = (rows * (weight * likely * (1 - likely))[:, None]).T @ rows + RIDGE * np.eye(rows.shape[1])
        step = np.linalg.solve(curvature, gradient)
        coefficients -= step
        if np.abs(step).max() < 1e-8:
            break
    return coefficients


def softmax(scores: NDArray[np.float32], factor: float) -> NDArray[np.float32]:
    """Rows of `scores` as probabilities, after multiplication by `factor`."""
    raised = np.exp(factor * (scores - scores.max(axis=1, keepdims=True)))
    result: NDArray[np.float32] = raised / raised.sum(axis=1, keepdims=True)
    return result


def sigmoid(values: Doubles) -> Doubles:
    """1 / (1 + e^-x), without overflow."""
    result: Doubles = 0.5 * (1 + np.tanh(0.5 * values))
    return result
