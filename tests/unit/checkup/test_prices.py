"""Prices, rules of payments and figures that contradict themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.checkup import prices
from tests.unit.checkup.conftest import Change

TODAY = date(2026, 11, 28)
TARIFF, RULES, FACTS = "data/tariff.yml", "data/payments.yml", "data/bank.yml"
LOAN = '- { from: 2025-10-01, rate: "6.90" }'


def all_of(root: Path) -> list[str]:
    looks: list[Callable[[], Iterator[str]]] = [
        lambda: prices.prices_that_do_not_hold(root / TARIFF, TODAY),
        lambda: prices.values_without_follower(root / TARIFF),
        lambda: prices.prices_out_of_range(root / TARIFF),
        lambda: prices.rules_of_payments(root / RULES),
        lambda: prices.figures_of_the_bank(root / FACTS),
    ]
    return [told for look in looks for told in look()]


def test_the_projects_own_figures_are_well(root: Path) -> None:
    assert all_of(root) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        (TARIFF, LOAN, '- { from: 2024-01-01, rate: "6.90" }', "(loan): 2 values hold from 2024-01-01"),
        (TARIFF, LOAN, '- { from: soon, rate: "6.90" }', "(loan): every value needs from"),
        (TARIFF, LOAN, '- { from: 2025-10-01, until: 2026-01-01, rate: "6.90" }', "(loan): until is not read"),
        (TARIFF, LOAN, '- { from: 2025-10-01, rate: "69" }', "(loan): 69% is no rate"),
        (TARIFF, 'least: "12.50", most: "75.00"', 'least: "75.00", most: "12.50"', "its least is above its most"),
        (RULES, 'EUR: { payment: "10000", day: "20000"', 'EUR: { payment: "30000", day: "20000"', "EUR: a day must"),
        (RULES, 'EUR: { payment: "10000", day: "20000", new_payee: "1000" }',
         'EUR: { payment: "10000", day: "20000", new_payee: "50000" }', "EUR: new_payee is more than a day allows"),
        (RULES, "new_payee_hours: 24", "new_payee_hours: 9000", "new_payee_hours must be between 0 and"),
        (RULES, 'cut_off: "16:00"', 'cut_off: "26:00"', "payments.yml"),
        (FACTS, "mortgage_share: 80%", "mortgage_share: 180%", "limit:mortgage_share is more than 100 %"),
        (FACTS, "wallet_devices: 5", "wallet_devices: 0", "limit:wallet_devices must be more than nothing"),
        (FACTS, 'phone: { Mon-Fri: "8:00-20:00"', 'phone: { Mon-Fri: "20:00-8:00"', "it must open before it closes"),
        (FACTS, 'phone: { Mon-Fri: "8:00-20:00"', 'phone: { Mon-Wek: "8:00-20:00"', "days are written Mon, or Mon-Fri"),
        (FACTS, 'phone: { Mon-Fri: "8:00-20:00"', 'phone: { Fri: "9:00-9:30", Mon-Fri: "8:00-20:00"', "overlap on Fri"),
    ],
)  # fmt: skip
def test_what_was_broken_is_told(root: Path, change: Change, file: str, old: str, new: str, words: str) -> None:
    change(file, old, new)
    told = [one for one in all_of(root) if words in one]
    assert len(told) == 1
    assert Path(file).name in told[0]


def test_a_price_that_only_begins_later_is_told(root: Path, change: Change) -> None:
    change(TARIFF, '- { from: 2024-01-01, amount: "60.00" }', '- { from: 2027-01-01, amount: "60.00" }')
    assert all_of(root)[0].endswith("nothing holds before 2027-01-01. Add the value that holds today.")
