"""Figures in words, as they stand in a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from actions.figures import figures_of_files, in_words
from bank import Money
from bank.domain.facts import Figure, Hours, Rate

HOURS = Hours(((0, 4, 480, 1200), (5, 5, 570, 840)))


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (Money(4_90, "EUR"), "€4.90"),
        (Money(10_000_00, "EUR"), "€10,000"),
        (Money(0, "EUR"), "nothing"),
        (Rate(150), "1.50%"),
        (Rate(500), "5%"),
        (5, "5"),
        ("16:00", "16:00"),
        (date(2025, 7, 1), "1 July 2025"),
        (HOURS, "Monday to Friday from 8:00 to 20:00 and Saturday from 9:30 to 14:00"),
    ],
)
def test_a_figure_reads_as_in_a_sentence(figure: Figure | date, words: str) -> None:
    assert in_words(figure, "en_GB") == words


def test_another_locale_writes_its_own_way() -> None:
    assert in_words(Money(1_234_50, "EUR"), "de_DE").replace("\xa0", " ") == "1.234,50 €"


def test_every_figure_of_the_files_has_words() -> None:
    figures = figures_of_files()
    assert figures["rate:savings"].endswith("%")
    assert all(figures.values())
