"""How a price of the bank's price list is written."""

from __future__ import annotations

from typing import Any

from actions import wording
from bank.domain.tariff import Per
from bank.services.product_views import PriceView

PER = {Per.YEAR: " a year", Per.MONTH: " a month", Per.TIME: ""}


def in_words(price: PriceView) -> str:
    """ "1.50% a year", "€4.90 a month, free for …", "0.20%, at least €12.50 and at most €75.00", "free"."""
    bounds = [f"at {word} {wording.money(bound)}" for word, bound in _bounds(price) if bound is not None]
    parts = [_figure(price), wording.every(bounds)] if bounds else [_figure(price)]
    return ", ".join([*parts, price.note] if price.note else parts)


def _figure(price: PriceView) -> str:
    if price.basis_points is not None:
        return f"{wording.rate(price.basis_points)}{PER[price.per]}"
    if price.amount is None or price.amount.minor == 0:
        return "free"
    return f"{wording.money(price.amount)}{PER[price.per]}"


def _bounds(price: PriceView) -> list[tuple[str, Any]]:
    return [("least", price.least), ("most", price.most)]
