"""Scores texts by the words they share with a question (BM25, Robertson and Zaragoza 2009)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.nlu.chat_words import in_full

TERM_SATURATION = 1.2
LENGTH_WEIGHT = 0.75
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
ENDINGS = ("ings", "ing", "ies", "ed", "es", "s", "ly")
LEAST_STEM = 3
STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be but by can could do does did for from get has have how i if in is it me my no not of on "
        "or our please so that the their there they this to us was we what when where which who why will with would",
    )
)


def terms(text: str) -> list[str]:
    """The words of a text without endings, stop words left out."""
    return [stem(word) for word in _WORD.findall(in_full(text).lower()) if word not in STOP_WORDS]


def shared_terms(question: str, text: str) -> float:
    """The share of a question's words that are in a text, 0 … 1."""
    asked = set(terms(question))
    return len(asked & set(terms(text))) / len(asked) if asked else 0.0


def stem(word: str) -> str:
    """A word without its ending."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= LEAST_STEM:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word


@dataclass(frozen=True)
class Keywords:
    """Words and, for each, the texts that hold them with their weights, one list after the other."""

    offsets: dict[str, tuple[int, int, float]]
    """Word → where its list begins and ends, and its inverse document frequency."""
    texts: NDArray[np.int32]
    weights: NDArray[np.float32]
    count: int
    mean_length: float

    @classmethod
    def build(cls, documents: Sequence[str]) -> Keywords:
        counts = [Counter(terms(document)) for document in documents]
        lengths = np.array([max(sum(count.values()), 1) for count in counts], np.float32)
        mean_length = float(lengths.mean()) if len(lengths) else 1.0
        postings: dict[str, list[tuple[int, float]]] = {}
        for number, count in enumerate(counts):
            for term, times in count.items():
                weight = _weight(times, float(lengths[number]), mean_length)
                postings.setdefault(term, []).append((number, weight))
        offsets: dict[str, tuple[int, int, float]] = {}
        texts: list[int] = []
        weights: list[float] = []
        for term, entries in postings.items():
            rarity = float(np.log1p((len(documents) - len(entries) + 0.5) / (len(entries) + 0.5)))
            offsets[term] = (len(texts), len(texts) + len(entries), rarity)
            texts += [number for number, _ in entries]
            weights += [weight for _, weight in entries]
        return cls(offsets, np.array(texts, np.int32), np.array(weights, np.float32), len(documents), mean_length)

    def scores(self, question: str) -> NDArray[np.float32]:
        """For each text 0 … 1: its BM25 score as a share of what a text of nothing but these words would reach."""
        scores = np.zeros(self.count, np.float32)
        asked = dict.fromkeys(terms(question))
        for term in asked:
            if term in self.offsets:
                begin, end, rarity = self.offsets[term]
                scores[self.texts[begin:end]] += rarity * self.weights[begin:end]
        best = self._most(asked)
        return scores / best if best else scores

    def score_of(self, question: str, text: str) -> float:
        """The score of one more text, which is not among those that words are counted in."""
        asked, count = dict.fromkeys(terms(question)), Counter(terms(text))
        length = max(sum(count.values()), 1)
        shared = [term for term in asked if term in count]
        score = sum(self._rarity(term) * _weight(count[term], length, self.mean_length) for term in shared)
        best = self._most(asked)
        return score / best if best else 0.0

    def _rarity(self, term: str) -> float:
        return self.offsets[term][2] if term in self.offsets else float(np.log1p(2 * self.count + 1))

    def _most(self, asked: Iterable[str]) -> float:
        return sum(self._rarity(term) for term in asked) * (TERM_SATURATION + 1)


def _weight(times: int, length: float, mean_length: float) -> float:
    """What a word counts that is so many times in a text of so many words."""
    shortness = TERM_SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * length / mean_length)
    return times * (TERM_SATURATION + 1) / (times + shortness)
