"""What the bank lets a payment be, as it changes over the years: cut-off time, limits, new payees.

The figures stand in data/payments.yml (`bank.store.payment_rules` reads it), each set with the day from which it holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bank.domain.clock import BANK_TIME_ZONE, start_of_day
from bank.domain.errors import AbsurdAmount, CurrencyNotSent, OverDayLimit
from bank.domain.money import Money
from bank.domain.payment_errors import OverNewPayeeLimit


@dataclass(frozen=True)
class PaymentLimits:
    """What one customer may send in one currency, in its minor units; `new_payee_minor` while a payee is new."""

    per_payment_minor: int
    per_day_minor: int
    new_payee_minor: int


@dataclass(frozen=True)
class PaymentRules:
    """One set of rules. A currency that is not in `limits` cannot be sent. Own transfers are limited by no rule."""

    since: date
    cut_off: time
    new_payee_time: timedelta
    limits: Mapping[str, PaymentLimits]

    def check_amount(self, amount: Money, sent_that_day: Money) -> None:
        """Refuse a payment over the limit of one payment, or of the day it is for."""
        limits = self._limits(amount.currency)
        largest = Money(limits.per_payment_minor, amount.currency)
        if amount > largest:
            raise AbsurdAmount(amount, largest)
        of_the_day = Money(limits.per_day_minor, amount.currency)
        if sent_that_day + amount > of_the_day:
            raise OverDayLimit(amount, of_the_day, of_the_day - sent_that_day)

    def new_until(self, known_since: datetime) -> datetime:
        """The moment until which a payee is new. In UTC, so that no clock change makes it shorter."""
        return known_since + self.new_payee_time

    def check_new_payee(self, payee: str, amount: Money, sent: Money, until: datetime) -> None:
        """Refuse what, with all that was `sent` to a new payee, is over the limit for one."""
        limit = Money(self._limits(amount.currency).new_payee_minor, amount.currency)
        if sent + amount > limit:
            left = max(limit - sent, Money(0, amount.currency))
            raise OverNewPayeeLimit(
                payee, amount, limit, left, until.astimezone(BANK_TIME_ZONE), _first_free_day(until)
            )

    def _limits(self, currency: str) -> PaymentLimits:
        if currency not in self.limits:
            raise CurrencyNotSent(currency)
        return self.limits[currency]


@dataclass(frozen=True)
class RuleBook:
    """All sets of rules, the oldest first. The first also holds for the time before it."""

    sets: tuple[PaymentRules, ...]

    def on(self, day: date) -> PaymentRules:
        """The rules that hold on the day."""
        held = self.sets[0]
        for following in self.sets[1:]:
            if following.since <= day:
                held = following
        return held


def _first_free_day(until: datetime) -> date:
    """The first day of which no moment lies before `until`."""
    day = until.astimezone(BANK_TIME_ZONE).date()
    return day if start_of_day(day) >= until else day + timedelta(days=1)
