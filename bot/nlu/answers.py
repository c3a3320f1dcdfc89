"""Finds the article that answers a question, and the sentence in it that does; or a few that may; or nothing.

Title, questions and passages are indexed apart: a question is near the few ways of asking it that are like it, not the
average of all. Nearness of vectors and shared words are added up; how sure that is, the articles themselves tell.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.nlu.articles import Article, sentences
from bot.nlu.calibration import (
    COST_OF_WRONG_PASSAGE,
    Doubles,
    fit_logistic,
    least_probability,
    sigmoid,
)
from bot.nlu.encoder import Vectors
from bot.nlu.keywords import Keywords, shared_terms
from bot.nlu.spelling import Spelling
from bot.nlu.withheld import to_judge_by, withheld

Encode = Callable[[Sequence[str]], Vectors]

WORD_WEIGHT = 0.3
"""Share of shared words in a score, the rest is nearness; chosen on the demo bank's articles (docs/model.md)."""
NEAREST_PARTS = 3
"""An article is as near as its nearest part and its nearest few on average: one alone may be near by chance."""
UNANSWERED_SHARE = 0.2
"""How many questions no article answers, as assumed when the probability of an answer is worked out."""
MAX_OFFERED = 3
"""Articles that are offered by title where none is likely enough to be shown."""
MAX_PART_WORDS = 80
"""A longer passage is indexed in parts: the encoder sees no more than 128 tokens at once."""
NO_PART = -1.0
"""Nearness where there is no part: vectors are never further apart."""


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
class Finding:
    """What a search comes to: an answer; or a few offers, the likeliest first; or neither."""

    answer: Answer | None = None
    offered: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class PassageIndex:
    """`vectors` (parts, d): a row for each title, question and passage; `owners` (parts,) says whose it is."""

    articles: tuple[Article, ...]
    vectors: Vectors
    owners: NDArray[np.int32]
    sentence_vectors: Vectors
    sentence_owners: NDArray[np.int32]
    keywords: Keywords
    """Of each article as a whole."""
    spelling: Spelling
    """Of their words."""
    calibration: Doubles
    """(2, 3): from the best score and its lead over the next to the probability that the best article answers, and to
    that one of the first MAX_OFFERED does."""

    @classmethod
    def build(cls, articles: Sequence[Article], encode: Encode) -> PassageIndex:
        """Index `articles`; `encode` makes vectors of texts."""
        parts = [part for number, article in enumerate(articles) for part in _parts(number, article)]
        said = [(n, sentence) for n, a in enumerate(articles) for p in a.passages for sentence in sentences(p)]
        vectors = encode([text for _, _, text in parts] + [sentence for _, sentence in said])
        texts = [_whole(article) for article in articles]
        index = cls(
            tuple(articles),
            vectors[: len(parts)],
            np.array([number for number, _, _ in parts], np.int32),
            vectors[len(parts) :],
            np.array([number for number, _ in said], np.int32),
            Keywords.build(texts),
            Spelling.of(texts),
            calibration=np.zeros((2, 3)),
        )
        return index._calibrated()

    def scores(self, text: str, vector: Vectors) -> NDArray[np.float32]:
        """One score for each article; `vector` (d,) is that of `text`."""
        return self._scores(self.vectors @ vector, self.keywords.scores(text))

    def spelt(self, text: str) -> str:
        """The text as it is searched for: the vector for `search` is of this."""
        return self.spelling.mended(text)

    def search(self, text: str, vector: Vectors) -> Finding:
        """The best article's answer if it is likely enough, else the articles one of which is, else nothing."""
        if not self.articles:
            return Finding()
        scores = self.scores(text, vector)
        best = np.argsort(-scores)[:MAX_OFFERED]
        answers, is_among = sigmoid(self.calibration @ np.append(_evidence(scores), 1))
        bar = least_probability(COST_OF_WRONG_PASSAGE)
        if answers >= bar:
            return Finding(self._answer(int(best[0]), text, vector, float(answers)))
        if is_among < bar:
            return Finding()
        return Finding(offered=tuple(self._answer(int(at), text, vector, float(is_among)) for at in best))

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

    def _scores(self, nearness: NDArray[np.float32], words: NDArray[np.float32]) -> NDArray[np.float32]:
        """From the `nearness` of each part and the shared `words` of each article to one score for each article."""
        padded = np.append(nearness, np.float32(NO_PART))
        near = _of_articles(padded[self._rows])
        scores: NDArray[np.float32] = (1 - WORD_WEIGHT) * near + WORD_WEIGHT * words
        return scores

    @cached_property
    def _rows(self) -> NDArray[np.intp]:
        """(articles, most parts of one): the rows of each article's parts, -1 where there is none."""
        counts = np.bincount(self.owners, minlength=len(self.articles))
        rows = np.full((len(counts), counts.max(initial=1)), -1, np.intp)
        starts = np.cumsum(counts) - counts
        rows[self.owners, np.arange(len(self.owners)) - starts[self.owners]] = np.arange(len(self.owners))
        return rows

    def _calibrated(self) -> PassageIndex:
        """Ask titles and questions as if not written there, with their article and as if that were missing."""
        if len(self.articles) < 2:
            return self
        evidence: list[Doubles] = []
        places: list[float] = []
        weights: list[float] = []
        for row, number, text in _asked(self.articles):
            scores = self._scores_without(row, number, text)
            place = float((scores > scores[number]).sum())
            missing = scores.copy()
            missing[number] = NO_PART
            evidence += [_evidence(scores), _evidence(missing)]
            places += [place, np.inf]
            weights += [1 - UNANSWERED_SHARE, UNANSWERED_SHARE]
        if not evidence:
            return self
        curves = [
            fit_logistic(np.stack(evidence), [place < within for place in places], weights)
            for within in (1, MAX_OFFERED)
        ]
        return replace(self, calibration=np.stack(curves))

    def _scores_without(self, row: int, number: int, text: str) -> NDArray[np.float32]:
        """The scores of a title or question of article `number`, as if it were not among its parts."""
        nearness = self.vectors @ self.vectors[row]
        nearness[row] = NO_PART
        words = self.keywords.scores(text)
        words[number] = self.keywords.score_of(text, _whole(self.articles[number], without=text))
        return self._scores(nearness, words)

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
        texts = [_whole(article) for article in articles]
        with np.load(folder / "answers.npz", allow_pickle=False) as arrays:
            return cls(articles, keywords=Keywords.build(texts), spelling=Spelling.of(texts), **arrays)


def _evidence(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """The best score and its lead over the next."""
    if len(scores) < 2:
        return np.array([scores[0], scores[0]], np.float64)
    second, best = np.partition(scores, -2)[-2:]
    return np.array([best, best - second], np.float64)


def _asked(articles: Sequence[Article]) -> list[tuple[int, int, str]]:
    """(row, article's number, text) of what an article is asked: those questions that the encoder never saw, or all."""
    parts = [part for number, article in enumerate(articles) for part in _parts(number, article)]
    asked = [(row, number, text) for row, (number, passage, text) in enumerate(parts) if passage < 0]
    return [asked[at] for at in np.flatnonzero(to_judge_by(withheld([text for _, _, text in asked])))]


def _of_articles(nearness: NDArray[np.float32]) -> NDArray[np.float32]:
    """(articles, parts) → (articles,): half its nearest part, half the mean of its nearest few, NO_PART left out."""
    if nearness.shape[1] > NEAREST_PARTS:
        nearness = -np.partition(-nearness, NEAREST_PARTS - 1, axis=1)[:, :NEAREST_PARTS]
    there = nearness > NO_PART
    mean = np.where(there, nearness, 0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    near: NDArray[np.float32] = (nearness.max(axis=1) + mean) / 2
    return near


def _whole(article: Article, without: str = "") -> str:
    """All the words of an article, one way of asking left out."""
    asked = [text for text in (article.title, *article.questions) if text != without]
    return "\n".join([*asked, *article.passages])


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
