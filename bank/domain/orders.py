"""An order to move money: its states, the hash of what was read back, and the rules that need no database."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

from bank.domain import errors
from bank.domain.limits import NAME_LENGTH, REFERENCE_LENGTH, SCHEDULE_HORIZON
from bank.domain.money import LARGEST_AMOUNT_MINOR, Money


class OrderKind(StrEnum):
    """`transfer`: between own accounts. `payment`: to somebody."""

    TRANSFER = "transfer"
    PAYMENT = "payment"


class OrderState(StrEnum):
    """Where an order is. The last three are final."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    AUTHORISED = "authorised"
    EXECUTED = "executed"
    FAILED = "failed"
    CANCELLED = "cancelled"


TRANSITIONS: dict[OrderState, frozenset[OrderState]] = {
    OrderState.PROPOSED: frozenset({OrderState.CONFIRMED, OrderState.CANCELLED}),
    OrderState.CONFIRMED: frozenset({OrderState.AUTHORISED, OrderState.FAILED, OrderState.CANCELLED}),
    OrderState.AUTHORISED: frozenset({OrderState.EXECUTED, OrderState.FAILED, OrderState.CANCELLED}),
    OrderState.EXECUTED: frozenset(),
    OrderState.FAILED: frozenset(),
    OrderState.CANCELLED: frozenset(),
}
FINAL = frozenset(state for state, following in TRANSITIONS.items() if not following)


def may_become(state: OrderState, following: OrderState) -> bool:
    """Whether an order may go from one state straight to the other."""
    return following in TRANSITIONS[state]


@dataclass(frozen=True)
class OrderContent:
    """Exactly what a customer agrees to; `payee_iban` is normalised, `execute_on` the bank's own day."""

    kind: OrderKind
    customer_id: int
    from_account_id: int
    to_account_id: int | None
    payee_name: str | None
    payee_iban: str | None
    amount_minor: int
    currency: str
    reference: str
    execute_on: date

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def needs_code(self) -> bool:
        """Money that leaves the customer's own accounts needs a one-time code."""
        return self.kind is OrderKind.PAYMENT

    def hash(self) -> str:
        """SHA-256 over all of it: a change of any field is another hash."""
        fields = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}
        return hashlib.sha256(json.dumps(fields, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def check_amount(amount: Money) -> None:
    """Refuse nothing, less than nothing, and what no account could hold."""
    if amount.minor <= 0:
        raise errors.NotPositive(amount)
    if amount.minor > LARGEST_AMOUNT_MINOR:
        raise errors.AbsurdAmount(amount, Money(LARGEST_AMOUNT_MINOR, amount.currency))


def check_date(execute_on: date, today: date) -> None:
    """Refuse a day that is over, or farther ahead than orders are kept."""
    if execute_on < today:
        raise errors.DateInPast(execute_on, today)
    if execute_on > today + SCHEDULE_HORIZON:
        raise errors.DateTooFar(execute_on, today + SCHEDULE_HORIZON)


def clean_reference(text: str) -> str:
    """One line without leading, trailing or doubled spaces; refuses what is too long or not printable."""
    return _clean(text, "reference", REFERENCE_LENGTH)


def clean_name(text: str) -> str:
    """A payee's name in the same form; an empty one is refused."""
    name = _clean(text, "name", NAME_LENGTH)
    if not name:
        raise errors.InvalidText("name", NAME_LENGTH)
    return name


def _clean(text: str, what: str, length: int) -> str:
    cleaned = " ".join(text.split())
    if len(cleaned) > length or not cleaned.isprintable():
        raise errors.InvalidText(what, length)
    return cleaned
