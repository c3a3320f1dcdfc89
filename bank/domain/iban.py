"""International bank account numbers (ISO 13616): normal form, check digits, masking."""

from __future__ import annotations

import re

# Length of the whole number by country, from the SWIFT IBAN registry.
_COUNTRIES_BY_LENGTH = {
    15: "NO",
    16: "BE",
    18: "DK FI FO GL NL",
    19: "MK SI",
    20: "AT BA EE KZ LT LU XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL IQ TL",
    24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST",
    26: "IS TR",
    27: "FR GR IT MC MR SM",
    28: "AL AZ BY CY DO GT HU LB PL SV",
    29: "BR EG PS QA UA",
    30: "JO KW MU",
    31: "MT SC",
    32: "LC",
}
IBAN_LENGTHS = {country: length for length, countries in _COUNTRIES_BY_LENGTH.items() for country in countries.split()}
SHOWN_DIGITS = 4

_SEPARATORS = re.compile(r"[\s\-.]+")
_FORM = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def normalise(text: str) -> str:
    """Capitals, without the spaces, dots and hyphens that people write between groups."""
    return _SEPARATORS.sub("", text).upper()


def is_valid(iban: str) -> bool:
    """Whether a normalised IBAN has its country's length and the right check digits."""
    if not _FORM.fullmatch(iban) or IBAN_LENGTHS.get(iban[:2]) != len(iban):
        return False
    return _remainder(iban[4:] + iban[:4]) == 1


def with_check_digits(country: str, account: str) -> str:
    """The IBAN of a national account number (BBAN)."""
    return f"{country}{98 - _remainder(account + country + '00'):02d}{account}"


def mask(iban: str) -> str:
    """What may be shown or logged: "DE…4321"."""
    return f"{iban[:2]}…{iban[-SHOWN_DIGITS:]}"


def grouped(iban: str) -> str:
    """In groups of four, as it is read and printed (ISO 13616)."""
    return " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))


def last_digits(iban: str) -> str:
    """The digits by which its owner knows an account."""
    return iban[-SHOWN_DIGITS:]


def _remainder(characters: str) -> int:
    return int("".join(str(int(character, 36)) for character in characters)) % 97
