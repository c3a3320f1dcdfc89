"""The bank's limits, in one place. Times are in seconds or timedelta, amounts in minor units.

Those that a bank changes from one day to another are not here but in data/payments.yml and data/tariff.yml.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

# The currencies that the bank keeps accounts in. What may be sent of each, and until when, stands in data/payments.yml.
CURRENCIES = ("EUR", "GBP", "USD", "CHF", "JPY")
# Longer than that, a payee cannot be held to be new.
LONGEST_NEW_PAYEE_TIME = timedelta(days=30)

SCHEDULE_HORIZON = timedelta(days=365)
REFERENCE_LENGTH = 140
NAME_LENGTH = 70

SESSION_IDLE = timedelta(minutes=15)
SESSION_ABSOLUTE = timedelta(hours=8)
# How often at most a session in use is written down again.
SESSION_TOUCH_EVERY = timedelta(minutes=1)

SIGN_IN_TRIES = 5
SIGN_IN_LOCK = timedelta(minutes=15)

CODE_LENGTH = 6
CODE_LIFETIME = timedelta(minutes=5)
CODE_TRIES = 5
# Wrong tries of one customer are counted together over this time, whichever order they were for.
CODE_LOCK = timedelta(minutes=30)
CODES_PER_ORDER = 5

TRANSACTIONS_PER_PAGE = 100
MERCHANTS_LISTED = 300
PLACES_PER_ANSWER = 20

DOCUMENT_LIFETIME = timedelta(minutes=10)
# The longest time that one statement covers: a leap year.
STATEMENT_DAYS = 366
# Lines of one document; what is longer is asked for in parts.
DOCUMENT_LINES = 5_000

# Borrowing, as the articles say; the calculators and the overdraft keep to them.
LOAN_SUM_MINOR = (1_000_00, 50_000_00)
LOAN_MONTHS = (12, 84)
MORTGAGE_SUM_MINOR = (50_000_00, 2_000_000_00)
MORTGAGE_MONTHS = (60, 420)
# Where a calculation gives up: no debt or saving is planned for longer.
LONGEST_TERM_MONTHS = 600
CALCULATOR_MOST_MINOR = 10_000_000_00
CALCULATOR_MOST_BASIS_POINTS = 3_000
# Of a month's income, at most so much may go to loans.
AFFORDABLE_SHARE_PER_CENT = 35
MORTGAGE_EXTRA_PER_CENT = 5
# For how many days the sum of an early repayment holds.
REPAYMENT_QUOTE_DAYS = 7
OVERDRAFT_MINOR = (500_00, 5_000_00)
OVERDRAFT_STEP_MINOR = 100_00
# A limit may be so many times what comes in in an average month of the last three.
OVERDRAFT_INCOMES = 2
OVERDRAFT_INCOME_MONTHS = 3

APPOINTMENT_MINUTES = 45
APPOINTMENT_EVERY_MINUTES = 60
APPOINTMENT_HORIZON_DAYS = 60
# How long before it at the latest one is booked, moved or cancelled.
APPOINTMENT_NOTICE = timedelta(hours=2)
APPOINTMENTS_AHEAD = 3

# By when a colleague is in touch about a product that was asked for.
PRODUCT_ANSWER_WORKING_DAYS = 2
# The same is not asked for twice within this time.
SAME_REQUEST_WITHIN = timedelta(days=30)

ALERT_MOST_MINOR = 100_000_00
# How many days before it is due a bill is told of.
ALERT_BILL_DAYS = 3
# What is longer ago is found by no alert any more: it would be news of last week.
ALERT_LOOKS_BACK = timedelta(days=7)
# Of a customer's inbox, shown at once.
NOTIFICATIONS_LISTED = 5
EMAIL_LENGTH = 254
ADDRESS_LENGTH = 140

# Looking ahead, where no time is named; and for a balance that is going to be low.
LOOK_AHEAD = timedelta(days=30)
LOOK_AHEAD_LONGEST = timedelta(days=366)
NOTICE_HORIZON = timedelta(days=30)
# How far back what is usual is looked for.
NOTICE_HISTORY = timedelta(days=200)
# Nobody is told two things unasked within this time.
NOTICE_REST = timedelta(hours=20)

# What a card's holder may set for a day: cash from machines, payments; by kind of card.
CARD_CASH_DAY_MINOR: Mapping[str, int] = {"debit": 1_000_00, "credit": 500_00}
CARD_PAYMENTS_DAY_MINOR = 5_000_00
# Of one payment by tapping, without the PIN.
CONTACTLESS_MINOR = 50_00
PIN_LENGTH = 4
# The third wrong one in a row blocks it.
PIN_TRIES = 3
# After its code was taken, a new PIN is chosen within this time.
PIN_CHOICE_TIME = timedelta(minutes=10)
NEW_CARD_WORKING_DAYS = 7
# No letter comes sooner, so no card that was ordered later can be in its holder's hands.
NEW_CARD_EARLIEST_WORKING_DAYS = 2
# A journey that is announced: how long it may be, how far ahead, and to how many countries.
TRAVEL_DAYS = 183
TRAVEL_AHEAD_DAYS = 365
TRAVEL_COUNTRIES = 8
CARD_YEARS = 4
# Who has charged a card within this time is likely to charge it again.
SUBSCRIPTION_DAYS = 62

# What is told in a case.
CASE_TEXT_LENGTH = 2_000
# The same kind of case is not opened twice in one conversation within this time.
SAME_CASE_WITHIN = timedelta(hours=24)
FRAUD_ANSWER_WORKING_DAYS = 1
COMPLAINT_ANSWER_WORKING_DAYS = 15
DISPUTE_ANSWER_WORKING_DAYS = 10
# A charge can be disputed for thirteen months.
DISPUTE_DAYS = 395

STANDING_ORDER_PAUSE = timedelta(days=183)
# A standing order that finds too little money is tried again on so many working days.
STANDING_ORDER_RETRIES = 2
DIRECT_DEBIT_REFUND = timedelta(weeks=8)
RECALL_WITHIN = timedelta(days=395)
RECALL_ANSWER_WORKING_DAYS = 15
# What the bank takes of the currency that is bought.
EXCHANGE_MARGIN_BASIS_POINTS = 60
EXCHANGE_QUOTE_LIFETIME = timedelta(seconds=60)
