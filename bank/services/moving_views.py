"""What the services give back about planned and regular payments, returns, recalls and exchanges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bank.domain.exchange import Conversion
from bank.domain.money import Money
from bank.domain.recalls import RecallReason, RecallState
from bank.services.views import OrderView


@dataclass(frozen=True)
class ScheduledView:
    """A planned order. `until`: the moment until which it can be changed or cancelled."""

    order: OrderView
    until: datetime
    is_open: bool


@dataclass(frozen=True)
class StandingOrderView:
    """`next_on`: the next day on which it is paid, after a pause. `failure`: why its last month was not paid."""

    id: int
    payee_id: int
    payee_name: str
    amount: Money
    reference: str
    day_of_month: int
    next_on: date
    paused_until: date | None
    account_id: int
    account_name: str
    failure: str | None


@dataclass(frozen=True)
class DirectDebitView:
    """`expected`: what is usually collected."""

    id: int
    merchant: str
    mandate: str
    expected: Money
    next_on: date
    account_name: str


@dataclass(frozen=True)
class CollectedView:
    """A direct debit that was collected and can be returned until `until`. `amount` is positive."""

    transaction_id: int
    merchant: str
    amount: Money
    day: date
    until: date


@dataclass(frozen=True)
class StandingOrderOutcome:
    """A month of a standing order that was due: paid, or the reason why not."""

    standing_order_id: int
    due_on: date
    failure: str | None


@dataclass(frozen=True)
class RecallableView:
    """A payment that was sent; `recall`: the number under which it is called back already. `amount` is positive."""

    transaction_id: int
    payee: str
    description: str
    amount: Money
    day: date
    recall: str | None


@dataclass(frozen=True)
class RecallView:
    """A payment that is called back."""

    number: str
    payee: str
    amount: Money
    reason: RecallReason
    state: RecallState
    answer_by: date


@dataclass(frozen=True)
class QuoteView:
    """A rate that holds until `expires_at`."""

    key: str
    conversion: Conversion
    from_account_id: int
    to_account_id: int
    expires_at: datetime
