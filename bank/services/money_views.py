"""What the services about a customer's own money give back, beside `bank.services.views`: frozen, nothing secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bank.domain.money import Money
from bank.domain.notices import NoticeKind
from bank.services.views import AccountView


@dataclass(frozen=True)
class DocumentLink:
    """A document that was made. `token` opens it until `expires_at`, for its own conversation alone."""

    token: str
    name: str
    size_bytes: int
    expires_at: datetime


@dataclass(frozen=True)
class DocumentFile:
    """A document as it is handed out; `name` is plain ASCII, fit for a file."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class AccountDetails:
    """`iban` is whole, in groups of four, for its own holder. `takes_payments`: whether others may pay into it."""

    account: AccountView
    holder: str
    iban: str
    bic: str
    bank: str
    takes_payments: bool


@dataclass(frozen=True)
class Spent:
    """What went out for one category or to one merchant, in `count` transactions; refunds are taken off."""

    id: str
    name: str
    amount: Money
    count: int


@dataclass(frozen=True)
class MonthSpent:
    """What went out in the month that begins on `first`."""

    first: date
    amount: Money


class ComingKind(StrEnum):
    """Why money is going to move."""

    STANDING_ORDER = "standing_order"
    DIRECT_DEBIT = "direct_debit"
    CARD_BILL = "card_bill"
    INSTALMENT = "instalment"
    SCHEDULED = "scheduled"
    INCOME = "income"


@dataclass(frozen=True)
class Coming:
    """One thing that is going to move on `account_id`; `amount` is negative for money out.

    `is_estimate`: of a direct debit or of income only the usual amount is known.
    """

    kind: ComingKind
    day: date
    name: str
    amount: Money
    account_id: int
    is_estimate: bool


@dataclass(frozen=True)
class Ahead:
    """What is coming until `until`, by day; and the main account's balance day by day, beginning today.

    `path`: the available balance without the overdraft, after all of a day. `lowest`: the least of it.
    """

    until: date
    items: tuple[Coming, ...]
    account: AccountView
    path: tuple[tuple[date, Money], ...]
    lowest: tuple[date, Money]


@dataclass(frozen=True)
class Notice:
    """Something worth a customer's notice. `key` is the same whenever it is found again.

    `counterparty`: whom it is about. `before`: the old price. `fee`: what could be avoided. `account`: by which.
    """

    key: str
    kind: NoticeKind
    day: date
    amount: Money
    counterparty: str
    transaction_ids: tuple[int, ...] = ()
    before: Money | None = None
    account: str | None = None
