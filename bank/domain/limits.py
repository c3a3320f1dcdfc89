"""Every limit of the bank, in one place. Times are in seconds or timedelta, amounts in minor units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class PaymentLimits:
    """What one customer may send in one currency, in its minor units."""

    per_payment_minor: int
    per_day_minor: int


# A currency that is not here cannot be sent. Own transfers are limited by the balance alone.
PAYMENT_LIMITS: Mapping[str, PaymentLimits] = {
    "EUR": PaymentLimits(per_payment_minor=10_000_00, per_day_minor=20_000_00),
    "GBP": PaymentLimits(per_payment_minor=10_000_00, per_day_minor=20_000_00),
    "USD": PaymentLimits(per_payment_minor=10_000_00, per_day_minor=20_000_00),
    "CHF": PaymentLimits(per_payment_minor=10_000_00, per_day_minor=20_000_00),
    "JPY": PaymentLimits(per_payment_minor=1_500_000, per_day_minor=3_000_000),
}

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
