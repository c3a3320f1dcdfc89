"""The name in a message about the list of payees: "add my landlord Peter Haas", "call her “Mimi” from now on".

What a payee shall be called is in no lexicon, so it is what is left when the words around it are taken away.
"""

from __future__ import annotations

import re

LONGEST_NAME_WORDS = 5

QUOTED = re.compile(
    r"[\"“”„«»](?P<double>[^\"“”„«»]+)[\"“”„«»]|(?<!\w)['‘’](?P<single>[^'‘’]+(?:['’]\w[^'‘’]*)?)['‘’](?!\w)"
)
# "rename mia to Mimi", "her name is Mia Lund now": the name follows the last of these
BEFORE_A_NAME = re.compile(
    r".*\b(?:nick ?name(?!\s+(?:for|to|of)\b)(?:\s+is)?"
    r"|name(?:\s+(?:is|to|as|should be|shall be))?|named|call(?:ed)?(?:\s+(?:her|him|it|them))?"
    r"|as(?!\s+(?:an?\s+)?nick)|should be"
    r"|should read|shall be|to(?!\s+(?:re|change|edit|call|give|update|correct|fix|add|delete|save|see|be\b)))\b"
    r"[\s:]+(?P<name>.+)",
    re.IGNORECASE | re.DOTALL,
)
# "… to my payees", "… to the list", "in my address book"
THE_LIST = re.compile(
    r"\b(?:to|in|into|on|onto|from|off|among|as)\s+(?:an?\s+|my\s+|the\s+|our\s+)?(?:new\s+|saved\s+|list of\s+)?"
    r"(?:payees?|recipients?|beneficiar(?:y|ies)|contacts?|list|address book|favourites)\b.*",
    re.IGNORECASE | re.DOTALL,
)


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


FILLERS = _listed(
    "a account add added an also and another as at bank be beneficiary book but by call called can card change "
    "contact contacts correct could delete details do does don't enter for forget from get got hello her hey hi "
    "him his how i i'd i'll i'm iban id in is it it's its just keep label like list make me my name named need "
    "new no nope not now number ok okay on one onto or our payee payees people person please pls put recipient "
    "recipients register remember remove rename rid save saved set she should so somebody someone store strike "
    "take thanks that that's the their them then these they this to up use wait want we with would yes you your"
)
AFTER_A_NAME = re.compile(r"\s*\b(?:from now on|instead|now|please|pls|thanks|thank you|today)\W*$", re.IGNORECASE)


def name_in(text: str) -> str | None:
    """The name that a message gives, without the words around it; None if only those are there, or too many."""
    if quoted := QUOTED.search(text):
        return (quoted["double"] or quoted["single"]).strip()
    words = THE_LIST.sub(" ", text).replace(",", " ").replace(":", " ").split()
    while words and _is_filler(words[0]):
        words.pop(0)
    while words and _is_filler(words[-1]):
        words.pop()
    words = _written_large(words)
    if not words or len(words) > LONGEST_NAME_WORDS or not any(any(map(str.isalpha, word)) for word in words):
        return None
    if all(word == word.lower() for word in words):
        return " ".join(word[:1].upper() + word[1:] for word in words).strip(" !?;.")
    return " ".join(words).strip(" !?;")


def new_name_in(text: str) -> str | None:
    """The name that something shall have from now on: what is quoted, or what follows "to", "as", "call her"."""
    if QUOTED.search(text):
        return name_in(text)
    found = BEFORE_A_NAME.match(THE_LIST.sub(" ", text))
    return name_in(AFTER_A_NAME.sub("", found["name"])) if found else None


def is_written_large(text: str) -> bool:
    """Whether a name with a capital stands in the text: "no, Klaus Muster", unlike "no, wrong"."""
    name = name_in(text)
    return name is not None and name in " ".join(text.split()) and name[:1].isupper()


def _written_large(words: list[str]) -> list[str]:
    """ "landlord Peter Haas" → "Peter Haas": the last run of words with a capital, if there is one."""
    last = next((at for at in range(len(words), 0, -1) if words[at - 1][:1].isupper()), 0)
    if last < len(words) or not last:
        return words
    first = last
    # "Ludwig van der Berg": up to two short words may stand between those with a capital
    for at in range(last - 1, -1, -1):
        if words[at][:1].isupper() and first - at <= 3 and all(len(word) <= 3 for word in words[at + 1 : first]):
            first = at
    return words[first:last]


def _is_filler(word: str) -> bool:
    bare = word.strip(".!?;()’'").casefold().replace("’", "'")
    return bare in FILLERS or not any(map(str.isalnum, bare))
