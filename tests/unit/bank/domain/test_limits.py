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


def test_references_and_names_fit_a_sepa_message() -> None:
    assert (limits.REFERENCE_LENGTH, limits.NAME_LENGTH) == (140, 70)
    assert timedelta(days=365) == limits.SCHEDULE_HORIZON


def test_borrowing_and_calculating_keep_to_what_the_articles_say() -> None:
    assert (limits.LOAN_SUM_MINOR, limits.LOAN_MONTHS) == ((1_000_00, 50_000_00), (12, 84))
    assert limits.MORTGAGE_SUM_MINOR[0] == 50_000_00
    assert limits.MORTGAGE_EXTRA_PER_CENT == 5
    assert limits.OVERDRAFT_MINOR == (500_00, 5_000_00)
    assert limits.LOAN_MONTHS[1] < limits.MORTGAGE_MONTHS[1] < limits.LONGEST_TERM_MONTHS


def test_an_appointment_fits_its_hour_and_is_changed_until_two_hours_before() -> None:
    assert limits.APPOINTMENT_MINUTES <= limits.APPOINTMENT_EVERY_MINUTES
    assert timedelta(hours=2) == limits.APPOINTMENT_NOTICE
