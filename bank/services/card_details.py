"""What a customer's cards may do and what is under way for them: limits, where they work, travel, a new one by post."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import aliased

from bank.domain.cards import ReplaceReason
from bank.domain.clock import bank_day
from bank.domain.customers import CustomerId
from bank.domain.money import Money
from bank.services.cards import list_cards
from bank.services.trouble_views import CardDetails, Delivery, Travel
from bank.store.database import UnitOfWork
from bank.store.models import Account, Card, CardDelivery, TravelNotice


def list_card_details(uow: UnitOfWork, customer: CustomerId) -> tuple[CardDetails, ...]:
    """All cards of the customer, in the order in which they were issued."""
    rows = uow.session.execute(
        select(Card, Account.currency).join(Account, Account.id == Card.account_id).where(Card.customer_id == customer)
    ).tuples()
    settings = {card.id: (card, currency) for card, currency in rows}
    travels, deliveries = _travels(uow, customer), _deliveries(uow, customer)
    details = []
    for view in list_cards(uow, customer):
        card, currency = settings[view.id]
        details.append(
            CardDetails(
                card=view,
                awaits_activation=card.awaits_activation,
                cash_day=Money(card.cash_day_minor, currency),
                payments_day=Money(card.payments_day_minor, currency),
                is_online_open=card.is_online_open,
                is_abroad_open=card.is_abroad_open,
                is_contactless_open=card.is_contactless_open,
                travels=tuple(travels[view.id]),
                delivery=deliveries.get(view.id) if card.awaits_activation else None,
            )
        )
    return tuple(details)


def _travels(uow: UnitOfWork, customer: CustomerId) -> dict[int, list[Travel]]:
    """Journeys that are not over, the next one first."""
    found: dict[int, list[Travel]] = defaultdict(list)
    rows = uow.session.scalars(
        select(TravelNotice)
        .join(Card, Card.id == TravelNotice.card_id)
        .where(Card.customer_id == customer, TravelNotice.until >= bank_day(uow.now))
        .order_by(TravelNotice.since, TravelNotice.id)
    )
    for row in rows:
        found[row.card_id].append(Travel(row.place, row.since, row.until))
    return found


def _deliveries(uow: UnitOfWork, customer: CustomerId) -> dict[int, Delivery]:
    old = aliased(Card)
    rows = uow.session.execute(
        select(CardDelivery, old.digits)
        .join(Card, Card.id == CardDelivery.card_id)
        .outerjoin(old, old.id == CardDelivery.replaces_id)
        .where(Card.customer_id == customer)
    ).tuples()
    return {row.card_id: Delivery(ReplaceReason(row.reason), row.expected_on, digits) for row, digits in rows}
