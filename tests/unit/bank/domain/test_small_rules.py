"""The rules that fit in one place: the bank's day, distances, cards, the phone's words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bank.domain.cards import HOLDER_MAY_CHANGE, CardState
from bank.domain.clock import bank_day, end_of_day, start_of_day, utc_now
from bank.domain.places import distance_km
from bank.domain.step_up import phone_text


def test_the_banks_day_turns_at_midnight_in_dublin() -> None:
    assert bank_day(datetime(2026, 1, 15, 23, 59, tzinfo=UTC)) == date(2026, 1, 15)
    assert bank_day(datetime(2026, 7, 15, 23, 30, tzinfo=UTC)) == date(2026, 7, 16)


def test_a_day_on_which_the_clocks_change_is_shorter_or_longer() -> None:
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    assert end_of_day(spring) - start_of_day(spring) == timedelta(hours=23)
    assert end_of_day(autumn) - start_of_day(autumn) == timedelta(hours=25)
    assert start_of_day(date(2026, 7, 1)) == datetime(2026, 6, 30, 23, tzinfo=UTC)


def test_the_machines_clock_is_in_utc() -> None:
    assert utc_now().utcoffset() == timedelta(0)


def test_distances_are_along_the_globe() -> None:
    assert distance_km((52.0, 5.0), (52.0, 5.0)) == 0
    assert distance_km((0.0, 0.0), (0.0, 1.0)) == pytest.approx(111.19, abs=0.01)
    assert distance_km((48.8566, 2.3522), (51.5074, -0.1278)) == pytest.approx(343.6, abs=0.5)


def test_a_holder_may_not_undo_a_block() -> None:
    assert {CardState.ACTIVE, CardState.FROZEN} == HOLDER_MAY_CHANGE


def test_the_phone_says_what_a_code_authorises() -> None:
    text = phone_text("123456", "60.00 EUR to Mia Brandt (DE…3034)")
    assert text == "Code 123456 authorises: 60.00 EUR to Mia Brandt (DE…3034). Never tell it to anyone."
