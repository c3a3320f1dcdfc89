"""A new PIN for a card: agreed to and authorised like any change, then chosen in a panel of its own.

The PIN is no part of the change: it comes afterwards, goes where `Seal` puts it, and is in no field, row or log.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select, update

from bank.domain import card_errors, errors
from bank.domain.customers import CustomerId
from bank.domain.limits import PIN_CHOICE_TIME
from bank.domain.orders import OrderState
from bank.domain.pins import is_obvious, is_pin
from bank.services import changes
from bank.services.card_settings import settable
from bank.services.change_kinds import Fields
from bank.services.pin_changes import CHOOSE
from bank.services.steps import step
from bank.store.database import UnitOfWork
from bank.store.models import CardPin, Change

# Slow, since there are ten thousand PINs only; what keeps a thief of the database out is the seal around the hash.
PINS = PasswordHasher(time_cost=2, memory_cost=32 * 1024, parallelism=1)


@dataclass(frozen=True)
class PinSafe:
    """How hashes of PINs are kept: `seal(secret, owner)` and `open(sealed, owner)`, by a key outside the database.

    `renew(sealed, owner)` gives what the newest key has sealed, or None where no key opens it.
    """

    seal: Callable[[bytes, str], str]
    open: Callable[[str, str], bytes]
    renew: Callable[[str, str], str | None]


def choose(uow: UnitOfWork, customer: CustomerId, key: str, pin: str, safe: PinSafe) -> str:
    """Set the PIN that the change with this key allows: `accepted`, `weak` (another one is taken) or `expired`.

    UnknownOrder, InvalidPin. The same once more is accepted again, another one is not: one change sets one PIN.
    """
    uow.lock_customer(customer)
    change = _choice(uow, customer, key)
    card_id = int(changes.content_of(change).fields["card_id"])
    if not is_pin(pin):
        raise card_errors.InvalidPin
    if change.state == OrderState.EXECUTED:
        return "accepted" if _is_chosen(uow, change, card_id, pin, safe) else "expired"
    if change.state != OrderState.AUTHORISED:
        return "expired"
    if uow.now >= choose_until(change.state_at):
        step(uow, change, OrderState.FAILED, card_errors.PinNotChosen())
        return "expired"
    if is_obvious(pin, settable(uow, customer, card_id).digits):
        return "weak"
    changes.fulfil(uow, change, partial(_set, change.id, pin, safe))
    return "accepted" if change.state == OrderState.EXECUTED else "expired"


def awaits_pin(uow: UnitOfWork, customer: CustomerId, key: str) -> bool:
    """Whether the customer's change with this key waits for a PIN."""
    try:
        change = _choice(uow, customer, key)
    except errors.UnknownOrder:
        return False
    return change.state == OrderState.AUTHORISED and uow.now < choose_until(change.state_at)


def took_pin(uow: UnitOfWork, customer: CustomerId, key: str) -> bool:
    """Whether a PIN was set by the customer's change with this key."""
    try:
        return _choice(uow, customer, key).state == OrderState.EXECUTED
    except errors.UnknownOrder:
        return False


def choose_until(authorised_at: datetime) -> datetime:
    """Until when a PIN can be chosen, after the code."""
    return authorised_at + PIN_CHOICE_TIME


def is_right(row: CardPin, pin: str, safe: PinSafe) -> bool:
    """Whether it is the PIN of the row's card."""
    try:
        return PINS.verify(safe.open(row.pin_hash, _owner(row.card_id)).decode(), pin)
    except VerifyMismatchError:
        return False


def reseal(uow: UnitOfWork, safe: PinSafe) -> int:
    """Have each PIN sealed by the newest key; how many no key opens any more. Those are left as they are."""
    kept = uow.session.execute(select(CardPin.card_id, CardPin.pin_hash)).tuples()
    renewed = [(card_id, sealed, safe.renew(sealed, _owner(card_id))) for card_id, sealed in kept]
    changed = [(card_id, old, new) for card_id, old, new in renewed if new not in {old, None}]
    if changed:
        uow.write()
    for card_id, old, new in changed:
        # one that was chosen anew meanwhile lies under the newest key already
        same = (CardPin.card_id == card_id) & (CardPin.pin_hash == old)
        uow.session.execute(update(CardPin).where(same).values(pin_hash=new))
    return sum(new is None for _, _, new in renewed)


def _choice(uow: UnitOfWork, customer: CustomerId, key: str) -> Change:
    change = changes.own_change(uow, customer, key)
    if change.kind != CHOOSE:
        raise errors.UnknownOrder
    return change


def _is_chosen(uow: UnitOfWork, change: Change, card_id: int, pin: str, safe: PinSafe) -> bool:
    row = uow.session.get(CardPin, card_id)
    return row is not None and row.change_id == change.id and is_right(row, pin, safe)


def _set(change_id: int, pin: str, safe: PinSafe, uow: UnitOfWork, _customer: CustomerId, fields: Fields) -> None:
    card_id = int(fields["card_id"])
    sealed = safe.seal(PINS.hash(pin).encode(), _owner(card_id))
    uow.session.merge(CardPin(card_id=card_id, pin_hash=sealed, change_id=change_id, chosen_at=uow.now, wrong_tries=0))


def _owner(card_id: int) -> str:
    return f"card {card_id}"
