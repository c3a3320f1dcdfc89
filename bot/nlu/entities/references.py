"""Payment references: "reference invoice 4432", "for the tickets", "saying happy birthday"."""

from __future__ import annotations

from bot.nlu.entities.reading import ASKING, Reading
from bot.nlu.entities.tokens import Tokens, listed

MAX_TOKENS = 12
_MARKS = frozenset({"reference", "referenz", "ref", "memo", "note", "saying", "verwendungszweck", "reason"})
_AFTER_MARK = frozenset({":", "is", "should", "be", "number", "no", "nr", ".", "=", '"', "“", "'", "text", "as", "to"})
_CLOSING = frozenset({"please", "pls", "plz", "thanks", "thx", "ta", "!", ".", "?", '"', "”", ",", ";"})
_ENDS = frozenset({",", ";", "!", "?", "→"})
_CLAUSES = frozenset(listed("from on tomorrow today next using via by please pls thanks thx now"))
_NO_REASON = frozenset(
    listed("me him her us them you it this that these the a an which what how when the my free now good ever real")
)
_LOOSE = frozenset({"in", "at", "on", "of", "to", "my", "the", "our", "and", "a"})
_NONE = frozenset({"no", "without", "empty", "blank", "none"})


class ReferenceFinder:
    """Finds `reference`: as marked ("ref 123") before amounts are looked for, as a reason ("for rent") at the end."""

    def find_marked(self, reading: Reading) -> None:
        """What follows "reference", or stands before "as reference"; to the end of the clause."""
        tokens = reading.tokens
        for at, word in enumerate(tokens.words):
            if word.lower == "as" and tokens.lower(at + 1) in {"reference", "ref", "the"} and reading.has(_MARKS):
                self._add_before(reading, at)
                return
            if word.lower in _MARKS and tokens.lower(at - 1) not in _NONE:
                first = at + 1
                while tokens.lower(first) in _AFTER_MARK:
                    first += 1
                last = _end(tokens, first, within_clause=False)
                if tokens.lower(first) not in _NONE and reading.is_free(first, last):
                    _add(reading, first, last)
                return

    def find(self, reading: Reading) -> None:
        """What a payment is for. Only in a message that pays."""
        tokens = reading.tokens
        if reading.entities_of("reference"):
            return
        to_somebody = reading.entities_of("amount") and reading.entities_of("payee", "iban")
        pays = reading.is_paying or (to_somebody and not reading.has(ASKING))
        is_bare = tokens.lower(0) == "for" and len(tokens.words) <= 4
        if not pays and not is_bare:
            return
        for at, word in enumerate(tokens.words):
            if word.lower != "for":
                continue
            first = at + 1
            while tokens.lower(first) in {"the", "a", "our", "my"}:
                first += 1
            last = _end(tokens, first, within_clause=True)
            while last > first and (not reading.is_free(first, last) or tokens.lower(last - 1) in _LOOSE):
                last -= 1
            starts_well = tokens.lower(first) not in _NO_REASON and tokens.lower(first).isalpha()
            if last > first and starts_well and reading.is_free(first, last):
                _add(reading, first, last)
                return

    @staticmethod
    def _add_before(reading: Reading, at: int) -> None:
        """The words between a verb of putting and "as reference"."""
        tokens, first = reading.tokens, at
        while first > 0 and tokens.lower(first - 1) not in {"put", "use", "write", "add", "with", "set", ",", "enter"}:
            first -= 1
        if reading.is_free(first, at):
            _add(reading, first, at)


def _end(tokens: Tokens, first: int, *, within_clause: bool) -> int:
    last = first
    while last < min(len(tokens.words), first + MAX_TOKENS):
        word = tokens.lower(last)
        if word in _ENDS or (within_clause and word in _CLAUSES) or (word in {"please", "pls"} and last > first):
            break
        if word in {"on", "from"} and last > first and tokens.lower(last + 1) in {"my", "the", "savings", "current"}:
            break
        last += 1
    while last > first and tokens.lower(last - 1) in _CLOSING:
        last -= 1
    return last


def _add(reading: Reading, first: int, last: int) -> None:
    if last > first:
        start, end = reading.tokens.span(first, last)
        reading.add("reference", reading.tokens.text[start:end], first, last)
