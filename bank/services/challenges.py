"""Taking one-time codes out of force, for whoever gives up an order or a change, or answers its code."""

from __future__ import annotations

from sqlalchemy import ColumnElement, bindparam, delete, or_, update

from bank.domain.step_up import ChallengeState
from bank.services.steps import Instruction
from bank.store.database import UnitOfWork
from bank.store.models import Order, PhoneMessageRow, StepUpChallenge
from bank.store.models.base import BigInt, table_of


def is_for(table: type[StepUpChallenge] | type[PhoneMessageRow]) -> ColumnElement[bool]:
    """The condition that a row is about the order or change that `which` gives."""
    return or_(
        table.order_id == bindparam("order", type_=BigInt),
        table.change_id == bindparam("change", type_=BigInt),
    )


def which(instruction: Instruction) -> dict[str, int | None]:
    """The values for `is_for`: the one that is None equals no row's."""
    is_order = isinstance(instruction, Order)
    return {"order": instruction.id if is_order else None, "change": None if is_order else instruction.id}


# Built once: to build a query takes longer than to run it.
OUT_OF_FORCE = (
    update(table_of(StepUpChallenge))
    .where(is_for(StepUpChallenge), StepUpChallenge.state == ChallengeState.SENT)
    .values(state=bindparam("becomes"))
)
OFF_THE_PHONE = delete(table_of(PhoneMessageRow)).where(is_for(PhoneMessageRow))


def void(uow: UnitOfWork, instruction: Instruction, state: ChallengeState = ChallengeState.REPLACED) -> None:
    """Let no code that was sent for this count any more, and take it off the demo's phone."""
    uow.session.flush()
    connection = uow.session.connection()
    connection.execute(OUT_OF_FORCE, {**which(instruction), "becomes": state})
    connection.execute(OFF_THE_PHONE, which(instruction))


def reference_to(instruction: Instruction) -> dict[str, int]:
    """The column that makes a row be about it."""
    return {"order_id" if isinstance(instruction, Order) else "change_id": instruction.id}
