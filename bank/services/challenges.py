"""Taking one-time codes out of force, for whoever gives up an order or a change, or answers its code."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, update

from bank.domain.step_up import ChallengeState
from bank.services.steps import Instruction
from bank.store.database import UnitOfWork
from bank.store.models import Order, PhoneMessageRow, StepUpChallenge


def void(uow: UnitOfWork, instruction: Instruction, state: ChallengeState = ChallengeState.REPLACED) -> None:
    """Let no code that was sent for this count any more, and take it off the demo's phone."""
    uow.session.execute(
        update(StepUpChallenge)
        .where(is_for(StepUpChallenge, instruction), StepUpChallenge.state == ChallengeState.SENT)
        .values(state=state)
        .execution_options(synchronize_session=False)
    )
    # Expired ones of others go as well: no code stays in plain for long.
    uow.session.execute(
        delete(PhoneMessageRow)
        .where(is_for(PhoneMessageRow, instruction) | (PhoneMessageRow.expires_at <= uow.now))
        .execution_options(synchronize_session=False)
    )


def is_for(table: type[StepUpChallenge] | type[PhoneMessageRow], instruction: Instruction) -> ColumnElement[bool]:
    """The condition that a row is about this order or change."""
    return table.order_id == instruction.id if isinstance(instruction, Order) else table.change_id == instruction.id


def reference_to(instruction: Instruction) -> dict[str, int]:
    """The column that makes a row be about it."""
    return {"order_id" if isinstance(instruction, Order) else "change_id": instruction.id}
