"""Exchanging currencies: exact in whole numbers, each sum rounded once, to the nearest minor unit, a half upwards.

Rates are units of a currency for one euro in millionths. What the bank takes (`fee`) is part of the currency bought.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor

from bank.domain.limits import EXCHANGE_MARGIN_BASIS_POINTS
from bank.domain.money import Money, minor_digits
from bank.domain.payment_errors import NoRate, SameCurrency, TooLittle

EURO = "EUR"
MILLIONTHS = 10**6
BASIS_POINTS = 10_000
RATE_DECIMALS = 4


@dataclass(frozen=True)
class Conversion:
    """`sold` becomes `bought`; `fee`, in the currency bought, is taken off already. `rate`: bought for one sold.

    `day`: whose reference rate it is.
    """

    sold: Money
    bought: Money
    fee: Money
    rate: Fraction
    day: date

    @property
    def rate_text(self) -> str:
        """ "1 EUR = 1.0834 USD", rounded for reading; sums are reckoned with the exact rate."""
        scaled = _nearest(self.rate * 10**RATE_DECIMALS)
        whole, part = divmod(scaled, 10**RATE_DECIMALS)
        return f"1 {self.sold.currency} = {whole}.{part:0{RATE_DECIMALS}d} {self.bought.currency}"


def sell(amount: Money, to: str, per_euro: Mapping[str, int], day: date) -> Conversion:
    """What an amount comes to in another currency. NoRate, SameCurrency, TooLittle."""
    rate = rate_between(amount.currency, to, per_euro)
    gross = _nearest(amount.minor * _minor_rate(rate, amount.currency, to))
    return _conversion(amount, gross, to, rate, day)


def buy(amount: Money, of: str, per_euro: Mapping[str, int], day: date) -> Conversion:
    """What has to be sold so that exactly this amount comes out. NoRate, SameCurrency, TooLittle."""
    rate = rate_between(of, amount.currency, per_euro)
    if amount.minor <= 0:
        raise TooLittle(amount)
    gross = floor(Fraction(amount.minor * BASIS_POINTS, BASIS_POINTS - EXCHANGE_MARGIN_BASIS_POINTS))
    while gross - _fee(gross) < amount.minor:
        gross += 1
    sold = Money(ceil(gross / _minor_rate(rate, of, amount.currency)), of)
    return Conversion(sold, amount, Money(gross - amount.minor, amount.currency), rate, day)


def rate_between(of: str, to: str, per_euro: Mapping[str, int]) -> Fraction:
    """Units of `to` for one unit of `of`."""
    if of == to:
        raise SameCurrency(of)
    for currency in (of, to):
        if currency != EURO and currency not in per_euro:
            raise NoRate(currency)
    return Fraction(per_euro.get(to, MILLIONTHS), per_euro.get(of, MILLIONTHS))


def _conversion(sold: Money, gross: int, to: str, rate: Fraction, day: date) -> Conversion:
    fee = _fee(gross)
    if gross - fee <= 0:
        raise TooLittle(sold)
    return Conversion(sold, Money(gross - fee, to), Money(fee, to), rate, day)


def _fee(gross_minor: int) -> int:
    return _nearest(Fraction(gross_minor * EXCHANGE_MARGIN_BASIS_POINTS, BASIS_POINTS))


def _minor_rate(rate: Fraction, of: str, to: str) -> Fraction:
    """Minor units of `to` for one minor unit of `of`."""
    return rate * Fraction(10) ** (minor_digits(to) - minor_digits(of))


def _nearest(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))
