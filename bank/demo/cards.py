"""What is under way with the demo's cards: Chloe has a new one in the post, so that there is something to activate."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bank.domain.cards import CardKind, CardState, ReplaceReason
from bank.domain.clock import start_of_day
from bank.domain.limits import CARD_YEARS
from bank.store.models import Card, CardDelivery

WITH_NEW_CARD = 3
ORDERED_DAYS_AGO = 9


def send_a_new_card(session: Session, until: date) -> None:
    """A new debit card in place of the one that runs out; it came a day or two ago and waits to be activated."""
    old = session.scalars(select(Card).filter_by(customer_id=WITH_NEW_CARD, kind=CardKind.DEBIT)).one_or_none()
    if old is None:
        return
    ordered_on = until - timedelta(days=ORDERED_DAYS_AGO)
    new = Card(
        customer_id=old.customer_id,
        account_id=old.account_id,
        kind=old.kind,
        digits=f"{(int(old.digits) + 1) % 10_000:04d}",
        holder=old.holder,
        state=CardState.ACTIVE,
        state_at=start_of_day(ordered_on),
        expires_on=date(until.year + CARD_YEARS, until.month, 1) - timedelta(days=1),
        awaits_activation=True,
        cash_day_minor=old.cash_day_minor,
    )
    session.add(new)
    session.flush()
    delivery = CardDelivery(
        card_id=new.id,
        replaces_id=old.id,
        reason=ReplaceReason.EXPIRED,
        ordered_at=start_of_day(ordered_on),
        expected_on=until - timedelta(days=1),
    )
    session.add(delivery)
