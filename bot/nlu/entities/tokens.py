"""Splits a message into tokens, and finds phrases and patterns in them with spaCy's matchers.

The splitting is Teller's own: "50eur", "€50", "3rd", "20-50" and "savings->current" come apart, "1.234,50" stays whole.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from types import ModuleType
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Pattern = list[dict[str, Any]]


@contextmanager
def _without_command_line() -> Iterator[None]:
    """spaCy's import brings its command line and an HTTP client along: half its time, for nothing here."""
    names = ("spacy.cli", "spacy.cli.info")
    if "spacy" in sys.modules:
        yield
        return
    for name in names:
        sys.modules[name] = ModuleType(name)
    sys.modules[names[1]].info = None  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]


with _without_command_line():
    from spacy.attrs import LOWER
    from spacy.matcher import Matcher, PhraseMatcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_TOKEN = re.compile(
    r"""
    \d+(?:[.,'’]\d+)*                       # 50   1.234,50   1'000
    | [^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)?    # mia   don't   but anna|'s
    | ['’]s\b | -> | => | \.\.\. | \S
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One token: as written and in small letters, at `text[start:end]`."""

    text: str
    lower: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What stands for `value`: the tokens from `first` up to but without `last`."""

    first: int
    last: int
    value: T


class Tokens:
    """A message in tokens, for as long as the `with` around it lasts."""

    def __init__(self, text: str, vocab: Vocab) -> None:
        self.text = text
        self.words = tuple(Word(m.group(), _lower(m.group()), *m.span()) for m in _TOKEN.finditer(text))
        self.doc = Doc(vocab, words=[word.lower for word in self.words])

    def lower(self, index: int) -> str:
        """The token there in small letters; empty beyond either end."""
        return self.words[index].lower if 0 <= index < len(self.words) else ""

    def lowers(self, first: int, last: int) -> list[str]:
        return [word.lower for word in self.words[max(first, 0) : last]]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where the tokens from `first` up to `last` stand in the text."""
        return self.words[first].start, self.words[last - 1].end

    def covering(self, start: int, end: int) -> tuple[int, int] | None:
        """First and last token (the last not included) of `text[start:end]`; None if no token begins in it."""
        inside = [index for index, word in enumerate(self.words) if word.start < end and start < word.end]
        return (inside[0], inside[-1] + 1) if inside else None

    def adjoin(self, index: int) -> bool:
        """Whether nothing stands between this token and the next."""
        return index + 1 < len(self.words) and self.words[index].end == self.words[index + 1].start


class Splitter:
    """Makes tokens. What was read is forgotten after the `with`: a customer's words do not stay in memory."""

    def __init__(self) -> None:
        self.vocab = Vocab(lex_attr_getters={LOWER: str.lower})
        self._lock = Lock()  # spaCy has one memory zone at a time

    @contextmanager
    def tokens(self, text: str) -> Iterator[Tokens]:
        with self._lock, self.vocab.memory_zone():
            yield Tokens(text, self.vocab)

    def phrases(self, table: Mapping[str, T]) -> Phrases[T]:
        return Phrases(self.vocab, table)

    def patterns(self, table: Mapping[str, Sequence[Pattern]]) -> Patterns:
        return Patterns(self.vocab, table)


class Phrases(Generic[T]):
    """Fixed phrases, each with what it stands for."""

    def __init__(self, vocab: Vocab, table: Mapping[str, T]) -> None:
        self._matcher = PhraseMatcher(vocab, attr="LOWER")
        self._values: dict[int, T] = {}
        for phrase, value in table.items():
            words = [_lower(m.group()) for m in _TOKEN.finditer(phrase)]
            self._matcher.add(phrase, [Doc(vocab, words=words)])
            self._values[vocab.strings[phrase]] = value

    def find(self, tokens: Tokens) -> list[Found[T]]:
        """The longest phrases, none overlapping, in order."""
        found = [Found(first, last, self._values[key]) for key, first, last in self._matcher(tokens.doc)]
        return longest(found)


class Patterns:
    """spaCy patterns by name."""

    def __init__(self, vocab: Vocab, table: Mapping[str, Sequence[Pattern]]) -> None:
        self._matcher = Matcher(vocab)
        self._strings = vocab.strings
        for name, patterns in table.items():
            self._matcher.add(name, list(patterns), greedy="LONGEST")

    def find(self, tokens: Tokens) -> list[Found[str]]:
        """The longest matches, none overlapping, in order; of equals the pattern that was named first."""
        return longest([Found(first, last, self._strings[key]) for key, first, last in self._matcher(tokens.doc)])


def longest(found: Sequence[Found[T]]) -> list[Found[T]]:
    """Of those that overlap, the longest (or else the first) alone, in order."""
    kept: list[Found[T]] = []
    for one in sorted(found, key=lambda f: (f.first - f.last, f.first)):
        if all(one.last <= other.first or other.last <= one.first for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda f: f.first)


def listed(words: str) -> list[str]:
    """The words of a list that is written as one string."""
    return words.split()


def _lower(text: str) -> str:
    return text.lower().replace("’", "'")
