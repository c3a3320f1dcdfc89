"""E-mail addresses, phone numbers and postal addresses: how they are written, and how much of them is shown."""

from __future__ import annotations

import re
from enum import StrEnum

from bank.domain import errors, product_errors
from bank.domain.limits import ADDRESS_LENGTH, EMAIL_LENGTH

HOME_PREFIX = "+353"
"""Of a number that is written without the country's."""

_EMAIL = re.compile(r"[A-Za-z0-9._%+\-']+@(?:[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")
_PHONE = re.compile(r"\+[1-9][0-9]{7,14}")
# "12 Mill Lane 20115 Port Alden": people leave the comma out
_POST_CODE_AFTER_STREET = re.compile(r"(?<=[\w.])\s+(?=\d{4,5}\s+[^\W\d_]{2})")
_STREET_AND_TOWN = re.compile(r"[^,]*[^\W\d_][^,]*,\s*[^,]*[^\W\d_][^,]*(?:,[^,]+)*")


class Channel(StrEnum):
    """How a customer is reached outside the chat."""

    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"


def clean_email(text: str) -> str:
    """The address in small letters at its end; InvalidEmail."""
    email = text.strip()
    if len(email) > EMAIL_LENGTH or not _EMAIL.fullmatch(email) or ".." in email:
        raise product_errors.InvalidEmail
    name, _, domain = email.rpartition("@")
    return f"{name}@{domain.lower()}"


def clean_phone(text: str) -> str:
    """The number with its country's prefix and no spaces: "+353871234567"; InvalidPhone."""
    number = re.sub(r"[\s().\-/]", "", text)
    if number.startswith("00"):
        number = f"+{number[2:]}"
    elif number.startswith("0"):
        number = f"{HOME_PREFIX}{number[1:]}"
    if not _PHONE.fullmatch(number):
        raise product_errors.InvalidPhone
    return number


def clean_address(text: str) -> str:
    """ "Street 5, 20115 Town" on one line; InvalidAddress without a street, a number and a town."""
    parts = [" ".join(part.split()) for part in re.split(r"[,\n]", text) if part.strip()]
    address = ", ".join(parts) if len(parts) > 1 else _POST_CODE_AFTER_STREET.sub(", ", " ".join(parts), count=1)
    if len(address) > ADDRESS_LENGTH or not address.isprintable():
        raise errors.InvalidText("address", ADDRESS_LENGTH)
    if not _STREET_AND_TOWN.fullmatch(address) or not any(map(str.isdigit, address)):
        raise product_errors.InvalidAddress
    return address


def masked(channel: Channel, value: str) -> str:
    """Enough to know it again, not enough to use it: "a…@example.com", "+353…4567"; an address in full."""
    if channel is Channel.EMAIL:
        name, _, domain = value.rpartition("@")
        return f"{name[:1]}…@{domain}"
    return f"{value[:4]}…{value[-3:]}" if channel is Channel.PHONE else value
