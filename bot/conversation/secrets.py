"""Finds what must not be in a conversation: one-time codes, PINs, passwords, whole card numbers.

A message that holds one is neither stored nor passed on. This errs towards removing while a code or PIN is awaited,
and towards letting through otherwise: "I forgot my PIN" and an IBAN are everyday messages.
"""

from __future__ import annotations

import re
import unicodedata

CODE_DIGITS = 6

_DIGIT_WORDS = "zero|oh|one|two|three|four|five|six|seven|eight|nine"
# Six digits on their own or in groups (123 456, 12-34-56), not within an amount: 123456.00, €123456.
_CODE = re.compile(
    rf"(?<![\d£$€])(?<!\d[.,])"
    rf"(?:\d{{{CODE_DIGITS}}}|(?<!\d[ \-])\d(?:[ \-]?\d){{{CODE_DIGITS - 1}}}(?![ \-]\d))"
    rf"(?!\d|[.,]\d)"
)
# Four digits on their own or spaced, not within an amount, nor those of a card that is named ("…1234").
_FOUR_DIGITS = re.compile(r"(?<![\d£$€…*])(?<!\d[.,])(?<!\d[ \-])\d(?:[ \-.]?\d){3}(?![ \-]\d)(?!\d|[.,]\d)")
_ISO_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_SPELT_CODE = re.compile(rf"\b(?:{_DIGIT_WORDS})(?:[\s,\-]+(?:{_DIGIT_WORDS})){{{CODE_DIGITS - 1}}}\b", re.IGNORECASE)
_NAMED_CODE = re.compile(
    r"\b(?:one[\s-]?time\s+(?:code|pass(?:word|code)?)|otp|tan|(?:verification|security|auth\w*)\s+code|cvv2?|cvc2?)"
    r"\s*(?:is|was|=|:|-)?\s*\d(?:[ \-]?\d){2,7}\b",
    re.IGNORECASE,
)
_PIN = re.compile(
    r"\bpin(?:\s*(?:code|number|no\.?))?\s*(?:is|was|to|=|:|-|->)?\s*[\"'“‘(]?\d(?:[ \-]?\d){3,7}\b"
    r"|\b\d{4,8}\s+(?:is|was)\s+(?:my|the|our|her|his)\s+(?:\w+\s+)?pin\b",
    re.IGNORECASE,
)
_PASSWORD = re.compile(r"\bpass\s?(?:word|code|phrase)\s*(?P<link>is|was|=|:)\s*[\"'“‘]?(?P<value>\S+)", re.IGNORECASE)
# "My password is wrong" tells nothing; "my password is sunflower" does.
_HARMLESS_WORDS = """
a an and the my it this that what where how why who not no never nor neither still always now being been
wrong incorrect invalid refused rejected expired locked blocked disabled lost gone forgotten forgot
missing
old too very so quite also correct right ok okay fine weak strong short long safe secure unsafe needed
required unknown known compromised stolen leaked hacked broken different case-sensitive
"""
_HARMLESS_AFTER_PASSWORD = frozenset(_HARMLESS_WORDS.split())
_IBAN_SHAPE = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,3})?\b", re.IGNORECASE)
_CARD = re.compile(r"(?<![A-Za-z\d])[2-6](?:[ \-.]?\d){12,18}(?!\d)")


def find_secret(text: str, code_awaited: bool, pin_awaited: bool = False) -> str | None:
    """What `text` gives away: `code`, `pin`, `card`, or None.

    `code_awaited`: a challenge is pending; `pin_awaited`: a PIN is being chosen.
    """
    plain = _plain(text)
    if pin_awaited and _FOUR_DIGITS.search(_IBAN_SHAPE.sub(" ", _ISO_DATE.sub(" ", plain))):
        return "pin"
    if _PIN.search(plain) or _tells_password(plain):
        return "pin"
    if _NAMED_CODE.search(plain):
        return "code"
    if _tells_card(plain):
        return "card"
    if code_awaited and _tells_code(plain):
        return "code"
    return None


def _plain(text: str) -> str:
    # Full-width and other digits count as digits, and nothing invisible may split a number.
    folded = unicodedata.normalize("NFKC", text)
    return "".join(
        str(unicodedata.digit(character)) if character.isdecimal() else character
        for character in folded
        if unicodedata.category(character) != "Cf"
    )


def _tells_password(text: str) -> bool:
    for match in _PASSWORD.finditer(text):
        value = match["value"].strip(".,!?;:\"'”’)").lower()
        if value and value not in _HARMLESS_AFTER_PASSWORD:
            return True
    return False


def _tells_code(text: str) -> bool:
    without_others = _IBAN_SHAPE.sub(" ", _ISO_DATE.sub(" ", text))
    return bool(_CODE.search(without_others) or _SPELT_CODE.search(text))


def _tells_card(text: str) -> bool:
    without_ibans = _IBAN_SHAPE.sub(" ", text)
    return any(
        _passes_luhn([int(digit) for digit in match.group() if digit.isdigit()])
        for match in _CARD.finditer(without_ibans)
    )


def _passes_luhn(digits: list[int]) -> bool:
    doubled = [
        digit if place % 2 == 0 else (digit * 2 - 9 if digit > 4 else digit * 2)
        for place, digit in enumerate(reversed(digits))
    ]
    return sum(doubled) % 10 == 0
