"""A customer's cards: list, freeze, unfreeze."""

from __future__ import annotations

from sqlalchemy import select

from bank.domain.cards import HOLDER_MAY_CHANGE, CardKind, CardState
from bank.domain.customers import CustomerId
from bank.domain.errors import CardNotChangeable, UnknownCard
from bank.services.views import CardView
from bank.store.database import UnitOfWork
from bank.store.models import Account, Card


def list_cards(uow: UnitOfWork, customer: CustomerId) -> tuple[CardView, ...]:
    """All cards of the customer, in the order in which they were issued."""
    rows = uow.session.execute(
        select(Card, Account.name)
        .join(Account, Account.id == Card.account_id)
        .where(Card.customer_id == customer)
        .order_by(Card.id)
    )
    return tuple(_view(card, account_name) for card, account_name in rows.tuples())


def freeze(uow: UnitOfWork, customer: CustomerId, card_id: int) -> CardView:
    """Stop the card at once; a frozen one stays frozen. UnknownCard, CardNotChangeable."""
    return _set_state(uow, customer, card_id, CardState.FROZEN)


def unfreeze(uow: UnitOfWork, customer: CustomerId, card_id: int) -> CardView:
    """Let a frozen card work again; an active one stays active. UnknownCard, CardNotChangeable."""
    return _set_state(uow, customer, card_id, CardState.ACTIVE)


def _set_state(uow: UnitOfWork, customer: CustomerId, card_id: int, state: CardState) -> CardView:
    uow.write()
    card = own_card(uow, customer, card_id)
    if card.state not in HOLDER_MAY_CHANGE:
        raise CardNotChangeable(card.digits, card.state)
    if card.state != state:
        card.state = state
        card.state_at = uow.now
        uow.session.flush()
    account = uow.session.get_one(Account, card.account_id)
    return _view(card, account.name)


def own_card(uow: UnitOfWork, customer: CustomerId, card_id: int) -> Card:
    """The customer's card, locked, for other services. UnknownCard alike for none and for another's."""
    rows = uow.session.scalars(
        select(Card)
        .where(Card.customer_id == customer)
        .order_by(Card.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    for card in rows:
        if card.id == card_id:
            return card
    raise UnknownCard


def written(card: Card) -> str:
    """A card as a read-back names it: "debit card …1234"."""
    return f"{card.kind} card …{card.digits}"


def _view(card: Card, account_name: str) -> CardView:
    return CardView(
        id=card.id,
        kind=CardKind(card.kind),
        digits=card.digits,
        holder=card.holder,
        state=CardState(card.state),
        expires_on=card.expires_on,
        account_id=card.account_id,
        account_name=account_name,
    )
