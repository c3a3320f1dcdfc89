"""Finds the article that answers a question, and the sentence in it that does; or nothing.

Title, questions and passages are indexed apart: a question is near the one way of asking it that is like it, not the
average of all. Nearness of vectors and shared words are added up; how sure that is, the articles themselves tell.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.nlu.articles import Article, sentences
from bot.nlu.calibration import COST_OF_WRONG_PASSAGE, fit_logistic, least_probability, sigmoid
from bot.nlu.encoder import Vectors
from bot.nlu.keywords import Keywords, shared_terms

Encode = Callable[[Sequence[str]], Vectors]

WORD_WEIGHT = 0.3
"""Share of shared words in a score, the rest is nearness; chosen on the demo bank's articles (docs/model.md)."""
UNANSWERED_SHARE = 0.2
"""How many questions no article answers, as assumed when the probability of an answer is worked out."""
MAX_PART_WORDS = 80
"""A longer passage is indexed in parts: the encoder sees no more than 128 tokens at once."""


@dataclass(frozen=True)
class Answer:
    """What answers a question: the passage, and its sentence that is nearest to what was asked.

    `written` is the passage with its markers: whoever replies puts in the figures of the day.
    """

    article: str
    title: str
    passage: str
    sentence: str
    score: float
    reviewed: str | None = None
    level: str = "public"
    skill: str | None = None
    written: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class PassageIndex:
    """`vectors` (parts, d): a row for each title, question and passage; `owners` says whose it is."""

    articles: tuple[Article, ...]
    vectors: Vectors
    owners: NDArray[np.int32]
    sentence_vectors: Vectors
    sentence_owners: NDArray[np.int32]
    keywords: Keywords
    calibration: NDArray[np.float64]
    """From a score and its lead over the next article's to the probability that the article answers."""

    @classmethod
    def build(cls, articles: Sequence[Article], encode: Encode) -> PassageIndex:
        """Index `articles`; `encode` makes vectors of texts."""
        parts = [part for number, article in enumerate(articles) for part in _parts(number, article)]
        said = [(n, sentence) for n, a in enumerate(articles) for p in a.passages for sentence in sentences(p)]
        vectors = encode([text for _, _, text in parts] + [sentence for _, sentence in said])
        index = cls(
            tuple(articles),
            vectors[: len(parts)],
            np.array([number for number, _, _ in parts], np.int32),
            vectors[len(parts) :],
            np.array([number for number, _ in said], np.int32),
            Keywords.build([text for _, _, text in parts]),
            calibration=np.zeros(3),
        )
        return index._calibrated()

    def scores(self, text: str, vector: Vectors) -> NDArray[np.float32]:
        """One score for each article; `vector` (d,) is that of `text`."""
        return self._best_of_parts(self._part_scores(text, vector))

    def search(self, text: str, vector: Vectors) -> Answer | None:
        """The best article's answer, or None if it is too likely that none answers."""
        if not self.articles:
            return None
        scores = self.scores(text, vector)
        probability = float(sigmoid(_evidence(scores) @ self.calibration[:-1] + self.calibration[-1]))
        if probability < least_probability(COST_OF_WRONG_PASSAGE):
            return None
        return self._answer(int(scores.argmax()), text, vector, probability)

    def _answer(self, number: int, text: str, vector: Vectors, score: float) -> Answer:
        article = self.articles[number]
        rows = np.flatnonzero(self.sentence_owners == number)
        spoken = [(at, sentence) for at, passage in enumerate(article.passages) for sentence in sentences(passage)]
        shared = np.array([shared_terms(text, sentence) for _, sentence in spoken])
        near = (1 - WORD_WEIGHT) * (self.sentence_vectors[rows] @ vector) + WORD_WEIGHT * shared
        passage, sentence = spoken[int(near.argmax())]
        return Answer(
            article.id,
            article.title,
            article.passages[passage],
            sentence,
            round(score, 4),
            article.reviewed,
            article.level,
            article.skill,
            article.written[passage] if article.written else article.passages[passage],
        )

    def _part_scores(self, text: str, vector: Vectors) -> NDArray[np.float32]:
        scores: NDArray[np.float32] = (1 - WORD_WEIGHT) * (self.vectors @ vector)
        return scores + WORD_WEIGHT * self.keywords.scores(text)

    def _best_of_parts(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        best = np.full(len(self.articles), -1, np.float32)
        np.maximum.at(best, self.owners, scores)
        return best

    def _calibrated(self) -> PassageIndex:
        """Ask each title and question as if it were not written there, with its article and as if that were missing."""
        evidence, hits, weights = [], [], []
        for row, (number, text) in enumerate(_asked(self.articles)):
            if number < 0 or len(self.articles) < 2:
                continue
            parts = self._part_scores(text, self.vectors[row])
            parts[row] = -1
            scores = self._best_of_parts(parts)
            evidence.append(_evidence(scores))
            hits.append(bool(scores.argmax() == number))
            weights.append(1 - UNANSWERED_SHARE)
            scores[number] = -1
            evidence.append(_evidence(scores))
            hits.append(False)
            weights.append(UNANSWERED_SHARE)
        if not evidence:
            return self
        return replace(self, calibration=fit_logistic(np.stack(evidence), hits, weights))

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(
            folder / "answers.npz",
            vectors=self.vectors,
            owners=self.owners,
            sentence_vectors=self.sentence_vectors,
            sentence_owners=self.sentence_owners,
            calibration=self.calibration,
        )
        facts = {"articles": [asdict(article) for article in self.articles]}
        (folder / "answers.json").write_text(json.dumps(facts), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> PassageIndex:
        facts = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
        articles = tuple(
            Article(**{**entry, **{name: tuple(entry[name]) for name in ("questions", "passages", "written")}})
            for entry in facts["articles"]
        )
        keywords = Keywords.build([text for n, a in enumerate(articles) for _, _, text in _parts(n, a)])
        with np.load(folder / "answers.npz", allow_pickle=False) as arrays:
            return cls(articles, keywords=keywords, **arrays)


def _evidence(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """The best score and its lead over the next."""
    if len(scores) < 2:
        return np.array([scores[0], scores[0]], np.float64)
    second, best = np.partition(scores, -2)[-2:]
    return np.array([best, best - second], np.float64)


def _asked(articles: Sequence[Article]) -> list[tuple[int, str]]:
    """For each part its article's number and text; -1 for passages, which nobody asks."""
    parts = [part for number, article in enumerate(articles) for part in _parts(number, article)]
    return [(number if passage < 0 else -1, text) for number, passage, text in parts]


def _parts(number: int, article: Article) -> list[tuple[int, int, str]]:
    """An article's title, questions and passages: (its number, the passage's number or -1, text)."""
    asked = [(number, -1, text) for text in (article.title, *article.questions) if text]
    written = [(number, at, part) for at, passage in enumerate(article.passages) for part in _short_parts(passage)]
    return asked + written


def _short_parts(passage: str) -> list[str]:
    """A passage in pieces of whole sentences that the encoder can take in."""
    parts = [""]
    for sentence in sentences(passage):
        if parts[-1] and len(f"{parts[-1]} {sentence}".split()) > MAX_PART_WORDS:
            parts.append("")
        parts[-1] = f"{parts[-1]} {sentence}".strip()
    return parts
