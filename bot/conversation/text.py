"""Cleans what a person typed: one Unicode form, nothing invisible that could mislead."""

from __future__ import annotations

import re
import unicodedata

from bot.conversation.errors import EmptyMessageError, TooLongError
from bot.conversation.limits import MESSAGE_CHARACTERS

# Joiners carry meaning in emoji and in some scripts; every other format character (direction overrides among
# them), control character, surrogate and unassigned code point goes.
_KEPT_FORMAT = {"\u200c", "\u200d"}
_REMOVED_CATEGORIES = {"Cc", "Cf", "Cs", "Cn", "Co"}
_MANY_NEWLINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[^\S\n]+")


def clean(text: str) -> str:
    """`text` as it is kept and passed on. Raises `EmptyMessageError` or `TooLongError` (2,000 characters)."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    kept = "".join(
        character
        for character in unicodedata.normalize("NFC", lines)
        if character in "\n\t"
        or character in _KEPT_FORMAT
        or unicodedata.category(character) not in _REMOVED_CATEGORIES
    )
    cleaned = _MANY_NEWLINES.sub("\n\n", _SPACES.sub(" ", kept)).strip()
    if not cleaned.replace("\u200c", "").replace("\u200d", "").strip():
        raise EmptyMessageError
    if len(cleaned) > MESSAGE_CHARACTERS:
        raise TooLongError(
            f"A message can have at most {MESSAGE_CHARACTERS:,} characters; this one has {len(cleaned):,}. "
            "Please shorten it."
        )
    return cleaned
