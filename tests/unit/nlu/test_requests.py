"""A message is taken apart where it surely holds two requests, and nowhere else."""

from __future__ import annotations

import pytest

from bot.nlu.requests import split_requests

SKILLS = {"balance": "balances", "send": "pay_payee", "freeze": "card_freeze", "branch": "branches"}


def understood(text: str) -> tuple[str | None, float]:
    """A stand-in for the model: the first skill's word in the text."""
    found = [SKILLS[word] for word in text.replace("?", "").split() if word in SKILLS]
    return (found[0], 0.9) if found else (None, 0.9)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("what's my balance and send 20 to mia", ["what's my balance", "send 20 to mia"]),
        ("send 20 to mia. what's my balance?", ["send 20 to mia", "what's my balance?"]),
        ("freeze my card, then tell me a branch", ["freeze my card", "tell me a branch"]),
        (
            "what's my balance, send 20 to mia and freeze my card",
            ["what's my balance", "send 20 to mia", "freeze my card"],
        ),
        ("send 20 to mia and ben", ["send 20 to mia and ben"]),
        ("send 20 to mia and send 30 to ben", ["send 20 to mia", "send 30 to ben"]),
        ("send 50 to mia and 20 to tom", ["send 50 to mia", "send 20 to tom"]),
        ("please send mia 50€ and tom 20.50", ["please send mia 50€", "send tom 20.50"]),
        (
            "send 50 to mia, 20 quid to tom and another 10 to ben",
            ["send 50 to mia", "send 20 quid to tom", "send another 10 to ben"],
        ),
        ("send 50 to mia and 20 for lunch", ["send 50 to mia and 20 for lunch"]),
        ("send 20 and 50 to mia", ["send 20 and 50 to mia"]),
        ("send 50 to mia and ben on friday", ["send 50 to mia and ben on friday"]),
        ("send 50 to mia and my sister", ["send 50 to mia and my sister"]),
        ("my balance, please", ["my balance, please"]),
        ("between 20 and 50", ["between 20 and 50"]),
        ("", [""]),
    ],
)
def test_requests_are_kept_in_order_and_whole(text: str, parts: list[str]) -> None:
    assert split_requests(text, understood) == parts


def test_an_unsure_part_leaves_the_message_whole() -> None:
    text = "what's my balance and send 20 to mia"
    assert split_requests(text, lambda part: (understood(part)[0], 0.4)) == [text]
