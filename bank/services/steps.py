"""One step of an order or a change, the two things that a customer agrees to and a one-time code authorises."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm.attributes import set_committed_value

from bank.domain import errors
from bank.domain.orders import OrderState
from bank.store.database import UnitOfWork
from bank.store.models import Change, Order
from bank.store.models.base import table_of

Instruction = Order | Change
"""What a code is for. Both have key, customer, content hash, state and failure, and take the same steps."""


# Past the session's unit of work, which takes several times as long as the statement; built once.
_UPDATES = {
    model: update(table_of(model)).where(table_of(model).c.id == bindparam("instruction")) for model in (Order, Change)
}


def step(
    uow: UnitOfWork,
    instruction: Instruction,
    state: OrderState,
    failure: errors.BankError | None = None,
    **also: Any,
) -> None:
    """Take one step; a trigger refuses a forbidden one and writes each down. `also`: further columns of the row."""
    values = {"state": state, "state_at": uow.now, **also}
    if failure is not None:
        values["failure"] = {"code": failure.code, "sentence": failure.sentence, "remedy": failure.remedy}
    uow.session.flush()
    uow.session.connection().execute(_UPDATES[type(instruction)], {"instruction": instruction.id, **values})
    for name, value in values.items():
        set_committed_value(instruction, name, value)
