"""Replacing a card: a lost or stolen one is blocked for good at once; the new one goes to the address that is known."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from bank.domain import errors
from bank.domain.cards import BLOCKED_WHEN, CardState, ReplaceReason
from bank.domain.changes import Row
from bank.domain.clock import bank_day
from bank.domain.customers import CustomerId
from bank.domain.limits import CARD_YEARS, NEW_CARD_WORKING_DAYS, SUBSCRIPTION_DAYS
from bank.domain.money import Money
from bank.domain.working_days import working_days_after
from bank.services.accounts import available_minor
from bank.services.cards import own_card, written
from bank.services.change_kinds import ChangeKind, Fields
from bank.services.ledger import charge_fee
from bank.services.tariff import fee
from bank.store.database import UnitOfWork
from bank.store.models import Account, Card, CardDelivery, ContactDetails, Transaction

REPLACE = "replace_card"
REASON_NAMES = {
    ReplaceReason.LOST: "Lost",
    ReplaceReason.STOLEN: "Stolen",
    ReplaceReason.DAMAGED: "Damaged",
}
FREE_WHEN = frozenset({ReplaceReason.STOLEN})
BLOCKED_FOR_GOOD, WORKS_ON = "Blocked for good, at once", "Works until the new one does"
PRICE, NO_FEE = "card_new", "Free of charge"


def _check(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"card_id", "reason"}`, lost, stolen or damaged. UnknownCard, CardOnItsWay, NoAddress."""
    card, reason = own_card(uow, customer, fields["card_id"]), ReplaceReason(fields["reason"])
    _refuse_second(uow, card)
    contact = uow.session.get(ContactDetails, customer)
    if contact is None or contact.address is None:
        raise errors.NoAddress
    return [
        ("Card", written(card)),
        ("Reason", REASON_NAMES[reason]),
        ("Old card", BLOCKED_FOR_GOOD if reason in BLOCKED_WHEN else WORKS_ON),
        ("New card to", contact.address),
        ("Fee", _fee(uow, card, reason) or NO_FEE),
    ]


def _refuse_second(uow: UnitOfWork, card: Card) -> None:
    known = uow.session.scalars(select(CardDelivery).where(CardDelivery.replaces_id == card.id)).first()
    if known is not None or card.awaits_activation:
        raise errors.CardOnItsWay(card.digits)


def _fee(uow: UnitOfWork, card: Card, reason: ReplaceReason) -> Money | None:
    """Nobody is left with a thief's card for want of ten euros: what the account cannot bear is not charged."""
    account = uow.session.get_one(Account, card.account_id)
    price = fee(uow, PRICE)
    if price is None or reason in FREE_WHEN or price.currency != account.currency:
        return None
    return price if available_minor(uow, account) >= price.minor else None


def _replace(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Fields:
    card, reason = own_card(uow, customer, fields["card_id"]), ReplaceReason(fields["reason"])
    account_id = card.account_id
    uow.lock_accounts({account_id})
    price = _fee(uow, card, reason)
    subscriptions = _paid_monthly(uow, card)
    if reason in BLOCKED_WHEN and card.state != CardState.BLOCKED:
        card.state, card.state_at = CardState.BLOCKED, uow.now
    new = _new_card(uow, card)
    expected_on = working_days_after(bank_day(uow.now), NEW_CARD_WORKING_DAYS)
    uow.session.add(
        CardDelivery(card_id=new.id, replaces_id=card.id, reason=reason, ordered_at=uow.now, expected_on=expected_on)
    )
    result = {"new_digits": new.digits, "expected_on": expected_on.isoformat(), "subscriptions": subscriptions}
    if price is not None:
        charge_fee(uow, customer, account_id, price, "New card")
    return result


def _new_card(uow: UnitOfWork, old: Card) -> Card:
    today = bank_day(uow.now)
    new = Card(
        customer_id=old.customer_id,
        account_id=old.account_id,
        kind=old.kind,
        digits=_other_digits(old.digits),
        holder=old.holder,
        state=CardState.ACTIVE,
        state_at=uow.now,
        # the last day of a month
        expires_on=date(today.year + CARD_YEARS, today.month, 1) - timedelta(days=1),
        awaits_activation=True,
        is_online_open=old.is_online_open,
        is_abroad_open=old.is_abroad_open,
        is_contactless_open=old.is_contactless_open,
        cash_day_minor=old.cash_day_minor,
        payments_day_minor=old.payments_day_minor,
    )
    uow.session.add(new)
    uow.session.flush()
    return new


def _other_digits(digits: str) -> str:
    return f"{(int(digits) + 1 + secrets.randbelow(9_999)) % 10_000:04d}"


def _paid_monthly(uow: UnitOfWork, card: Card) -> list[str]:
    """Who charges the card regularly and has to be told the new number, by name."""
    names = uow.session.scalars(
        select(Transaction.counterparty)
        .where(
            Transaction.card_id == card.id,
            Transaction.category_id == "subscriptions",
            Transaction.at > uow.now - timedelta(days=SUBSCRIPTION_DAYS),
        )
        .distinct()
        .order_by(Transaction.counterparty)
    )
    return list(names)


KINDS = (ChangeKind(REPLACE, "Replace a card", needs_code=False, check=_check, execute=_replace),)
