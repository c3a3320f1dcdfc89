"""Amounts of money: whole minor units of one currency. How a person reads them is left to the caller's locale."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

USUAL_MINOR_DIGITS = 2
# ISO 4217: the currencies whose minor unit is not a hundredth.
MINOR_DIGITS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW"), 0),
    **dict.fromkeys(("PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
# A 64-bit column holds nine million times as much: sums of any real number of entries stay exact.
LARGEST_AMOUNT_MINOR = 10**12

_CURRENCY = re.compile(r"[A-Z]{3}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,4})?")


def minor_digits(currency: str) -> int:
    """How many decimal places the currency has: 2 for EUR, 0 for JPY, 3 for KWD."""
    return MINOR_DIGITS.get(currency, USUAL_MINOR_DIGITS)


@dataclass(frozen=True)
class Money:
    """`minor` whole minor units (cents, pence, yen) of an ISO 4217 `currency`; may be negative."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"Money is counted in whole minor units, not in {type(self.minor).__name__}.")
        if not _CURRENCY.fullmatch(self.currency):
            raise ValueError(f"A currency is three capital letters, not {self.currency!r}.")

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Read "60", "60.5" or "60.00"; a digit too many for the currency is a ValueError."""
        if not _DECIMAL.fullmatch(text):
            raise ValueError(f"{text!r} is not an amount.")
        try:
            scaled = Decimal(text).scaleb(minor_digits(currency))
        except InvalidOperation as error:
            raise ValueError(f"{text!r} is not an amount.") from error
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{currency} has {minor_digits(currency)} decimal places; {text!r} has more.")
        return cls(int(scaled), currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in whole units, exact, with the currency's number of places."""
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    def __str__(self) -> str:
        """Plain, for errors, logs and the phone: "1234.50 EUR"."""
        return f"{self.decimal:.{minor_digits(self.currency)}f} {self.currency}"

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.minor), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be reckoned together.")
        return other.minor
