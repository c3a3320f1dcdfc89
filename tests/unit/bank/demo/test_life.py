"""Demo households and their months: decided by chance with a fixed beginning, within what is asked."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from bank.demo.firms import ABROAD, BILLS, SHOPS, SUBSCRIPTIONS
from bank.demo.household import make_household, months_before
from bank.demo.life import Event, life
from bank.demo.people import FIRST_NAMES, LAST_NAMES, SIGN_INS, other_iban, own_iban
from bank.demo.towns import PLACES
from bank.domain.categories import CATEGORIES
from bank.domain.iban import is_valid

UNTIL = date(2026, 3, 31)


def events(customer: int, months: int = 4, seed: int = 1) -> list[Event]:
    random = Random(f"{seed}:{customer}")  # noqa: S311
    return life(make_household(customer, random), months, UNTIL, random)


@pytest.mark.parametrize("customer", [1, 2, 3, 50])
def test_the_same_beginning_gives_the_same_life(customer: int) -> None:
    assert events(customer) == events(customer)
    assert events(customer) != events(customer, seed=2)


def test_events_are_in_the_order_of_time_and_before_the_end() -> None:
    for customer in range(1, 30):
        moments = [(event.day, event.second) for event in events(customer)]
        assert moments == sorted(moments)
        assert date(2025, 11, 30) <= moments[0][0]
        assert moments[-1][0] < UNTIL
        assert all(0 <= second < 24 * 3600 for _, second in moments)


def test_every_month_has_a_salary_and_rent_or_a_mortgage() -> None:
    for customer in range(1, 30):
        seen = [event.description.split()[0] for event in events(customer)]
        assert seen.count("Salary") == 4
        assert seen.count("Rent") >= 4 or "Instalment" in seen


def test_the_months_before_a_day_are_whole_calendar_months() -> None:
    assert months_before(date(2026, 2, 15), 3) == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]


def test_own_ibans_are_valid_and_differ() -> None:
    ibans = {own_iban(customer, account) for customer in range(1, 500) for account in range(8)}
    assert len(ibans) == 499 * 8
    assert all(is_valid(iban) for iban in ibans)


def test_ibans_of_other_banks_are_valid() -> None:
    random = Random(1)  # noqa: S311
    assert all(is_valid(other_iban(random)) for _ in range(200))


def test_categories_of_the_demo_are_the_banks() -> None:
    assert {firm.category for firm in (*SHOPS, *SUBSCRIPTIONS, *BILLS)} <= set(CATEGORIES)
    assert {category for _, category, *_ in ABROAD} <= set(CATEGORIES)


def test_names_and_places_are_not_repeated() -> None:
    for names in (FIRST_NAMES, LAST_NAMES, [firm.name for firm in (*SHOPS, *SUBSCRIPTIONS, *BILLS)]):
        assert len(names) == len(set(names))
    assert len({(place.kind, place.name) for place in PLACES}) == len(PLACES)
    assert [sign_in.customer for sign_in in SIGN_INS] == [1, 2, 3]
