"""Counting: so many in so long, for each key, and bounded memory."""

from __future__ import annotations

import pytest

from bot.conversation import limits
from bot.conversation.limits import RateLimit


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_one_more_is_allowed_when_the_first_is_old_enough() -> None:
    clock = Clock()
    limit = RateLimit(2, per_seconds=60, clock=clock)
    limit.count("a")
    clock.seconds = 10
    limit.count("a")

    assert limit.wait_seconds("a") == 50
    assert limit.wait_seconds("b") == 0
    clock.seconds = 60
    assert limit.wait_seconds("a") == 0


def test_the_longest_unseen_keys_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REMEMBERED_KEYS", 3)
    limit = RateLimit(1, clock=Clock())
    for key in "abcd":
        limit.count(key)

    assert limit.wait_seconds("a") == 0
    assert limit.wait_seconds("d") > 0
