"""Account numbers and digits: IBANs (checked), the last digits of cards and accounts, post codes with letters."""

from __future__ import annotations

import re

from bot.nlu.entities.reading import CARD_STATE, Reading
from bot.nlu.entities.tokens import Tokens, listed

# Length of an IBAN by country (ISO 13616 registry).
IBAN_LENGTHS = {
    country: int(length)
    for length, countries in (
        entry.split(":")
        for entry in [
            "15:NO",
            "16:BE",
            "18:DK,FO,FI,GL,NL",
            "19:MK,SI",
            "20:AT,BA,EE,KZ,LT,LU,XK",
            "21:CH,HR,LI,LV",
            "22:BG,BH,CR,DE,GB,GE,IE,ME,RS",
            "23:AE,GI,IL,IQ,TL",
            "24:AD,CZ,ES,MD,PK,RO,SA,SE,SK,TN,VG",
            "25:PT",
            "26:IS,TR",
            "27:FR,GR,IT,MC,MR,SM",
            "28:AL,AZ,BY,CY,DO,GT,HU,LB,PL,SV",
            "29:BR,EG,PS,QA,UA",
            "30:JO,KW,MU",
            "31:MT,SC",
            "33:RU",
        ]
    )
    for country in countries.split(",")
}
MIN_IBAN_LENGTH, MAX_IBAN_LENGTH = 15, 34
_IBAN_START = re.compile(r"(?<![^\W_])([A-Za-z]{2})(\d{2})(?=[ -]?[A-Za-z0-9])")
_IBAN_CHARACTER = re.compile(r"[ -]?([A-Za-z0-9])")
_LEAST_DIGITS = 8
"""Something with fewer digits than this is no attempt at an IBAN ("am 12 people")."""

_ENDING = (
    r"(?:…|\.\.\.|\*+|x{2,4}|ending(?:\s+(?:in|with|on|by))?|ends(?:\s+(?:in|with|on))?"
    r"|last\s+(?:four|4)(?:\s+digits)?(?:\s+of\s+(?:the|my)(?:\s+(?:credit|debit))?\s+card)?|digits)"
)
_LAST_DIGITS = re.compile(rf"(?:{_ENDING}\s*(?:are\s+|is\s+|:\s*)?|(?<![^\W_])x)(\d{{4}})(?!\d|[.,]\d)", re.IGNORECASE)
_CARD_WORDS = frozenset(listed("card cards visa mastercard amex maestro debit"))
_CARD_NUMBER = re.compile(r"(?<!\d)(?:\d{4}[ -]?){3}\d{4}(?!\d)")
_CARD_THEN_DIGITS = re.compile(
    r"\b(?:cards?|visa|mastercard|maestro|amex)\s+(?:(?:number|no|nr)\.?\s+|#\s*)?(\d{4})"
    r"(?!\d|[.,]\d|\s*(?:€|£|\$|eur|euro|quid|pounds?|dollars?))",
    re.IGNORECASE,
)
_ACCOUNT_THEN_DIGITS = re.compile(
    r"\b(?:account|acct|acc|balance of)\s+(?:(?:number|no|nr)\.?\s+|#\s*)?(\d{4})(?!\d|[.,]\d)", re.IGNORECASE
)
_BRITISH_POST_CODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b", re.IGNORECASE)
_IRISH_POST_CODE = re.compile(r"\b([A-Z]\d[\dW])\s(?=[A-Z\d]*\d)(?=[A-Z\d]*[A-Z])([A-Z\d]{4})\b", re.IGNORECASE)
CARD_DISTANCE_TOKENS = 4
"""How near "card" must stand to digits for them to be a card's."""


def is_valid_iban(iban: str) -> bool:
    """Whether country, length and check digits of a normalised IBAN hold (ISO 7064, mod 97-10)."""
    if IBAN_LENGTHS.get(iban[:2]) != len(iban):
        return False
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1


class IdentifierFinder:
    """Finds `iban`, `iban_invalid`, `card_digits`, `postcode` and accounts named by their last digits alone."""

    def find(self, reading: Reading) -> None:
        _find_ibans(reading)
        _find_card_numbers(reading)
        _find_last_digits(reading)
        for pattern in (_BRITISH_POST_CODE, _IRISH_POST_CODE):
            for match in pattern.finditer(reading.tokens.text):
                _add(reading, "postcode", f"{match[1]} {match[2]}".upper(), match.start(), match.end())


def _find_ibans(reading: Reading) -> None:
    text = reading.tokens.text
    for match in _IBAN_START.finditer(text):
        country = match[1].upper()
        ends = _ends(text, match.start())
        length = IBAN_LENGTHS.get(country)
        end = ends.get(length) if length else None
        whole = end is not None and not text[end : end + 1].isalnum()
        if end is None or not whole:
            end = _end_of_run(text, ends)
        iban = re.sub(r"[ -]", "", text[match.start() : end]).upper()
        digits = sum(map(str.isdecimal, iban))
        if is_valid_iban(iban):
            _add(reading, "iban", iban, match.start(), end)
        elif digits >= _LEAST_DIGITS and len(iban) > MIN_IBAN_LENGTH - 5 and (length or match[1].isupper()):
            _add(reading, "iban_invalid", iban, match.start(), end)


def _ends(text: str, start: int) -> dict[int, int]:
    """Number of letters and digits since `start` → where the text stands then."""
    ends, at = {}, start
    for count in range(1, MAX_IBAN_LENGTH + 1):
        match = _IBAN_CHARACTER.match(text, at)
        if match is None:
            break
        at = match.end()
        ends[count] = at
    return ends


def _end_of_run(text: str, ends: dict[int, int]) -> int:
    """Where the groups with digits in them end: words that follow do not belong to the number."""
    last = max(ends.values())
    start = min(ends.values()) - 1
    end = start
    for group in re.finditer(r"[^ ]+", text[start:last]):
        if not any(map(str.isdecimal, group.group())):
            break
        end = start + group.end()
    return end


def _find_card_numbers(reading: Reading) -> None:
    """A whole card number is not kept: its last four digits say which card is meant."""
    for match in _CARD_NUMBER.finditer(reading.tokens.text):
        digits = re.sub(r"\D", "", match.group())
        if _luhn_holds(digits):
            _add(reading, "card_digits", digits[-4:], match.start(), match.end())


def _luhn_holds(digits: str) -> bool:
    doubled = (int(d) * (2 if at % 2 == len(digits) % 2 else 1) for at, d in enumerate(digits))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _find_last_digits(reading: Reading) -> None:
    tokens = reading.tokens
    for match in _CARD_THEN_DIGITS.finditer(tokens.text):
        _add(reading, "card_digits", match[1], match.start(1), match.end(1))
    for match in _LAST_DIGITS.finditer(tokens.text):
        covered = tokens.covering(match.start(), match.end())
        if covered and _is_card(tokens, *covered):
            _add(reading, "card_digits", match[1], match.start(), match.end())
        elif covered and reading.is_free(*covered):
            reading.account_digits.append((*covered, match[1]))
    if reading.has(CARD_STATE):
        for at, word in enumerate(tokens.words):  # "unlock 8812"
            if len(word.text) == 4 and word.text.isdecimal() and reading.is_free(at, at + 1):
                reading.add("card_digits", word.text, at, at + 1)
    for match in _ACCOUNT_THEN_DIGITS.finditer(tokens.text):
        covered = tokens.covering(match.start(1), match.end(1))
        if covered and reading.is_free(*covered):
            reading.account_digits.append((*covered, match[1]))


def _is_card(tokens: Tokens, first: int, last: int) -> bool:
    """Of "card" and "account" the one that stands nearer before the digits tells; after them "card" will do."""
    for at in range(first - 1, max(first - 1 - CARD_DISTANCE_TOKENS, -1), -1):
        if tokens.lower(at) in _CARD_WORDS:
            return not (tokens.lower(at - 1) == "credit" and tokens.lower(at + 1) in {"account", "acct"})
        if tokens.lower(at).startswith("acc"):
            return False
    return tokens.lower(last) in _CARD_WORDS or not _CARD_WORDS.isdisjoint(tokens.lowers(first, last))


def _add(reading: Reading, entity: str, value: str, start: int, end: int) -> None:
    covered = reading.tokens.covering(start, end)
    if covered and reading.is_free(*covered):
        reading.add(entity, value, *covered)
