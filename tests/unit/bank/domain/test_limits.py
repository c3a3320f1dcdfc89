"""The limits are what the articles and the regulators say; a change here is a decision, not a slip."""

from __future__ import annotations

from datetime import timedelta

from bank.domain import limits


def test_codes_are_short_lived_and_few() -> None:
    # PSD2 RTS, article 4: at most five wrong tries, and at most five minutes without activity.
    assert limits.CODE_TRIES <= 5
    assert timedelta(minutes=5) >= limits.CODE_LIFETIME
    assert limits.CODE_LIFETIME < limits.CODE_LOCK
    assert limits.CODE_LENGTH == 6


def test_sessions_end_after_a_quarter_of_an_hour_or_a_working_day() -> None:
    assert timedelta(minutes=15) == limits.SESSION_IDLE
    assert timedelta(hours=8) == limits.SESSION_ABSOLUTE
    assert limits.SESSION_TOUCH_EVERY < limits.SESSION_IDLE / 10


def test_sign_in_is_locked_after_five_tries_for_a_quarter_of_an_hour() -> None:
    assert (5, timedelta(minutes=15)) == (limits.SIGN_IN_TRIES, limits.SIGN_IN_LOCK)


def test_a_day_allows_at_least_one_payment_of_the_largest_size() -> None:
    for of_currency in limits.PAYMENT_LIMITS.values():
        assert 0 < of_currency.per_payment_minor <= of_currency.per_day_minor
    assert limits.PAYMENT_LIMITS["EUR"] == limits.PaymentLimits(10_000_00, 20_000_00)


def test_references_and_names_fit_a_sepa_message() -> None:
    assert (limits.REFERENCE_LENGTH, limits.NAME_LENGTH) == (140, 70)
    assert timedelta(days=365) == limits.SCHEDULE_HORIZON
