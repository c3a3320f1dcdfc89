"""What the services give back: frozen, complete for wording a reply, and without anything secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from bank.domain.accounts import AccountKind, AccountStatus
from bank.domain.cards import CardKind, CardState
from bank.domain.changes import Row
from bank.domain.customers import CustomerId
from bank.domain.money import Money
from bank.domain.orders import OrderKind, OrderState
from bank.domain.places import PlaceKind
from bank.domain.transactions import Direction, TransactionStatus


@dataclass(frozen=True)
class Session:
    """A way in. `token` is for the cookie alone; nothing else may hold it."""

    token: str
    conversation_id: str
    customer_id: CustomerId | None
    first_name: str | None
    expires_at: datetime


@dataclass(frozen=True)
class SignInClaims:
    """What a token says whose signature was verified. `token_id` is its issuer's, for this token alone."""

    issuer: str
    token_id: str
    customer_id: CustomerId
    expires_at: datetime


@dataclass(frozen=True)
class AccountView:
    """`available`: what may be spent now, pending items and limit reckoned in. `owed`, `due`: if borrowed."""

    id: int
    kind: AccountKind
    name: str
    currency: str
    iban: str
    digits: str
    balance: Money
    available: Money
    limit: Money
    status: AccountStatus
    is_main: bool
    owed: Money | None = None
    due: Money | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class TransactionView:
    """`amount` is negative for money out and includes `fee`. `original`: what was paid abroad, at `rate`."""

    id: int
    account_id: int
    account_name: str
    status: TransactionStatus
    direction: Direction
    at: datetime
    day: date
    booked_on: date | None
    amount: Money
    counterparty: str
    description: str
    category: str
    category_name: str
    merchant: str | None
    card_digits: str | None
    fee: Money | None
    original: Money | None
    rate: Decimal | None
    decline_reason: str | None


@dataclass(frozen=True)
class TransactionFilter:
    """All given conditions hold together. Amounts are sizes without sign, in minor units; days are inclusive.

    `statuses`: booked and pending unless said otherwise, since a declined one moved nothing.
    """

    text: str | None = None
    category: str | None = None
    direction: Direction | None = None
    min_minor: int | None = None
    max_minor: int | None = None
    currency: str | None = None
    since: date | None = None
    until: date | None = None
    account_ids: tuple[int, ...] = ()
    statuses: tuple[TransactionStatus, ...] = (TransactionStatus.BOOKED, TransactionStatus.PENDING)


@dataclass(frozen=True)
class CurrencyTotal:
    """Sums over all that match, both zero or more. A declined item counts in neither."""

    money_in: Money
    money_out: Money


@dataclass(frozen=True)
class TransactionPage:
    """One page, newest first; `total_count` and `totals` are over all pages."""

    items: tuple[TransactionView, ...]
    total_count: int
    totals: tuple[CurrencyTotal, ...]


@dataclass(frozen=True)
class PayeeView:
    """`iban` is masked."""

    id: int
    name: str
    nickname: str | None
    iban: str
    digits: str


@dataclass(frozen=True)
class TransferRequest:
    """Between own accounts. Without `from_account_id`, from the main account in the amount's currency.

    `execute_on`: today if not given. `replaces`: the key of a proposal that this one takes the place of. `key`: made by
    the caller who may have to ask twice; the same key with other content is refused. `instead_of`: the key of a planned
    order that is cancelled when this one is authorised.
    """

    amount: Money
    to_account_id: int
    from_account_id: int | None = None
    execute_on: date | None = None
    reference: str = ""
    replaces: str | None = None
    key: str | None = None
    instead_of: str | None = None


@dataclass(frozen=True)
class PaymentRequest:
    """To a payee by `payee_id`, or to somebody new by `payee_name` and `payee_iban`. The rest as in a transfer."""

    amount: Money
    payee_id: int | None = None
    payee_name: str | None = None
    payee_iban: str | None = None
    from_account_id: int | None = None
    execute_on: date | None = None
    reference: str = ""
    replaces: str | None = None
    key: str | None = None
    instead_of: str | None = None


@dataclass(frozen=True)
class Failure:
    """Why an order or a change failed: code, sentence and remedy of the `BankError`."""

    code: str
    sentence: str
    remedy: str


@dataclass(frozen=True)
class OrderView:
    """Everything that a read-back needs. `payee_iban` is masked; `to_*` is set for transfers, `payee_*` for payments.

    `available_after`: what may still be spent from the account once the order is executed (after it, if it was).
    `arrives_on`: the day on which its receiver has the money; None where no day can be promised.
    """

    key: str
    kind: OrderKind
    state: OrderState
    amount: Money
    from_account_id: int
    from_account_name: str
    from_account_digits: str
    to_account_id: int | None
    to_account_name: str | None
    to_account_digits: str | None
    payee_id: int | None
    payee_name: str | None
    payee_iban: str | None
    reference: str
    execute_on: date
    is_dated: bool
    arrives_on: date | None
    needs_code: bool
    content_hash: str
    available_after: Money
    failure: Failure | None
    created_at: datetime
    state_at: datetime


@dataclass(frozen=True)
class ChangeView:
    """A change as it was read back (`summary`). `result`: what its execution led to, such as a case number."""

    key: str
    kind: str
    state: OrderState
    summary: tuple[Row, ...]
    content_hash: str
    needs_code: bool
    failure: Failure | None
    result: Mapping[str, Any]
    created_at: datetime
    state_at: datetime


InstructionView = OrderView | ChangeView


@dataclass(frozen=True)
class Challenge:
    """A code was sent for the order or change with this key; the code itself is on the customer's phone only."""

    order_key: str
    expires_at: datetime
    remaining: int


@dataclass(frozen=True)
class CodeResult:
    """`result`: accepted, wrong, expired or locked. `remaining`: tries left. Accepted does not mean done: see
    the `state` of what the code was for, an order or a change.
    """

    result: str
    remaining: int
    order: OrderView | None = None
    change: ChangeView | None = None


@dataclass(frozen=True)
class PhoneMessage:
    """What the demo customer's phone has received; `order_key` is the key of the order or change."""

    id: int
    order_key: str
    text: str
    code: str
    at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class CardView:
    """`digits`: the last four of its number."""

    id: int
    kind: CardKind
    digits: str
    holder: str
    state: CardState
    expires_on: date
    account_id: int
    account_name: str


@dataclass(frozen=True)
class OpeningDay:
    """Monday is weekday 0; `closes` is None at midnight."""

    weekday: int
    opens: time
    closes: time | None


@dataclass(frozen=True)
class BranchView:
    """A branch or a cash machine. `open_now` at the moment asked for; `opens_next` is the next opening, None if it is
    open.
    """

    id: int
    kind: PlaceKind
    name: str
    street: str
    town: str
    post_code: str
    distance_km: float
    step_free: bool
    services: tuple[str, ...]
    hours: tuple[OpeningDay, ...]
    open_now: bool
    opens_next: datetime | None
