"""The bank's figures by name, as its files and its rules have them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bank import Money
from bank.domain.facts import Rate
from bank.domain.limits import OVERDRAFT_MINOR
from bank.domain.product_errors import CatalogueBroken
from bank.services.figures import read_facts, written_figures
from bank.store import payment_rules

DAY = date(2026, 3, 10)


def test_prices_limits_and_facts_are_known_by_their_names() -> None:
    figures = written_figures(DAY)
    assert figures["rate:savings"] == Rate(150)
    assert figures["fee:account"] == Money(4_90, "EUR")
    assert figures["least:payment_abroad"] == Money(12_50, "EUR")
    assert figures["since:savings"] == date(2025, 7, 1)
    assert figures["limit:overdraft_most"] == Money(OVERDRAFT_MINOR[1], "EUR")
    limits = payment_rules.load().on(DAY).limits["EUR"]
    assert figures["limit:payment_per_day"] == Money(limits.per_day_minor, "EUR")
    assert figures["phone:cards"] == "+353 20 911 2999"


def test_a_figure_is_the_one_of_its_day() -> None:
    assert written_figures(date(2025, 6, 30))["rate:savings"] == Rate(125)
    assert written_figures(date(2025, 7, 1))["rate:savings"] == Rate(150)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("limit: {contactless: }\n", "limit:contactless"),
        ("hours: {phone: {Mon-Fri: 20:00-8:00}}\n", "hours:phone.*open before it closes"),
        ("limits: {contactless: 50 EUR}\n", "limits.*the groups are"),
        ("- limit\n", "it must hold the groups"),
        ("limit: [\n", "bank.yml"),
        ("limit: {payment: 50 EUR}\n", "limit:payment.*state it already"),
    ],
)
def test_a_file_that_will_not_do_is_named_with_its_entry(tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "bank.yml"
    path.write_text(content)
    with pytest.raises(CatalogueBroken, match=sentence):
        written_figures(DAY, facts=path)


def test_the_demo_banks_file_is_read() -> None:
    assert read_facts()["limit:contactless_total"] == Money(150_00, "EUR")
