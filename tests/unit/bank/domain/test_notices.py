"""Each rule of what is worth noticing: what it finds, and what lies just beside that."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta

import pytest

from bank.domain import notices
from bank.domain.notices import NoticeKind, Seen, avoidable_fees, duplicates, price_rises, refunds, unusual

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
TODAY = NOON.date()
NUMBERS = iter(range(1, 1_000_000))


def seen(minor: int = -12_50, days: int = 0, minutes: float = 0, **fields: object) -> Seen:
    """A card payment at a shop, so many days ago and minutes after noon."""
    at = NOON - timedelta(days=days) + timedelta(minutes=minutes)
    plain = Seen(next(NUMBERS), 1, at, at.date(), minor, "EUR", "Corner Shop", "groceries", by_card=True)
    return replace(plain, **fields)  # type: ignore[arg-type]


def test_the_thresholds_are_these() -> None:
    assert timedelta(minutes=15) == notices.DUPLICATE_WITHIN
    assert (notices.DUPLICATE_DAYS, notices.PRICE_RISE_DAYS, notices.REFUND_DAYS) == (45, 70, 21)
    assert (notices.REFUND_OF_DAYS, notices.UNUSUAL_DAYS, notices.FEE_DAYS) == (90, 14, 30)
    assert (notices.PRICE_KNOWN_AFTER, notices.UNUSUAL_AMONG, notices.UNUSUAL_TIMES_MEDIAN) == (2, 8, 4)
    assert (notices.UNUSUAL_FROM_MINOR, notices.LOW_BALANCE_MINOR) == (100_00, 0)


def test_what_was_seen_and_found_cannot_be_rewritten() -> None:
    first, second = seen(), seen(minutes=1)
    (found,) = duplicates([first, second], TODAY)
    for thing, name in ((first, "amount_minor"), (found, "about")):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, name, None)


def test_a_transaction_has_no_fee_unless_it_is_said() -> None:
    assert (seen().fee_minor, seen().original_currency) == (0, None)


# Duplicates


def test_the_same_again_within_minutes_is_a_duplicate() -> None:
    first, second = seen(), seen(minutes=15)
    (found,) = duplicates([first, second], TODAY)
    assert (found.kind, found.about, found.others) == (NoticeKind.DUPLICATE, second, (first,))


@pytest.mark.parametrize(
    "other",
    [
        {"minutes": 15.1},
        {"minutes": 1, "minor": -12_51},
        {"minutes": 1, "account_id": 2},
        {"minutes": 1, "by_card": False},
        {"minutes": 1, "counterparty": "Another Shop"},
    ],
)
def test_what_is_not_the_same_is_no_duplicate(other: dict[str, object]) -> None:
    assert list(duplicates([seen(), seen(**other)], TODAY)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("minor", [0, 12_50])
def test_nothing_and_money_that_came_in_is_no_duplicate(minor: int) -> None:
    assert list(duplicates([seen(minor), seen(minor, minutes=1)], TODAY)) == []


def test_a_single_cent_can_be_paid_twice() -> None:
    assert len(list(duplicates([seen(-1), seen(-1, minutes=1)], TODAY))) == 1


def test_what_was_given_back_since_is_no_duplicate() -> None:
    pair = [seen(), seen(minutes=1)]
    assert list(duplicates([*pair, seen(12_50, minutes=2)], TODAY)) == []
    for beside in (
        seen(12_50, minutes=1),  # not since
        seen(12_49, minutes=2),
        seen(-12_50, minutes=60),
        seen(12_50, minutes=2, counterparty="Another Shop"),
    ):
        assert len(list(duplicates([*pair, beside], TODAY))) == 1, beside


@pytest.mark.parametrize(("days", "count"), [(45, 1), (46, 0), (0, 1), (-1, 0)])
def test_a_duplicate_is_told_for_some_weeks(days: int, count: int) -> None:
    assert len(list(duplicates([seen(days=days), seen(days=days, minutes=1)], TODAY))) == count


# Prices of subscriptions


def monthly(*minors: int, **fields: object) -> list[Seen]:
    """Payments for a subscription, the last one today."""
    last = len(minors) - 1
    told: dict[str, object] = {"category": "subscriptions", "counterparty": "Streamly", **fields}
    return [seen(minor, days=30 * (last - at), **told) for at, minor in enumerate(minors)]  # type: ignore[arg-type]


def test_a_higher_price_after_two_equal_ones_is_a_rise() -> None:
    payments = monthly(-9_99, -9_99, -12_99)
    (found,) = price_rises(payments, TODAY)
    assert (found.kind, found.about, found.before_minor) == (NoticeKind.PRICE_RISE, payments[2], -9_99)
    assert found.others == tuple(payments[:2])


@pytest.mark.parametrize(
    "minors",
    [
        (-9_99, -12_99),  # not known yet
        (-9_98, -9_99, -12_99),  # never the same
        (-9_99, -9_99, -9_99),
        (-12_99, -12_99, -9_99),  # cheaper
    ],
)
def test_other_prices_are_no_rise(minors: tuple[int, ...]) -> None:
    assert list(price_rises(monthly(*minors), TODAY)) == []


def test_the_first_payment_at_the_new_price_is_the_one_that_is_told() -> None:
    payments = monthly(-9_99, -9_99, -12_99, -12_99)
    (found,) = price_rises(payments, TODAY)
    assert found.about is payments[2]


def test_of_two_rises_the_newer_is_told() -> None:
    payments = monthly(-7_99, -7_99, -9_99, -9_99, -12_99)
    (found,) = price_rises(payments, TODAY)
    assert (found.about, found.before_minor) == (payments[4], -9_99)
    assert found.others == tuple(payments[2:4])


def test_a_rise_of_long_ago_is_not_told_and_hides_no_other_firm() -> None:
    old = monthly(-9_99, -9_99, *[-12_99] * 4)
    new = monthly(-4_99, -4_99, -5_99, counterparty="Newsly")
    assert [found.about.counterparty for found in price_rises([*old, *new], TODAY)] == ["Newsly"]


def test_an_older_rise_is_not_told_in_the_place_of_a_newer_that_is_too_old() -> None:
    payments = monthly(-7_99, -7_99, -9_99, -9_99, *[-12_99] * 4)
    assert list(price_rises(payments, TODAY)) == []


@pytest.mark.parametrize(("days", "count"), [(70, 1), (71, 0)])
def test_a_rise_is_told_for_some_weeks(days: int, count: int) -> None:
    assert len(list(price_rises(monthly(-9_99, -9_99, -12_99), TODAY + timedelta(days=days)))) == count


def test_only_subscriptions_that_were_paid_count() -> None:
    assert list(price_rises(monthly(-9_99, -9_99, -12_99, category="groceries"), TODAY)) == []
    given_back = monthly(-9_99, -9_99, 9_99, -12_99)
    assert len(list(price_rises(given_back, TODAY))) == 1
    assert list(price_rises(monthly(9_99, 9_99, 8_99), TODAY)) == []
    assert list(price_rises(monthly(0, 0, -9_99), TODAY)) == []


# Refunds


def test_money_back_for_a_purchase_of_that_amount_is_a_refund() -> None:
    first, bought, back = seen(days=20), seen(days=5), seen(12_50, days=1)
    (found,) = refunds([first, bought, back], TODAY)
    assert (found.kind, found.about, found.others) == (NoticeKind.REFUND, back, (bought,))


@pytest.mark.parametrize(
    "back",
    [
        seen(12_51),
        seen(12_50, by_card=False),
        seen(12_50, counterparty="Another Shop"),
        seen(12_50, days=6),  # before it was bought
        seen(-12_50),
    ],
)
def test_other_money_is_no_refund(back: Seen) -> None:
    assert list(refunds([seen(days=5), back], TODAY)) == []


def test_nothing_is_not_given_back_and_a_cent_is() -> None:
    assert list(refunds([seen(0, days=5), seen(0)], TODAY)) == []
    assert len(list(refunds([seen(-1, days=5), seen(1)], TODAY))) == 1


@pytest.mark.parametrize(("days", "count"), [(21, 1), (22, 0)])
def test_a_refund_is_told_for_some_weeks(days: int, count: int) -> None:
    assert len(list(refunds([seen(days=days + 1), seen(12_50, days=days)], TODAY))) == count


@pytest.mark.parametrize(("days", "count"), [(0, 1), (90, 1), (91, 0)])
def test_its_purchase_is_looked_for_some_months_back(days: int, count: int) -> None:
    assert len(list(refunds([seen(days=days), seen(12_50)], TODAY))) == count


# Unusual payments


def usual(minor: int, times: int = 8, **fields: object) -> list[Seen]:
    return [seen(minor, days=60 - at, **fields) for at in range(times)]  # type: ignore[arg-type]


def test_four_times_the_median_and_a_hundred_is_unusual() -> None:
    earlier = usual(-30_00)
    (found,) = unusual([*earlier, seen(-120_00)], TODAY)
    assert (found.kind, found.about.amount_minor) == (NoticeKind.UNUSUAL, -120_00)
    assert list(unusual([*earlier, seen(-119_99)], TODAY)) == []


def test_less_than_a_hundred_is_never_unusual() -> None:
    assert list(unusual([*usual(-1_00), seen(-99_99)], TODAY)) == []
    assert len(list(unusual([*usual(-1_00), seen(-100_00)], TODAY))) == 1


def test_it_must_be_more_than_ever_before() -> None:
    earlier = [*usual(-10_00, 7), *usual(-200_00, 1)]
    assert list(unusual([*earlier, seen(-200_00)], TODAY)) == []
    assert len(list(unusual([*earlier, seen(-200_01)], TODAY))) == 1


def test_eight_payments_must_be_known() -> None:
    assert list(unusual([*usual(-10_00, 7), seen(-500_00)], TODAY)) == []


@pytest.mark.parametrize(("days", "count"), [(14, 1), (15, 0)])
def test_an_unusual_payment_is_told_for_some_days(days: int, count: int) -> None:
    assert len(list(unusual([*usual(-10_00), seen(-500_00, days=days)], TODAY))) == count


def test_kinds_and_currencies_are_apart() -> None:
    assert list(unusual([*usual(-10_00), seen(-500_00, category="travel")], TODAY)) == []
    assert list(unusual([*usual(-10_00), seen(-500_00, currency="USD")], TODAY)) == []
    both = [*usual(-10_00, category="travel"), *usual(-10_00), seen(-500_00), seen(-600_00, category="travel")]
    assert len(list(unusual(both, TODAY))) == 2


def test_money_that_came_in_and_what_is_fixed_by_contract_do_not_count() -> None:
    assert list(unusual([*usual(10_00), seen(500_00)], TODAY)) == []
    assert list(unusual([*usual(0), seen(-500_00)], TODAY)) == []
    for category in notices.NEVER_UNUSUAL:
        assert list(unusual([*usual(-10_00, category=category), seen(-500_00, category=category)], TODAY)) == []


def test_those_that_are_too_old_hide_none_that_is_new() -> None:
    assert len(list(unusual([*usual(-10_00), seen(-500_00, days=20), seen(-900_00)], TODAY))) == 1


# Fees


def test_a_fee_for_a_currency_that_one_has_an_account_in_could_be_avoided() -> None:
    paid = seen(fee_minor=25, original_currency="USD")
    (found,) = avoidable_fees([paid], TODAY, frozenset({"USD", "EUR"}))
    assert (found.kind, found.about) == (NoticeKind.FEE, paid)
    assert list(avoidable_fees([paid], TODAY, frozenset({"EUR"}))) == []
    assert list(avoidable_fees([seen(original_currency="USD")], TODAY, frozenset({"USD"}))) == []


@pytest.mark.parametrize(("days", "count"), [(30, 1), (31, 0), (-1, 0)])
def test_a_fee_is_told_for_some_weeks(days: int, count: int) -> None:
    paid = seen(days=days, fee_minor=25, original_currency="USD")
    assert len(list(avoidable_fees([paid], TODAY, frozenset({"USD"})))) == count


def test_the_most_pressing_kind_comes_first() -> None:
    assert list(NoticeKind)[:2] == [NoticeKind.DUPLICATE, NoticeKind.LOW_BALANCE]
