"""Rates and fees (data/tariff.yml), rules of payments (data/payments.yml), the bank's own figures (data/bank.yml)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from bank.domain.facts import WEEKDAYS, Hours, Rate
from bank.domain.product_errors import CatalogueBroken
from bank.services.catalogue import read_tariff
from bank.services.figures import read_facts
from bank.store import payment_rules
from bot.checkup.files import named, read, where

FIELDS = frozenset({"from", "rate", "amount", "least", "most", "currency", "note"})
HIGHEST_RATE_PER_YEAR = 3_000
"""In hundredths of a per cent: a rate above it is a slip of the decimal point."""


def prices_that_do_not_hold(tariff: Path, today: date) -> Iterator[str]:
    """Prices of which nothing holds today, and days from which two values would hold."""
    for entry in _entries(tariff):
        place, values = _place(tariff, entry), entry.get("values") or []
        days = [day for value in values if isinstance(value, dict) and type(day := value.get("from")) is date]
        if len(days) < len(values):
            yield f"{place}: every value needs from, a day like 2026-01-31."
            continue
        for day, times in Counter(days).items():
            if times > 1:
                yield f"{place}: {times} values hold from {day}. Keep the one that is right."
        if not any(day <= today for day in days):
            yield f"{place}: nothing holds before {min(days, default='a day')}. Add the value that holds today."


def values_without_follower(tariff: Path) -> Iterator[str]:
    """Values that say when they end, or something else that is not read: each holds until the next one begins."""
    for entry in _entries(tariff):
        for value in entry.get("values") or []:
            for name in sorted(value.keys() - FIELDS) if isinstance(value, dict) else ():
                yield (
                    f"{_place(tariff, entry)}: {name} is not read. A value holds until the next one begins: "
                    "add that one with its day."
                )


def prices_out_of_range(tariff: Path) -> Iterator[str]:
    """Prices that cannot be read, rates that are a slip of the pen, and a least above the most."""
    try:
        items = read_tariff(tariff)
    except CatalogueBroken as error:
        yield str(error)
        return
    for item in items:
        place = where(tariff, f"id: {item.id}")
        for value in item.values:
            if value.basis_points is not None and item.per == "year" and value.basis_points > HIGHEST_RATE_PER_YEAR:
                yield f"{place} ({item.id}): {value.basis_points / 100:g}% is no rate. Look at the decimal point."
            if value.least_minor is not None and value.most_minor is not None and value.least_minor > value.most_minor:
                yield f"{place} ({item.id}): its least is above its most. Change one of them."


def rules_of_payments(rules: Path) -> Iterator[str]:
    """Sets of rules that contradict themselves or each other."""
    payment_rules.load.cache_clear()  # the file may have changed since it was first read
    try:
        book = payment_rules.load(rules)
    except CatalogueBroken as error:
        yield str(error)
        return
    for one in book.sets:
        for currency, limits in one.limits.items():
            if limits.new_payee_minor > limits.per_day_minor:
                yield (
                    f"{where(rules, f'from: {one.since}')}: {currency}: new_payee is more than a day allows, "
                    "so it limits nothing. Lower it, or raise day."
                )


def figures_of_the_bank(facts: Path) -> Iterator[str]:
    """Figures that cannot be read, shares over a hundred, counts of none, and hours that overlap."""
    try:
        read_figures = read_facts(facts)
    except CatalogueBroken as error:
        yield str(error)
        return
    for name, figure in read_figures.items():
        place = where(facts, f"{name.partition(':')[2]}:")
        if isinstance(figure, Rate) and figure.basis_points > 10_000:
            yield f"{place}: {name} is more than 100 %. Look at the decimal point."
        if isinstance(figure, int) and figure <= 0:
            yield f"{place}: {name} must be more than nothing."
        if isinstance(figure, Hours):
            for day in _twice_open(figure):
                yield f"{place}: {name} has two spans that overlap on {WEEKDAYS[day]}. Join them, or part their hours."


def _twice_open(hours: Hours) -> Iterator[int]:
    for day in range(len(WEEKDAYS)):
        spans = sorted((opens, closes) for first, last, opens, closes in hours.spans if first <= day <= last)
        if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
            yield day


def _entries(tariff: Path) -> list[dict[str, Any]]:
    entries = read(tariff)
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _place(tariff: Path, entry: dict[str, Any]) -> str:
    name = entry.get("id")
    return f"{where(tariff, f'id: {name}')} ({name})" if name else named(tariff)
