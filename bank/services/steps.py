"""One step of an order or a change, the two things that a customer agrees to and a one-time code authorises."""

from __future__ import annotations

from bank.domain import errors
from bank.domain.orders import OrderState
from bank.store.database import UnitOfWork
from bank.store.models import Change, Order

Instruction = Order | Change
"""What a code is for. Both have key, customer, content hash, state and failure, and take the same steps."""


def step(uow: UnitOfWork, instruction: Instruction, state: OrderState, failure: errors.BankError | None = None) -> None:
    """Take one step; a trigger refuses a forbidden one and writes each down."""
    instruction.state = state
    instruction.state_at = uow.now
    if failure is not None:
        instruction.failure = {"code": failure.code, "sentence": failure.sentence, "remedy": failure.remedy}
    uow.session.flush()
