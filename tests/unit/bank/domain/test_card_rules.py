"""What a card may do: the first thing against a payment is the reason that its holder hears."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bank.domain.card_rules import CardLimit, CardPayment, CardTerms, CardUse, PaymentWay, decline_reason, most_minor
from bank.domain.cards import CardKind, CardState
from bank.domain.limits import CONTACTLESS_MINOR

TODAY = date(2026, 3, 10)
CARD = CardTerms(
    state=CardState.ACTIVE,
    expires_on=date(2028, 1, 31),
    awaits_activation=False,
    uses=frozenset(CardUse),
    cash_day_minor=300_00,
    payments_day_minor=1_000_00,
)
PAYMENT = CardPayment(
    amount_minor=40_00, way=PaymentWay.CHIP, country="IE", on=TODAY, spent_minor=0, available_minor=2_000_00
)


def without(use: CardUse) -> CardTerms:
    return replace(CARD, uses=CARD.uses - {use})


@pytest.mark.parametrize("way", list(PaymentWay))
@pytest.mark.parametrize("country", ["IE", "ES", "US"])
def test_a_card_in_use_pays_in_every_way_everywhere(way: PaymentWay, country: str) -> None:
    assert decline_reason(CARD, replace(PAYMENT, way=way, country=country)) is None


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        (replace(CARD, state=CardState.BLOCKED), "card_blocked"),
        (replace(CARD, state=CardState.EXPIRED), "card_expired"),
        (replace(CARD, expires_on=TODAY - timedelta(days=1)), "card_expired"),
        (replace(CARD, awaits_activation=True), "not_activated"),
        (replace(CARD, state=CardState.FROZEN), "card_frozen"),
    ],
)
def test_a_card_that_does_not_work_declines_before_anything_else(card: CardTerms, reason: str) -> None:
    assert decline_reason(card, PAYMENT) == reason
    assert decline_reason(replace(card, uses=frozenset()), replace(PAYMENT, amount_minor=9_999_99)) == reason


def test_a_card_works_on_its_last_day() -> None:
    assert decline_reason(replace(CARD, expires_on=TODAY), PAYMENT) is None


def test_online_payments_need_their_switch_and_no_other() -> None:
    online = replace(PAYMENT, way=PaymentWay.ONLINE, country="US")
    assert decline_reason(without(CardUse.ONLINE), online) == "online_off"
    assert decline_reason(replace(CARD, uses=frozenset({CardUse.ONLINE})), online) is None


@pytest.mark.parametrize("way", [PaymentWay.CHIP, PaymentWay.CONTACTLESS, PaymentWay.CASH])
def test_a_card_that_stays_at_home_declines_abroad(way: PaymentWay) -> None:
    card = without(CardUse.ABROAD)
    assert decline_reason(card, replace(PAYMENT, way=way, country="ES")) == "abroad_off"
    assert decline_reason(card, replace(PAYMENT, way=way)) is None


def test_a_journey_opens_its_country_on_its_days_the_first_and_the_last_included() -> None:
    since, until = TODAY, TODAY + timedelta(days=3)
    card = replace(without(CardUse.ABROAD), travels=(("ES", since, until),))
    for day, reason in (
        (since - timedelta(days=1), "abroad_off"),
        (since, None),
        (until, None),
        (until + timedelta(days=1), "abroad_off"),
    ):
        assert decline_reason(card, replace(PAYMENT, country="ES", on=day)) == reason
    assert decline_reason(card, replace(PAYMENT, country="PT")) == "abroad_off"


def test_tapping_needs_its_switch_and_ends_at_its_limit() -> None:
    tapped = replace(PAYMENT, way=PaymentWay.CONTACTLESS, amount_minor=CONTACTLESS_MINOR)
    assert decline_reason(CARD, tapped) is None
    assert decline_reason(CARD, replace(tapped, amount_minor=CONTACTLESS_MINOR + 1)) == "contactless_limit"
    assert decline_reason(without(CardUse.CONTACTLESS), tapped) == "contactless_off"
    assert decline_reason(without(CardUse.CONTACTLESS), replace(tapped, way=PaymentWay.CHIP)) is None


@pytest.mark.parametrize(
    ("way", "limit", "reason"),
    [(PaymentWay.CASH, 300_00, "over_cash_limit"), (PaymentWay.CHIP, 1_000_00, "over_card_limit")],
)
def test_a_limit_counts_all_of_the_day_and_may_be_met_exactly(way: PaymentWay, limit: int, reason: str) -> None:
    payment = replace(PAYMENT, way=way, spent_minor=limit - 40_00)
    assert decline_reason(CARD, payment) is None
    assert decline_reason(CARD, replace(payment, amount_minor=40_01)) == reason


def test_a_limit_of_nought_lets_nothing_through() -> None:
    assert decline_reason(replace(CARD, payments_day_minor=0), replace(PAYMENT, amount_minor=1)) == "over_card_limit"


def test_what_is_not_there_cannot_be_paid() -> None:
    assert decline_reason(CARD, replace(PAYMENT, available_minor=40_00)) is None
    assert decline_reason(CARD, replace(PAYMENT, available_minor=39_99)) == "insufficient_funds"


@pytest.mark.parametrize(
    ("kind", "limit", "most"),
    [
        (CardKind.DEBIT, CardLimit.CASH, 1_000_00),
        (CardKind.CREDIT, CardLimit.CASH, 500_00),
        (CardKind.DEBIT, CardLimit.PAYMENTS, 5_000_00),
        (CardKind.CREDIT, CardLimit.PAYMENTS, 5_000_00),
    ],
)
def test_the_highest_limits_are_those_of_the_articles(kind: CardKind, limit: CardLimit, most: int) -> None:
    assert most_minor(kind, limit) == most
