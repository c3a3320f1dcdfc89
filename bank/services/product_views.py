"""What the services about products, borrowing and keeping in touch give back: frozen, nothing secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bank.domain.accounts import AccountKind
from bank.domain.alerts import AlertKind
from bank.domain.appointments import Topic
from bank.domain.money import Money
from bank.domain.tariff import Per


@dataclass(frozen=True)
class PriceView:
    """A rate or fee as it is on a day. One of `basis_points` and `amount` is set; `least` and `most` bound a rate.

    `changes_on`, `next_*`: what is known of it to come.
    """

    id: str
    subject: str
    title: str
    per: Per
    since: date
    basis_points: int | None
    amount: Money | None
    least: Money | None
    most: Money | None
    note: str
    changes_on: date | None = None
    next_basis_points: int | None = None
    next_amount: Money | None = None


@dataclass(frozen=True)
class ProductView:
    """Something that can be opened, with what it takes to open and to close it."""

    id: str
    name: str
    to_open: tuple[str, ...]
    to_close: tuple[str, ...]


@dataclass(frozen=True)
class LoanView:
    """A loan or mortgage. `ends_on`: the last instalment, if it goes on as it is; None if it never ends so."""

    account_id: int
    kind: AccountKind
    name: str
    digits: str
    lent: Money
    owed: Money
    rate_basis_points: int
    instalment: Money
    next_on: date | None
    instalments_left: int | None
    ends_on: date | None


@dataclass(frozen=True)
class RepaymentQuote:
    """What paying back `repaid` comes to if it is paid by `pay_by`; `saved`: interest that is then not paid later."""

    account_name: str
    repaid: Money
    interest: Money
    fee: Money
    total: Money
    saved: Money
    pay_by: date
    is_whole: bool


@dataclass(frozen=True)
class OverdraftView:
    """An account's overdraft. `possible`: the highest limit with what comes in each month."""

    account_id: int
    name: str
    digits: str
    limit: Money
    used: Money
    left: Money
    possible: Money


@dataclass(frozen=True)
class ContactView:
    """Where a customer is reached, masked as `bank.domain.contact` says; None where nothing is known."""

    email: str | None
    phone: str | None
    address: str | None


@dataclass(frozen=True)
class AlertView:
    """An alert that is set; `threshold` for those about an amount."""

    id: int
    kind: AlertKind
    name: str
    threshold: Money | None


@dataclass(frozen=True)
class NotificationView:
    """What an alert has told: `facts` by the kind, with money as text like "85.20 EUR" and days as ISO dates."""

    kind: AlertKind
    facts: Mapping[str, str]
    at: datetime


@dataclass(frozen=True)
class AppointmentView:
    """An appointment that stands; `starts_at` is in the bank's time zone."""

    id: int
    branch_id: int
    branch: str
    address: str
    adviser: str
    topic: Topic
    topic_name: str
    starts_at: datetime
