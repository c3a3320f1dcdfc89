"""One-time codes: each authorises exactly one order as it was read back, once, for a few minutes."""

from __future__ import annotations

import secrets
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import func, select

from bank.domain import errors
from bank.domain.customers import CustomerId
from bank.domain.iban import mask
from bank.domain.limits import CODE_LENGTH, CODE_LIFETIME, CODE_LOCK, CODE_TRIES, CODES_PER_ORDER
from bank.domain.money import Money
from bank.domain.orders import OrderState
from bank.domain.step_up import ChallengeState, phone_text
from bank.services.challenges import void
from bank.services.orders import authorise, locked_order, step, view
from bank.services.views import Challenge, CodeResult, PhoneMessage
from bank.store.database import UnitOfWork
from bank.store.models import Order, PhoneMessageRow, StepUpChallenge

# Slow enough that a stolen hash cannot be guessed while its code lives, quick enough for a reply.
CODES = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)


def send_code(uow: UnitOfWork, customer: CustomerId, order_key: str) -> Challenge:
    """Send a code for a confirmed payment; an earlier one no longer counts.

    WrongOrderState unless the order is confirmed, CodeLocked, TooManyCodes.
    """
    order = locked_order(uow, customer, order_key)
    if order.state != OrderState.CONFIRMED:
        raise errors.WrongOrderState(order.state)
    remaining = CODE_TRIES - _wrong_tries(uow, customer)
    if remaining <= 0:
        raise errors.CodeLocked(_locked_until(uow, customer))
    sent = uow.session.scalar(
        select(func.count()).select_from(StepUpChallenge).where(StepUpChallenge.order_id == order.id)
    )
    if (sent or 0) >= CODES_PER_ORDER:
        raise errors.TooManyCodes
    void(uow, order)
    code = f"{secrets.randbelow(10**CODE_LENGTH):0{CODE_LENGTH}d}"
    now = uow.now
    uow.session.add(
        StepUpChallenge(
            customer_id=customer,
            order_id=order.id,
            content_hash=order.content_hash,
            code_hash=CODES.hash(_bound(code, order)),
            state=ChallengeState.SENT,
            wrong_tries=0,
            sent_at=now,
            expires_at=now + CODE_LIFETIME,
        )
    )
    _deliver(uow, order, code, now)
    uow.session.flush()
    return Challenge(order_key=order.key, expires_at=now + CODE_LIFETIME, remaining=remaining)


def verify_code(uow: UnitOfWork, customer: CustomerId, order_key: str, code: str) -> CodeResult:
    """Authorise the order with its code and execute it, in this unit of work.

    A wrong try is committed at once, so that no caller can forget to count it. Five wrong tries within half an hour,
    whichever orders they were for, lock the codes; the order fails. An order already authorised is accepted again.
    """
    order = locked_order(uow, customer, order_key)
    if order.state != OrderState.CONFIRMED:
        return _settled(uow, order)
    remaining = CODE_TRIES - _wrong_tries(uow, customer)
    if remaining <= 0:
        return _lock(uow, order)
    challenge = _open_challenge(uow, order)
    if challenge is None:
        return CodeResult("expired", remaining, view(uow, order))
    if not _matches(challenge.code_hash, code.strip(), order):
        return _count_wrong(uow, order, challenge, remaining)
    void(uow, order, ChallengeState.USED)
    authorise(uow, order)
    return CodeResult("accepted", remaining, view(uow, order))


def phone_messages(uow: UnitOfWork, customer: CustomerId) -> tuple[PhoneMessage, ...]:
    """What the demo customer's phone shows, newest first; codes that expired are gone."""
    rows = uow.session.scalars(
        select(PhoneMessageRow)
        .where(PhoneMessageRow.customer_id == customer, PhoneMessageRow.expires_at > uow.now)
        .order_by(PhoneMessageRow.id.desc())
    )
    return tuple(
        PhoneMessage(
            id=row.id,
            order_key=uow.session.get_one(Order, row.order_id).key,
            text=row.text,
            code=row.code,
            at=row.at,
            expires_at=row.expires_at,
        )
        for row in rows
    )


def _lock(uow: UnitOfWork, order: Order) -> CodeResult:
    void(uow, order, ChallengeState.LOCKED)
    step(uow, order, OrderState.FAILED, errors.CodeLocked(_locked_until(uow, CustomerId(order.customer_id))))
    uow.commit()
    return CodeResult("locked", 0, view(uow, order))


def _settled(uow: UnitOfWork, order: Order) -> CodeResult:
    """The answer for an order that waits for no code: the same as the first time."""
    if order.state == OrderState.PROPOSED:
        raise errors.WrongOrderState(order.state)
    if order.state == OrderState.CANCELLED:
        return CodeResult("expired", 0, view(uow, order))
    if order.failure is not None and order.failure["code"] == errors.CodeLocked.code:
        return CodeResult("locked", 0, view(uow, order))
    return CodeResult("accepted", CODE_TRIES, view(uow, order))


def _open_challenge(uow: UnitOfWork, order: Order) -> StepUpChallenge | None:
    challenge = uow.session.scalars(
        select(StepUpChallenge).where(
            StepUpChallenge.order_id == order.id, StepUpChallenge.state == ChallengeState.SENT
        )
    ).one_or_none()
    if challenge is None or uow.now >= challenge.expires_at or challenge.content_hash != order.content_hash:
        return None
    return challenge


def _count_wrong(uow: UnitOfWork, order: Order, challenge: StepUpChallenge, remaining: int) -> CodeResult:
    challenge.wrong_tries += 1
    uow.session.flush()
    if remaining == 1:
        return _lock(uow, order)
    uow.commit()
    return CodeResult("wrong", remaining - 1, view(uow, order))


def _wrong_tries(uow: UnitOfWork, customer: CustomerId) -> int:
    total = uow.session.scalar(
        select(func.sum(StepUpChallenge.wrong_tries)).where(
            StepUpChallenge.customer_id == customer, StepUpChallenge.sent_at > uow.now - CODE_LOCK
        )
    )
    return int(total or 0)


def _locked_until(uow: UnitOfWork, customer: CustomerId) -> datetime:
    first = uow.session.scalar(
        select(func.min(StepUpChallenge.sent_at)).where(
            StepUpChallenge.customer_id == customer,
            StepUpChallenge.wrong_tries > 0,
            StepUpChallenge.sent_at > uow.now - CODE_LOCK,
        )
    )
    return (first or uow.now) + CODE_LOCK


def _bound(code: str, order: Order) -> str:
    """What is hashed: the code, and the order and content that it is for."""
    return f"{code}:{order.key}:{order.content_hash}"


def _matches(code_hash: str, code: str, order: Order) -> bool:
    if len(code) != CODE_LENGTH or not (code.isascii() and code.isdigit()):
        return False
    try:
        return CODES.verify(code_hash, _bound(code, order))
    except VerifyMismatchError:
        return False


def _deliver(uow: UnitOfWork, order: Order, code: str, now: datetime) -> None:
    amount = Money(order.amount_minor, order.currency)
    uow.session.add(
        PhoneMessageRow(
            customer_id=order.customer_id,
            order_id=order.id,
            text=phone_text(code, amount, order.payee_name or "", mask(order.payee_iban or "")),
            code=code,
            at=now,
            expires_at=now + CODE_LIFETIME,
        )
    )
