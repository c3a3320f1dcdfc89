"""What is going to move: monthly days, income that can be expected, the balance day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bank.domain.ahead import DAYS_OFF, Came, balances_ahead, expected_income, monthly_days

TODAY = date(2026, 3, 10)


def came(*days: date, payer: str = "Northwind", minor: int = 2_500_00) -> list[Came]:
    return [Came(payer, day, minor) for day in days]


def test_a_monthly_day_recurs_up_to_the_last_one_asked_for() -> None:
    assert list(monthly_days(date(2026, 11, 5), 5, date(2027, 1, 5))) == [
        date(2026, 11, 5), date(2026, 12, 5), date(2027, 1, 5)
    ]  # fmt: skip
    assert list(monthly_days(date(2026, 11, 5), 5, date(2026, 11, 4))) == []
    assert list(monthly_days(date(2026, 11, 5), 5, date(2026, 12, 4))) == [date(2026, 11, 5)]


def test_the_31st_is_the_last_day_of_a_shorter_month_and_comes_back() -> None:
    assert list(monthly_days(date(2026, 1, 31), 31, date(2026, 4, 30))) == [
        date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)
    ]  # fmt: skip


def test_income_is_expected_a_month_after_the_last_with_the_least_amount() -> None:
    payments = [
        Came("Northwind", date(2025, 12, 20), 2_600_00),
        Came("Northwind", date(2026, 1, 20), 2_400_00),
        Came("Northwind", date(2026, 2, 20), 2_500_00),
    ]
    assert expected_income(payments, TODAY) == (Came("Northwind", date(2026, 3, 20), 2_400_00),)


def test_only_the_last_three_months_count_in_whatever_order_they_are_told() -> None:
    days = [date(2026, 2, 20), date(2025, 12, 20), date(2025, 8, 3), date(2026, 1, 20)]
    assert expected_income(came(*days), TODAY) == (Came("Northwind", date(2026, 3, 20), 2_500_00),)
    early = [Came("Northwind", date(2025, 11, 20), 1), *came(*days[:2], days[3])]
    assert expected_income(early, TODAY)[0].amount_minor == 2_500_00


def test_two_months_are_no_habit() -> None:
    assert expected_income(came(date(2026, 1, 20), date(2026, 2, 20)), TODAY) == ()


@pytest.mark.parametrize("days_off", [-DAYS_OFF - 1, -DAYS_OFF, 0, DAYS_OFF, DAYS_OFF + 1])
def test_it_may_come_some_days_sooner_or_later(days_off: int) -> None:
    assert DAYS_OFF == 4
    days = (date(2025, 12, 15), date(2026, 1, 15), date(2026, 2, 15) + timedelta(days=days_off))
    assert bool(expected_income(came(*days), TODAY)) is (abs(days_off) <= DAYS_OFF)


def test_what_should_have_come_by_now_is_not_expected_and_today_still_is() -> None:
    days = (date(2025, 12, 10), date(2026, 1, 10), date(2026, 2, 10))
    assert [one.day for one in expected_income(came(*days), TODAY)] == [TODAY]
    assert expected_income(came(*days), TODAY + timedelta(days=1)) == ()


def test_months_on_keep_to_the_calendar() -> None:
    across_the_year = (date(2025, 10, 28), date(2025, 11, 28), date(2025, 12, 28))
    assert expected_income(came(*across_the_year), date(2026, 1, 1))[0].day == date(2026, 1, 28)
    at_the_end = (date(2025, 11, 30), date(2025, 12, 31), date(2026, 1, 31))
    assert expected_income(came(*at_the_end), date(2026, 2, 1))[0].day == date(2026, 2, 28)


def test_payers_are_apart_and_come_in_the_order_of_their_days_and_names() -> None:
    def monthly(payer: str, day: int) -> list[Came]:
        return came(date(2025, 12, day), date(2026, 1, day), date(2026, 2, day), payer=payer)

    found = expected_income([*monthly("Zed", 12), *monthly("Late", 25), *monthly("Abe", 12)], TODAY)
    assert [(one.payer, one.day.day) for one in found] == [("Abe", 12), ("Zed", 12), ("Late", 25)]


def test_the_balance_goes_on_from_today_by_what_moves_on_each_day() -> None:
    tomorrow, later = TODAY + timedelta(days=1), TODAY + timedelta(days=5)
    assert balances_ahead(100_00, [], TODAY) == ((TODAY, 100_00),)
    moves = [(later, 50_00), (tomorrow, -30_00), (tomorrow, -80_00), (TODAY, 5_00)]
    assert balances_ahead(100_00, moves, TODAY) == ((TODAY, 105_00), (tomorrow, -5_00), (later, 45_00))


def test_what_came_cannot_be_rewritten() -> None:
    with pytest.raises(AttributeError):
        came(TODAY)[0].amount_minor = 0  # type: ignore[misc]
