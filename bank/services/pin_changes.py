"""The change by which a customer is let choose a new PIN; the PIN itself comes to `services/card_pins.py`."""

from __future__ import annotations

from collections.abc import Sequence

from bank.domain.changes import Row
from bank.domain.customers import CustomerId
from bank.services.card_settings import settable
from bank.services.cards import written
from bank.services.change_kinds import ChangeKind, Fields
from bank.store.database import UnitOfWork

CHOOSE = "choose_pin"


def _check(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"card_id"}`. UnknownCard, CardNotSettable, CardNotActivated."""
    return [("Card", written(settable(uow, customer, fields["card_id"]))), ("PIN", "A new one, which you choose")]


def _never(_uow: UnitOfWork, _customer: CustomerId, _fields: Fields) -> None:
    raise AssertionError("a PIN is not set before it is chosen")


KINDS = (ChangeKind(CHOOSE, "Choose a new PIN", needs_code=True, check=_check, execute=_never, awaits_secret=True),)
