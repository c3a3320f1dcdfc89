"""What may be a card's PIN: four digits that nobody would try first."""

from __future__ import annotations

from itertools import pairwise

from bank.domain.limits import PIN_LENGTH

YEARS = range(1900, 2030)
"""Years of birth, and of weddings: the first that a thief tries after 1234."""
DIGITS = 10


def is_pin(text: str) -> bool:
    """Whether it has the form of a PIN: so many digits, 0 to 9, and nothing else."""
    return len(text) == PIN_LENGTH and text.isascii() and text.isdigit()


def is_obvious(pin: str, card_digits: str) -> bool:
    """Whether it would be among the first that are tried: 1111, 1234, 4321, 1212, 1122, a year, what is on the card."""
    steps = {(int(b) - int(a)) % DIGITS for a, b in pairwise(pin)}
    is_run = len(steps) == 1 and steps <= {0, 1, DIGITS - 1}
    half = len(pin) // 2
    is_repeated = pin[:half] == pin[half:]
    is_doubled = all(a == b for a, b in zip(pin[::2], pin[1::2], strict=True))
    return is_run or is_repeated or is_doubled or int(pin) in YEARS or pin in {card_digits, card_digits[::-1]}
