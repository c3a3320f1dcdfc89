"""What a payment may be: limits of one, of a day and to somebody new; the set of rules that holds on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bank.domain import errors
from bank.domain.money import Money
from bank.domain.payment_errors import OverNewPayeeLimit
from bank.domain.payment_rules import PaymentLimits, PaymentRules, RuleBook

RULES = PaymentRules(
    since=date(2024, 1, 1),
    cut_off=time(16),
    new_payee_time=timedelta(hours=24),
    limits={"EUR": PaymentLimits(per_payment_minor=100_00, per_day_minor=250_00, new_payee_minor=30_00)},
)
LATER = PaymentRules(date(2026, 3, 10), time(17, 30), timedelta(0), {})
NOTHING = Money(0, "EUR")


def euros(text: str) -> Money:
    return Money.parse(text, "EUR")


def test_one_payment_is_limited() -> None:
    RULES.check_amount(euros("100"), NOTHING)
    with pytest.raises(errors.AbsurdAmount) as refused:
        RULES.check_amount(euros("100.01"), NOTHING)
    assert refused.value.facts == {"amount": euros("100.01"), "limit": euros("100")}


def test_the_payments_of_a_day_are_limited() -> None:
    RULES.check_amount(euros("5"), euros("245"))
    with pytest.raises(errors.OverDayLimit) as refused:
        RULES.check_amount(euros("5.01"), euros("245"))
    assert refused.value.facts == {"amount": euros("5.01"), "limit": euros("250"), "left": euros("5")}


def test_a_currency_without_limits_is_not_sent() -> None:
    with pytest.raises(errors.CurrencyNotSent) as refused:
        RULES.check_amount(Money(1, "XYZ"), Money(0, "XYZ"))
    assert refused.value.facts == {"currency": "XYZ"}
    with pytest.raises(errors.CurrencyNotSent):
        RULES.check_new_payee("Mia", Money(1, "XYZ"), Money(0, "XYZ"), datetime(2026, 3, 11, 9, tzinfo=UTC))


def test_a_payee_is_new_for_so_many_hours() -> None:
    assert RULES.new_until(datetime(2026, 3, 10, 9, tzinfo=UTC)) == datetime(2026, 3, 11, 9, tzinfo=UTC)


def test_little_goes_to_a_new_payee_and_the_refusal_says_how_much_and_until_when() -> None:
    until = datetime(2026, 7, 11, 9, 5, tzinfo=UTC)
    RULES.check_new_payee("Mia", euros("10"), euros("20"), until)
    with pytest.raises(OverNewPayeeLimit) as refused:
        RULES.check_new_payee("Mia", euros("10.01"), euros("20"), until)
    assert refused.value.facts == {
        "payee": "Mia",
        "amount": euros("10.01"),
        "limit": euros("30"),
        "left": euros("10"),
        "until": "10:05",  # summer time
        "until_day": date(2026, 7, 11),
        "free_from": date(2026, 7, 12),
    }


def test_never_less_than_nothing_is_left_for_a_new_payee() -> None:
    with pytest.raises(OverNewPayeeLimit) as refused:
        RULES.check_new_payee("Mia", euros("1"), euros("40"), datetime(2026, 3, 11, tzinfo=UTC))
    assert refused.value.facts["left"] == NOTHING
    # It ends at midnight: that day is free from its first moment.
    assert refused.value.facts["free_from"] == date(2026, 3, 11)


def test_rules_hold_from_their_day_until_the_next_ones_do() -> None:
    book = RuleBook((RULES, LATER))
    assert book.on(date(2026, 3, 9)) is RULES
    assert book.on(date(2026, 3, 10)) is LATER
    assert book.on(date(2030, 1, 1)) is LATER
    assert book.on(date(2020, 1, 1)) is RULES
