"""Taking one-time codes out of force, for whoever gives up an order or a change, or answers its code."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, update

from bank.domain.step_up import ChallengeState
from bank.services.steps import Subject
from bank.store.database import UnitOfWork
from bank.store.models import Order, PhoneMessageRow, StepUpChallenge


def void(uow: UnitOfWork, subject: Subject, state: ChallengeState = ChallengeState.REPLACED) -> None:
    """Let no code that was sent for this count any more, and take it off the demo's phone."""
    uow.session.execute(
        update(StepUpChallenge)
        .where(is_for(StepUpChallenge, subject), StepUpChallenge.state == ChallengeState.SENT)
        .values(state=state)
    )
    # Expired ones of others go as well: no code stays in plain for long.
    uow.session.execute(
        delete(PhoneMessageRow).where(is_for(PhoneMessageRow, subject) | (PhoneMessageRow.expires_at <= uow.now))
    )


def is_for(table: type[StepUpChallenge] | type[PhoneMessageRow], subject: Subject) -> ColumnElement[bool]:
    """The condition that a row is about this order or change."""
    return table.order_id == subject.id if isinstance(subject, Order) else table.change_id == subject.id


def reference_to(subject: Subject) -> dict[str, int]:
    """The column that makes a row be about it."""
    return {"order_id" if isinstance(subject, Order) else "change_id": subject.id}
