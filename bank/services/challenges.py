"""Taking one-time codes out of force, for whoever changes an order or answers its code."""

from __future__ import annotations

from sqlalchemy import delete, update

from bank.domain.step_up import ChallengeState
from bank.store.database import UnitOfWork
from bank.store.models import Order, PhoneMessageRow, StepUpChallenge


def void(uow: UnitOfWork, order: Order, state: ChallengeState = ChallengeState.REPLACED) -> None:
    """Let no code that was sent for this order count any more, and take it off the demo's phone."""
    uow.session.execute(
        update(StepUpChallenge)
        .where(StepUpChallenge.order_id == order.id, StepUpChallenge.state == ChallengeState.SENT)
        .values(state=state)
    )
    # Expired ones of other orders go as well: no code stays in plain for long.
    uow.session.execute(
        delete(PhoneMessageRow).where((PhoneMessageRow.order_id == order.id) | (PhoneMessageRow.expires_at <= uow.now))
    )
