"""How the bank's own file writes figures, and what is refused."""

from __future__ import annotations

import pytest

from bank import Money
from bank.domain.facts import Figure, Hours, Rate, as_figure


@pytest.mark.parametrize(
    ("written", "figure"),
    [
        ("50 EUR", Money(50_00, "EUR")),
        ("0.09 EUR", Money(9, "EUR")),
        ("5000 JPY", Money(5000, "JPY")),
        ("3%", Rate(300)),
        ("0.25 %", Rate(25)),
        (27, 27),
        ("+353 20 911 2100", "+353 20 911 2100"),
        ("16:00", "16:00"),
        ({"Mon-Fri": "8:00-20:00", "Sat": "9:30-24:00"}, Hours(((0, 4, 480, 1200), (5, 5, 570, 1440)))),
    ],
)
def test_a_figure_is_what_its_writing_says(written: object, figure: Figure) -> None:
    assert as_figure(written) == figure


@pytest.mark.parametrize(
    "written",
    [
        None,
        True,
        {"Mon-Fri": "20:00-8:00"},
        {"Mon-Fri": "8:00-25:00"},
        {"Mon-Fri": "8:60-20:00"},
        {"Mon-Fri": "8 to 20"},
        {"Fri-Mon": "8:00-20:00"},
        {"Monday": "8:00-20:00"},
    ],
)
def test_what_makes_no_sense_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        as_figure(written)


def test_hours_are_written_to_the_minute_and_end_at_midnight() -> None:
    assert as_figure({"Mon": "9:59-10:59"}) == Hours(((0, 0, 599, 659),))
    for times in ("9:00-24:01", "9:00-9:00", "9:60-11:00", "9:00-10:60"):
        with pytest.raises(ValueError, match="open before it closes"):
            as_figure({"Mon": times})
