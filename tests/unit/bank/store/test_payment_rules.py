"""The bank's own file of payment rules: what it says is enforced, and what cannot be used is refused by name."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from bank.domain.payment_rules import PaymentLimits
from bank.domain.product_errors import CatalogueBroken
from bank.store.payment_rules import load

GOOD = """
- from: 2024-01-01
  cut_off: "16:00"
  new_payee_hours: 24
  limits: { EUR: { payment: "10000", day: "20000", new_payee: "1000" } }
- from: 2026-12-01
  cut_off: "17:30"
  new_payee_hours: 48
  limits:
    EUR: { payment: "5000.50", day: "5000.50", new_payee: "0" }
    JPY: { payment: "9", day: "9", new_payee: "9" }
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "payments.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_bank_changes_its_rules_from_a_day_on(tmp_path: Path) -> None:
    book = load(written(tmp_path, GOOD))
    assert book.on(date(2026, 11, 30)).cut_off == time(16)
    later = book.on(date(2026, 12, 1))
    assert (later.cut_off, later.new_payee_time) == (time(17, 30), timedelta(hours=48))
    assert later.limits == {"EUR": PaymentLimits(5_000_50, 5_000_50, 0), "JPY": PaymentLimits(9, 9, 9)}


def test_the_banks_own_file_can_be_used() -> None:
    rules = load().on(date(2026, 11, 24))
    assert (rules.cut_off, rules.new_payee_time) == (time(16), timedelta(hours=24))
    assert rules.limits["EUR"] == PaymentLimits(10_000_00, 20_000_00, 1_000_00)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (GOOD, "", "list of rules"),
        (GOOD, "{", "payments.yml cannot be used"),
        (GOOD, "- 5", "cannot be used"),
        ('cut_off: "16:00"', "cut_of: 1", "'cut_off' is missing"),
        ('cut_off: "16:00"', 'cut_off: "25:00"', "2024-01-01"),
        ('cut_off: "16:00"', "cut_off: 16", "2024-01-01"),
        ("new_payee_hours: 24", "new_payee_hours: -1", "between 0 and 720"),
        ("new_payee_hours: 24", "new_payee_hours: 721", "between 0 and 720"),
        ("new_payee_hours: 24", "new_payee_hours: soon", "2024-01-01"),
        ("from: 2024-01-01", "from: 2027-01-01", "later day"),
        ("from: 2024-01-01", "from: 2026-12-01", "later day"),
        ("from: 2024-01-01", "from: yesterday", "from must be a day"),
        ("EUR: { payment", "DKK: { payment", "no accounts in DKK"),
        ('payment: "10000"', 'payment: "20001"', "at least one payment"),
        ('payment: "10000"', 'payment: "0"', "at least one payment"),
        ('payment: "10000"', "payment: 10000", "2024-01-01"),
        ('payment: "10000"', 'payment: "1.005"', "decimal places"),
        ('new_payee: "1000"', 'new_payee: "-1"', "below zero"),
        ('new_payee: "1000"', 'newpayee: "1"', "'new_payee' is missing"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_its_name_and_entry(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    with pytest.raises(CatalogueBroken, match=r"payments\.yml") as refused:
        load(written(tmp_path, GOOD.replace(right, wrong, 1)))
    assert said in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueBroken, match=r"none\.yml"):
        load(tmp_path / "none.yml")
