"""What the services about cards and cases give back, beside `bank.services.views`: frozen, nothing secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bank.domain.cards import ReplaceReason
from bank.domain.cases import CaseKind, CaseState, DisputeReason
from bank.domain.money import Money
from bank.services.views import CardView


@dataclass(frozen=True)
class CaseView:
    """`answer_by`: when the customer hears at the latest. `about`: the charge that is disputed, in words."""

    number: str
    kind: CaseKind
    state: CaseState
    state_at: datetime
    opened_on: date
    answer_by: date
    reason: DisputeReason | None
    about: str | None
    is_new: bool = False
    note: str = ""
    """What its customer was told with the state that it has."""


@dataclass(frozen=True)
class CaseStepView:
    """A step that a case took: by whom, and what its customer is told."""

    to_state: CaseState
    at: datetime
    actor: str
    note: str
    is_told: bool


@dataclass(frozen=True)
class CaseFile:
    """A case for the bank's own eyes. `refundable`: what a won dispute gives back, if anything can be."""

    number: str
    kind: CaseKind
    state: CaseState
    state_at: datetime
    opened_on: date
    answer_by: date
    text: str
    about: str | None
    next_states: tuple[CaseState, ...]
    steps: tuple[CaseStepView, ...]
    refundable: Money | None
    refunded: bool


@dataclass(frozen=True)
class Delivery:
    """A new card that was sent: why, when it should be there, and the digits of the one that it replaces."""

    reason: ReplaceReason
    expected_on: date
    replaces_digits: str | None


@dataclass(frozen=True)
class Travel:
    """Where and when a card will be used away from home; both days are included."""

    place: str
    since: date
    until: date


@dataclass(frozen=True)
class CardDetails:
    """A card with what it may do and what is under way. `delivery`: while it waits to be activated."""

    card: CardView
    awaits_activation: bool
    cash_day: Money
    payments_day: Money
    is_online_open: bool
    is_abroad_open: bool
    is_contactless_open: bool
    travels: tuple[Travel, ...]
    delivery: Delivery | None
