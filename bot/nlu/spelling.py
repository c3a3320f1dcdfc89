"""Mends the spelling of a question ("morgage", "overdarft") before the articles are searched for it.

A word that neither the articles nor the language know is taken for the articles' nearest word. The vocabulary of the
encoder's tokenizer stands for the language: it holds the usual words whole, and bank words are in the articles.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA
from tokenizers import Tokenizer

from bot.nlu.chat_words import MEANINGS
from bot.nlu.encoder import encoder_folder
from bot.nlu.keywords import ENDINGS, STOP_WORDS, stem

LEAST_LETTERS = 4
"""A shorter word is near too many others to be a slip for one of them."""
ONE_SLIP, TWO_SLIPS = 1, 2
TWO_SLIPS_FROM = 8
"""Letters from which a word may hold two slips: a letter too many, missing, wrong, or two that changed places."""
WITHOUT_APOSTROPHE = re.compile(
    r"(do|does|did|is|are|was|were|has|have|had|ca|wo|could|should|would|must|need)nt|(i|you|we|they)(ve|ll|re|m|d)"
    r"|(he|she|it|that|what|who|where|how)(s|ll|d)"
)
"""Words such as "dont" and "thats", which are no slips of the pen."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Spelling:
    """The words of the articles by first letter, which is seldom wrong, and length; the most frequent first."""

    words: dict[tuple[str, int], list[str]]
    known: frozenset[str]
    """With and without endings."""

    @classmethod
    def of(cls, documents: Iterable[str]) -> Spelling:
        counts = Counter(word for document in documents for word in _WORD.findall(document.lower()))
        words: dict[tuple[str, int], list[str]] = {}
        for word, _ in counts.most_common():
            words.setdefault((word[0], len(word)), []).append(word)
        return cls(words, _with_stems(counts) | _words_of_the_language())

    def mended(self, text: str) -> str:
        """The text with every unknown word as the articles' nearest word, where one is near enough."""
        return _WORD.sub(lambda word: self._nearest(word[0]), text)

    def _is_known(self, word: str) -> bool:
        return any(word.removesuffix(ending) in self.known for ending in ("", *ENDINGS))

    def _nearest(self, written: str) -> str:
        word = written.lower()
        if len(word) < LEAST_LETTERS or word in MEANINGS or self._is_known(word):
            return written
        if WITHOUT_APOSTROPHE.fullmatch(word):
            return written
        slips = TWO_SLIPS if len(word) >= TWO_SLIPS_FROM else ONE_SLIP
        lengths = range(len(word) - slips, len(word) + slips + 1)
        alike = [one for length in lengths for one in self.words.get((word[0], length), ())]
        found = process.extractOne(word, alike, scorer=OSA.distance, score_cutoff=slips)
        return str(found[0]) if found else written


@cache
def _words_of_the_language() -> frozenset[str]:
    vocabulary = Tokenizer.from_file(str(encoder_folder() / "tokenizer.json")).get_vocab()
    return _with_stems(filter(str.isalpha, vocabulary)) | STOP_WORDS


def _with_stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(form for word in words for form in (word, stem(word)))
