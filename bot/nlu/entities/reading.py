"""One message being read: its tokens, what is known beside it, and what has been found so far."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.nlu.entities.tokens import Tokens, listed
from bot.nlu.entities.types import Entity
from bot.nlu.lexicon import Lexicon

# What a message does, by its words: whether days lie ahead or behind, and what "for lunch" and "in savings" mean.
PAST_VERBS = frozenset(
    listed(
        "spent spend paid payed bought did was were had have has took taken charged charge went came got "
        "received receive arrived arrive sent gave given show list find search see look export download "
        "history statement spending expenses transactions purchases payments debited credited withdrew when "
        "earned earn happened total much many"
    )
)
PAYING_VERBS = frozenset(
    listed(
        "pay send transfer wire give shoot zap reimburse repay tip owe sent snd sendd trasfer tranfer "
        "trasnfer payin donate lend settle remit forward venmo ping bung sling"
    )
)
MOVING_VERBS = PAYING_VERBS | frozenset(
    listed(
        "move put deposit shift stick drop stash save place add switch bring book top set schedule mov mv "
        "swap get pull take"
    )
)
ASKING = frozenset(
    listed(
        "how what when where which who whom why did show find search list look looking have has was were balance "
        "history statement total sum"
    )
)
CARD_STATE = frozenset(
    listed("freeze unfreeze block unblock lock unlock lost stolen freezing frozen unlok unblcok frieze frezze activate")
)
FUTURE_VERBS = MOVING_VERBS - {"get", "take"} | {"will", "going", "execute", "make"}


@dataclass
class Reading:
    """`found` grows as the finders run, the surest kinds first; what they took is closed to the ones that follow."""

    tokens: Tokens
    today: date
    lexicon: Lexicon
    found: list[Entity] = field(default_factory=list)
    account_digits: list[tuple[int, int, str]] = field(default_factory=list)
    """Last digits of accounts, in the tokens from … up to …: whose they are, the account's finder works out."""
    _taken: set[int] = field(default_factory=set)

    def add(
        self, entity: str, value: Any, first: int, last: int, role: str | None = None, *, keep_open: bool = False
    ) -> None:
        """Take the tokens from `first` up to `last` for an entity; `keep_open`: they may be another one too."""
        start, end = self.tokens.span(first, last)
        self.found.append(Entity(entity, value, start, end, self.tokens.text[start:end], role))
        if not keep_open:
            self.take(first, last)

    def take(self, first: int, last: int) -> None:
        """Close tokens to the finders that follow, without an entity."""
        self._taken.update(range(first, last))

    def is_free(self, first: int, last: int) -> bool:
        """Whether nothing has been found in the tokens from `first` up to `last`."""
        return first < last <= len(self.tokens.words) and self._taken.isdisjoint(range(first, last))

    def has(self, words: Collection[str], *, before: int | None = None) -> bool:
        """Whether one of `words` is in the message (before a token)."""
        return any(word.lower in words for word in self.tokens.words[:before])

    @property
    def is_paying(self) -> bool:
        """Whether the message wants money moved, rather than asks about money that was."""
        return self.has(PAYING_VERBS) and not self.has(ASKING)

    def entities_of(self, *kinds: str) -> list[Entity]:
        return [entity for entity in self.found if entity.entity in kinds]
