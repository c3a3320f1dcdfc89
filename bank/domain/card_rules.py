"""What a card may do: its uses and limits, and why a payment with it is declined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bank.domain.cards import CardKind, CardState
from bank.domain.house import HOME_COUNTRY
from bank.domain.limits import CARD_CASH_DAY_MINOR, CARD_PAYMENTS_DAY_MINOR, CONTACTLESS_MINOR


class CardUse(StrEnum):
    """What a holder switches on and off."""

    ONLINE = "online"
    ABROAD = "abroad"
    CONTACTLESS = "contactless"


class CardLimit(StrEnum):
    """What a holder limits for a day."""

    PAYMENTS = "payments"
    CASH = "cash"


class PaymentWay(StrEnum):
    """How a card is used; `chip` is in a shop, with the PIN."""

    CHIP = "chip"
    CONTACTLESS = "contactless"
    ONLINE = "online"
    CASH = "cash"


class DeclineReason(StrEnum):
    """Why a card payment was refused, as its transaction keeps it."""

    NOT_ACTIVATED = "not_activated"
    FROZEN = "card_frozen"
    BLOCKED = "card_blocked"
    EXPIRED = "card_expired"
    ONLINE_OFF = "online_off"
    CONTACTLESS_OFF = "contactless_off"
    ABROAD_OFF = "abroad_off"
    CONTACTLESS_LIMIT = "contactless_limit"
    OVER_CASH_LIMIT = "over_cash_limit"
    OVER_CARD_LIMIT = "over_card_limit"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    WRONG_PIN = "wrong_pin"
    PIN_BLOCKED = "pin_blocked"


@dataclass(frozen=True)
class CardTerms:
    """A card as a payment meets it. `travels`: country, first and last day of journeys that were announced."""

    state: CardState
    expires_on: date
    awaits_activation: bool
    uses: frozenset[CardUse]
    cash_day_minor: int
    payments_day_minor: int
    travels: tuple[tuple[str, date, date], ...] = ()


@dataclass(frozen=True)
class CardPayment:
    """What is asked of a card. `spent_minor`: what it paid that day already in the same way, cash or not."""

    amount_minor: int
    way: PaymentWay
    country: str
    on: date
    spent_minor: int
    available_minor: int


def most_minor(kind: CardKind, limit: CardLimit) -> int:
    """The highest limit that the bank allows a holder."""
    return CARD_CASH_DAY_MINOR[kind] if limit is CardLimit.CASH else CARD_PAYMENTS_DAY_MINOR


def decline_reason(card: CardTerms, payment: CardPayment) -> DeclineReason | None:
    """Why the payment is declined, None if it is not: the card itself first, then its settings, then the money."""
    return next(_reasons(card, payment), None)


def _reasons(card: CardTerms, payment: CardPayment) -> Iterator[DeclineReason]:
    if card.state is CardState.BLOCKED:
        yield DeclineReason.BLOCKED
    if card.state is CardState.EXPIRED or payment.on > card.expires_on:
        yield DeclineReason.EXPIRED
    if card.awaits_activation:
        yield DeclineReason.NOT_ACTIVATED
    if card.state is CardState.FROZEN:
        yield DeclineReason.FROZEN
    yield from _by_settings(card, payment)
    if payment.way is PaymentWay.CASH and payment.spent_minor + payment.amount_minor > card.cash_day_minor:
        yield DeclineReason.OVER_CASH_LIMIT
    if payment.way is not PaymentWay.CASH and payment.spent_minor + payment.amount_minor > card.payments_day_minor:
        yield DeclineReason.OVER_CARD_LIMIT
    if payment.amount_minor > payment.available_minor:
        yield DeclineReason.INSUFFICIENT_FUNDS


def _by_settings(card: CardTerms, payment: CardPayment) -> Iterator[DeclineReason]:
    if payment.way is PaymentWay.ONLINE:
        if CardUse.ONLINE not in card.uses:
            yield DeclineReason.ONLINE_OFF
        return  # a shop on the internet is nowhere: that the card stays at home does not keep it from it
    if payment.country != HOME_COUNTRY and CardUse.ABROAD not in card.uses and not _is_announced(card, payment):
        yield DeclineReason.ABROAD_OFF
    if payment.way is PaymentWay.CONTACTLESS:
        if CardUse.CONTACTLESS not in card.uses:
            yield DeclineReason.CONTACTLESS_OFF
        if payment.amount_minor > CONTACTLESS_MINOR:
            yield DeclineReason.CONTACTLESS_LIMIT


def _is_announced(card: CardTerms, payment: CardPayment) -> bool:
    """A journey that was announced opens its country for its days, whatever else is off."""
    return any(country == payment.country and since <= payment.on <= until for country, since, until in card.travels)
