"""The limits are what the articles and the regulators say; a change here is a decision, not a slip."""

from __future__ import annotations

from datetime import date, timedelta

from bank.domain import limits


def test_a_code_has_six_digits_lives_five_minutes_and_is_sent_five_times_at_most() -> None:
    # PSD2 RTS, article 4: at most five minutes without activity.
    assert timedelta(minutes=5) == limits.CODE_LIFETIME
    assert (limits.CODE_LENGTH, limits.CODES_PER_ORDER) == (6, 5)


def test_who_enters_five_wrong_codes_waits_half_an_hour() -> None:
    # PSD2 RTS, article 4: at most five wrong tries.
    assert (5, timedelta(minutes=30)) == (limits.CODE_TRIES, limits.CODE_LOCK)


def test_sessions_end_after_a_quarter_of_an_hour_or_a_working_day() -> None:
    assert timedelta(minutes=15) == limits.SESSION_IDLE
    assert timedelta(hours=8) == limits.SESSION_ABSOLUTE
    assert timedelta(minutes=1) == limits.SESSION_TOUCH_EVERY


def test_sign_in_is_locked_after_five_tries_for_a_quarter_of_an_hour() -> None:
    assert (5, timedelta(minutes=15)) == (limits.SIGN_IN_TRIES, limits.SIGN_IN_LOCK)


def test_references_and_names_fit_a_sepa_message() -> None:
    assert (limits.REFERENCE_LENGTH, limits.NAME_LENGTH) == (140, 70)
    assert timedelta(days=365) == limits.SCHEDULE_HORIZON


def test_a_loan_is_for_a_thousand_to_fifty_thousand_euros_over_one_to_seven_years() -> None:
    assert (limits.LOAN_SUM_MINOR, limits.LOAN_MONTHS) == ((1_000_00, 50_000_00), (12, 7 * 12))


def test_a_mortgage_is_for_fifty_thousand_to_two_million_euros_over_five_to_thirty_five_years() -> None:
    assert limits.MORTGAGE_SUM_MINOR == (50_000_00, 2_000_000_00)
    assert limits.MORTGAGE_MONTHS == (5 * 12, 35 * 12)
    assert limits.MORTGAGE_EXTRA_PER_CENT == 5


def test_no_calculation_goes_beyond_fifty_years_ten_million_or_thirty_per_cent() -> None:
    assert limits.LONGEST_TERM_MONTHS == 50 * 12
    assert limits.CALCULATOR_MOST_MINOR == 10_000_000_00
    assert limits.CALCULATOR_MOST_BASIS_POINTS == 30_00
    assert limits.AFFORDABLE_SHARE_PER_CENT == 35


def test_an_overdraft_is_twice_the_income_of_three_months_in_steps_of_a_hundred_from_500_to_5000() -> None:
    assert (limits.OVERDRAFT_MINOR, limits.OVERDRAFT_STEP_MINOR) == ((500_00, 5_000_00), 100_00)
    assert (limits.OVERDRAFT_INCOMES, limits.OVERDRAFT_INCOME_MONTHS) == (2, 3)


def test_the_sum_of_an_early_repayment_holds_for_a_week() -> None:
    assert timedelta(days=limits.REPAYMENT_QUOTE_DAYS) == timedelta(weeks=1)


def test_an_appointment_takes_three_quarters_of_its_hour_and_is_changed_until_two_hours_before() -> None:
    assert (limits.APPOINTMENT_MINUTES, limits.APPOINTMENT_EVERY_MINUTES) == (45, 60)
    assert timedelta(hours=2) == limits.APPOINTMENT_NOTICE


def test_three_appointments_stand_at_most_within_sixty_days() -> None:
    assert (limits.APPOINTMENTS_AHEAD, limits.APPOINTMENT_HORIZON_DAYS) == (3, 60)


def test_a_statement_covers_a_leap_year_at_most() -> None:
    assert timedelta(days=limits.STATEMENT_DAYS) == date(2025, 1, 1) - date(2024, 1, 1)
    assert limits.DOCUMENT_LINES == 5_000


def test_a_document_can_be_fetched_for_ten_minutes() -> None:
    assert timedelta(minutes=10) == limits.DOCUMENT_LIFETIME


def test_what_is_listed_is_listed_in_parts() -> None:
    listed = (limits.TRANSACTIONS_PER_PAGE, limits.MERCHANTS_LISTED, limits.PLACES_PER_ANSWER)
    assert listed == (100, 300, 20)
    assert limits.NOTIFICATIONS_LISTED == 5


def test_a_product_is_asked_for_once_in_thirty_days_and_answered_in_two_working_days() -> None:
    assert timedelta(days=30) == limits.SAME_REQUEST_WITHIN
    assert limits.PRODUCT_ANSWER_WORKING_DAYS == 2


def test_a_bill_is_told_of_three_days_before_and_no_alert_is_about_more_than_a_hundred_thousand() -> None:
    assert (limits.ALERT_BILL_DAYS, limits.ALERT_MOST_MINOR) == (3, 100_000_00)


def test_addresses_fit_where_they_are_sent_to() -> None:
    # RFC 5321: a path has 256 characters at most, two of which are its brackets.
    assert 256 - len("<>") == limits.EMAIL_LENGTH
    assert limits.ADDRESS_LENGTH == 140


def test_one_looks_thirty_days_ahead_or_a_leap_year_at_most() -> None:
    assert timedelta(days=30) == limits.LOOK_AHEAD == limits.NOTICE_HORIZON
    assert timedelta(days=366) == limits.LOOK_AHEAD_LONGEST


def test_nobody_is_told_two_things_unasked_on_one_day() -> None:
    assert timedelta(hours=20) == limits.NOTICE_REST
    assert timedelta(days=200) == limits.NOTICE_HISTORY


def test_a_card_pays_up_to_its_kinds_limits_of_a_day() -> None:
    assert limits.CARD_CASH_DAY_MINOR == {"debit": 1_000_00, "credit": 500_00}
    assert limits.CARD_PAYMENTS_DAY_MINOR == 5_000_00


def test_tapping_pays_fifty_euros_at_most() -> None:
    # PSD2 RTS, article 11: no strong authentication up to 50 EUR.
    assert limits.CONTACTLESS_MINOR == 50_00


def test_a_pin_has_four_digits_three_tries_and_ten_minutes_to_be_chosen() -> None:
    # ISO 9564-1: four digits at least.
    assert (limits.PIN_LENGTH, limits.PIN_TRIES) == (4, 3)
    assert timedelta(minutes=10) == limits.PIN_CHOICE_TIME


def test_a_new_card_is_in_the_post_for_two_to_seven_working_days_and_lives_four_years() -> None:
    assert (limits.NEW_CARD_EARLIEST_WORKING_DAYS, limits.NEW_CARD_WORKING_DAYS) == (2, 7)
    assert limits.CARD_YEARS == 4


def test_a_journey_lasts_half_a_year_at_most_and_is_told_of_within_the_year_before() -> None:
    assert (limits.TRAVEL_DAYS, limits.TRAVEL_AHEAD_DAYS, limits.TRAVEL_COUNTRIES) == (183, 365, 8)


def test_who_charged_a_card_in_two_months_is_likely_to_do_so_again() -> None:
    assert limits.SUBSCRIPTION_DAYS == 31 + 31


def test_a_complaint_is_answered_within_fifteen_working_days() -> None:
    # PSD2, article 101.
    assert limits.COMPLAINT_ANSWER_WORKING_DAYS == 15


def test_fraud_is_answered_on_the_next_working_day_and_a_dispute_in_ten() -> None:
    assert (limits.FRAUD_ANSWER_WORKING_DAYS, limits.DISPUTE_ANSWER_WORKING_DAYS) == (1, 10)


def test_a_case_is_told_in_two_thousand_characters_and_not_opened_twice_in_a_day() -> None:
    assert limits.CASE_TEXT_LENGTH == 2_000
    assert timedelta(days=1) == limits.SAME_CASE_WITHIN


def test_a_charge_is_disputed_and_a_payment_called_back_for_thirteen_months() -> None:
    # PSD2, article 71: thirteen months after the debit.
    thirteen_months = date(2027, 1, 31) - date(2026, 1, 1)
    assert timedelta(days=limits.DISPUTE_DAYS) == limits.RECALL_WITHIN == thirteen_months
    assert limits.RECALL_ANSWER_WORKING_DAYS == 15


def test_a_direct_debit_is_refunded_for_eight_weeks() -> None:
    # PSD2, article 77.
    assert timedelta(weeks=8) == limits.DIRECT_DEBIT_REFUND


def test_a_standing_order_is_tried_on_two_more_days_and_rests_for_half_a_year_at_most() -> None:
    assert limits.STANDING_ORDER_RETRIES == 2
    assert timedelta(days=183) == limits.STANDING_ORDER_PAUSE


def test_an_exchange_rate_holds_for_a_minute_and_costs_six_tenths_of_a_per_cent() -> None:
    assert timedelta(minutes=1) == limits.EXCHANGE_QUOTE_LIFETIME
    assert limits.EXCHANGE_MARGIN_BASIS_POINTS == 60


def test_a_payee_is_held_to_be_new_for_thirty_days_at_most() -> None:
    assert timedelta(days=30) == limits.LONGEST_NEW_PAYEE_TIME
