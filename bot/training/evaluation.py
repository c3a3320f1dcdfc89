"""Measures the model: intents (fit on one set of examples, score another) and answers (find the right article)."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.nlu.answers import Finding, PassageIndex
from bot.nlu.articles import Article
from bot.nlu.encoder import Encoder, Vectors
from bot.nlu.intents import IntentModel, Ranking, with_names
from bot.nlu.outcome import Outcome, decide
from bot.nlu.skills import Skills

MAX_OFFERED = 3
"""How many choices may be offered for a message to count as resolved in two turns."""
TOP = 3
MAX_TIMED = 1_000
"""How many messages are also understood one at a time when a report asks for the slowest."""
UNSEEN_SHARE = 0.1
"""How much of the examples the encoder is not trained on, when it is, so that confidence can be judged."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Labelled:
    """Messages with the category each belongs to."""

    texts: tuple[str, ...]
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Judged:
    """What the model made of one message."""

    ranking: Ranking
    outcome: Outcome

    @property
    def best(self) -> str:
        return self.ranking.intents[0][0]

    def resolves(self, category: str) -> bool:
        """Whether the category is answered at once, or is among the few that are offered."""
        if self.outcome.kind == "answer":
            return self.best == category
        return self.outcome.kind == "clarify" and category in self.outcome.choices[:MAX_OFFERED]


def evaluate(
    encoder: Encoder,
    train: Labelled,
    test: Labelled,
    foreign: Sequence[str] = (),
    progress: Progress | None = None,
    *,
    adapted: bool = False,
    timed: bool = False,
) -> dict[str, Any]:
    """Figures by name as in docs/model.md; `predictions` has an entry for each message of `test`.

    `strangers` has one for each of `foreign`.
    `adapted`: train the encoder on `train` too, but for a share of it on which confidences are then worked out.
    `timed`: have the first messages understood one at a time as well, as a customer's are, and say how long each took.
    """
    say = progress or (lambda _: None)
    started = time.perf_counter()
    unseen = None
    if adapted:
        from bot.training.adapt import adapt

        unseen = np.random.default_rng(0).random(len(train.texts)) < UNSEEN_SHARE
        seen = np.flatnonzero(~unseen)
        encoder = adapt([train.texts[i] for i in seen], [train.categories[i] for i in seen], say)
    say("fitting")
    model, skills = fit(encoder, train, unseen)
    fit_seconds = time.perf_counter() - started
    say("scoring")
    started = time.perf_counter()
    judged = judge(model, skills, encoder.encode(test.texts), test.texts)
    seconds = time.perf_counter() - started
    scored = list(zip(judged, test.categories, strict=True))
    figures: dict[str, Any] = {
        "accuracy": _mean([one.best == category for one, category in scored]),
        "macro_f1": macro_f1(test.categories, [one.best for one in judged]),
        "top3": _mean([category in dict(one.ranking.intents[:TOP]) for one, category in scored]),
        "resolved_in_two": _mean([one.resolves(category) for one, category in scored]),
        "calibration_error": calibration_error(
            np.array([one.ranking.intents[0][1] for one in judged]), np.array([one.best == c for one, c in scored])
        ),
        "out_of_scope": None,
        "fit_seconds": round(fit_seconds, 2),
        "messages_per_second": round(len(judged) / seconds, 1),
    }
    strangers = judge(model, skills, encoder.encode(foreign), foreign) if foreign else []
    if foreign:
        figures["out_of_scope"] = foreign_figures(judged, strangers)
    figures["predictions"] = [
        _as_prediction(text, category, one)
        for text, category, one in zip(test.texts, test.categories, judged, strict=True)
    ]
    figures["strangers"] = [_as_prediction(text, None, one) for text, one in zip(foreign, strangers, strict=True)]
    if timed:
        for prediction in figures["predictions"][:MAX_TIMED]:
            prediction["milliseconds"] = milliseconds_alone(encoder, model, skills, prediction["text"])
    return figures


def _as_prediction(text: str, category: str | None, one: Judged) -> dict[str, Any]:
    return {
        "text": text,
        "category": category,
        "intent": one.best,
        "confidence": round(one.ranking.intents[0][1], 4),
        "outcome": one.outcome.kind,
        "choices": list(one.outcome.choices),
        "out_of_scope": round(one.ranking.out_of_scope, 4),
    }


def milliseconds_alone(encoder: Encoder, model: IntentModel, skills: Skills, text: str) -> float:
    """How long one message takes by itself: vector, ranking, outcome."""
    started = time.perf_counter()
    judge(model, skills, encoder.encode([text], workers=1), [text])
    return round((time.perf_counter() - started) * 1_000, 3)


def evaluate_answers(
    encoder: Encoder, articles: Sequence[Article], queries: Sequence[tuple[str, str | None]]
) -> dict[str, Any]:
    """How often the right article is found for (question, its article's id or None): recall, mean reciprocal rank.

    `answerable` and `unanswerable`: what the assistant would make of them. `no_answer_auroc` tells questions that an
    article answers from those that none does, by the best score. `queries` has an entry for each question: which
    article was found, and at which place the wanted one came.
    """
    index = PassageIndex.build(articles, encoder.encode)
    numbers = {article.id: number for number, article in enumerate(articles)}
    found: list[dict[str, Any]] = []
    spelt = [index.spelt(text) for text, _ in queries]
    for (text, wanted), asked, vector in zip(queries, spelt, encoder.encode(spelt), strict=True):
        scores = index.scores(asked, vector)
        found.append(
            {
                "text": text,
                "wanted": wanted,
                "found": articles[int(scores.argmax())].id,
                "rank": None if wanted is None else int((scores > scores[numbers[wanted]]).sum()) + 1,
                "score": round(float(scores.max()), 4),
                "outcome": outcome_of(index.search(asked, vector), wanted),
            }
        )
    ranks = [one["rank"] for one in found if one["rank"] is not None]
    answered, unanswered = ([one["score"] for one in found if (one["rank"] is None) is none] for none in (False, True))
    return {
        "recall_at_1": _mean([rank <= 1 for rank in ranks]) if ranks else None,
        "recall_at_5": _mean([rank <= 5 for rank in ranks]) if ranks else None,
        "mrr": _mean([1 / rank for rank in ranks]) if ranks else None,
        "no_answer_auroc": auroc(np.array(answered), np.array(unanswered)) if answered and unanswered else None,
        "answerable": dict(Counter(one["outcome"] for one in found if one["wanted"] is not None)),
        "unanswerable": dict(Counter(one["outcome"] for one in found if one["wanted"] is None)),
        "queries": found,
    }


def outcome_of(found: Finding, wanted: str | None) -> str:
    """What the assistant would make of a question: is the article shown, or its title offered, the right one?"""
    if found.answer:
        return "shown_right" if found.answer.article == wanted else "shown_wrong"
    if found.offered:
        return "offered_right" if wanted in {one.article for one in found.offered} else "offered_wrong"
    return "declined"


def fit(encoder: Encoder, train: Labelled, unseen: NDArray[np.bool_] | None = None) -> tuple[IntentModel, Skills]:
    """The model on `train`, as `teller train` fits it, with every category a skill of its own."""
    texts, labels = with_names(train.texts, train.categories)
    if unseen is not None:
        unseen = np.concatenate([unseen, np.zeros(len(texts) - len(unseen), bool)])
    model = IntentModel.fit(encoder.encode(texts), texts, labels, unseen)
    names = {label: label for label in model.labels}
    return model, Skills(names, names)


def judge(model: IntentModel, skills: Skills, vectors: Vectors, texts: Sequence[str]) -> list[Judged]:
    rankings = model.rank(vectors, texts)
    return [Judged(ranking, decide(ranking, skills, model.thresholds)) for ranking in rankings]


def foreign_figures(own: Sequence[Judged], strangers: Sequence[Judged]) -> dict[str, float]:
    """How well foreign messages are told: by their score (auroc, fpr95), and by what was decided (the other two)."""
    own_scores = np.array([one.ranking.out_of_scope for one in own])
    foreign_scores = np.array([one.ranking.out_of_scope for one in strangers])
    return {
        "auroc": auroc(foreign_scores, own_scores),
        # false alarms at the threshold at which 95 % of the foreign messages are found
        "fpr95": _mean(own_scores >= np.quantile(foreign_scores, 0.05)),
        "recall": _mean([one.outcome.kind == "out_of_scope" for one in strangers]),
        "in_scope_accepted": _mean([one.outcome.kind != "out_of_scope" for one in own]),
    }


def auroc(positive: NDArray[np.float64], negative: NDArray[np.float64]) -> float:
    """The chance that a positive scores above a negative; a tie counts half."""
    _, index, counts = np.unique(np.concatenate([positive, negative]), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[index]
    above = ranks[: len(positive)].sum() - len(positive) * (len(positive) + 1) / 2
    return round(float(above / (len(positive) * len(negative))), 4)


def macro_f1(truth: Sequence[str], predicted: Sequence[str]) -> float:
    """The mean over the categories in `truth` of the harmonic mean of precision and recall."""
    scores = []
    for category in sorted(set(truth)):
        hits = sum(t == p == category for t, p in zip(truth, predicted, strict=True))
        scores.append(2 * hits / (truth.count(category) + sum(p == category for p in predicted)))
    return _mean(scores)


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 15) -> float:
    """Expected calibration error: by how much confidence and accuracy differ, over equal bins of confidence."""
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[index == at].mean() - right[index == at].mean()) * (index == at).mean()
        for at in range(bins)
        if (index == at).any()
    ]
    return round(float(sum(gaps)), 4)


def _mean(values: Sequence[float] | NDArray[np.bool_]) -> float:
    return round(float(np.mean(values)), 4)
