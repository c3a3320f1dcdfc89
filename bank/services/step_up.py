"""One-time codes: each authorises exactly one order or change as it was read back, once, for a few minutes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import bindparam, delete, func, outerjoin, select

from bank.domain import errors
from bank.domain.customers import CustomerId
from bank.domain.iban import mask
from bank.domain.limits import CODE_LENGTH, CODE_LIFETIME, CODE_LOCK, CODE_TRIES, CODES_PER_ORDER
from bank.domain.money import Money
from bank.domain.orders import OrderState
from bank.domain.step_up import ChallengeState, phone_text
from bank.services import changes, instructions
from bank.services.challenges import is_for, reference_to, void, which
from bank.services.steps import Instruction, step
from bank.services.views import Challenge, CodeResult, OrderView, PhoneMessage
from bank.store.database import UnitOfWork
from bank.store.models import Change, Customer, Order, PhoneMessageRow, StepUpChallenge
from bank.store.models.base import BigInt, table_of

# Slow enough that a stolen hash cannot be guessed while its code lives, quick enough for a reply.
CODES = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)
# Built once: to build a query takes longer than to run it.
SENT_FOR = select(func.count()).select_from(StepUpChallenge).where(is_for(StepUpChallenge))
USED_FOR = select(StepUpChallenge.id).where(is_for(StepUpChallenge), StepUpChallenge.state == ChallengeState.USED)
WRONG_SINCE = select(func.coalesce(func.sum(StepUpChallenge.wrong_tries), 0)).where(
    StepUpChallenge.customer_id == bindparam("customer", type_=BigInt), StepUpChallenge.sent_at > bindparam("since")
)
_open = is_for(StepUpChallenge) & (StepUpChallenge.state == ChallengeState.SENT)
CODES_SO_FAR = (
    select(WRONG_SINCE.scalar_subquery(), SENT_FOR.scalar_subquery(), StepUpChallenge)
    .select_from(outerjoin(Customer, StepUpChallenge, _open))
    .where(Customer.id == bindparam("customer", type_=BigInt))
)
# No code stays in plain for long, whoever it was for.
EXPIRED_OFF_THE_PHONES = delete(table_of(PhoneMessageRow)).where(PhoneMessageRow.expires_at <= bindparam("now"))


@dataclass(frozen=True)
class _CodesSoFar:
    """`remaining`: wrong tries that the customer still has. `sent`, `open`: for this order or change."""

    remaining: int
    sent: int
    open: StepUpChallenge | None


def send_code(uow: UnitOfWork, customer: CustomerId, key: str) -> Challenge:
    """Send a code for a confirmed payment or change; an earlier one no longer counts.

    WrongOrderState unless it is confirmed, CodeLocked, TooManyCodes.
    """
    instruction = instructions.locked(uow, customer, key)
    if instruction.state != OrderState.CONFIRMED:
        raise errors.WrongOrderState(instruction.state)
    codes = _codes_so_far(uow, instruction)
    if codes.remaining <= 0:
        raise errors.CodeLocked(_locked_until(uow, customer))
    if codes.sent >= CODES_PER_ORDER:
        raise errors.TooManyCodes
    if codes.open is not None:
        void(uow, instruction)
    code = f"{secrets.randbelow(10**CODE_LENGTH):0{CODE_LENGTH}d}"
    now = uow.now
    challenge = {
        "customer_id": customer,
        **reference_to(instruction),
        "content_hash": instruction.content_hash,
        "code_hash": CODES.hash(_bound(code, instruction)),
        "state": ChallengeState.SENT,
        "wrong_tries": 0,
        "sent_at": now,
        "expires_at": now + CODE_LIFETIME,
    }
    uow.append(StepUpChallenge, challenge)
    _deliver(uow, instruction, code, now)
    return Challenge(order_key=instruction.key, expires_at=now + CODE_LIFETIME, remaining=codes.remaining)


def verify_code(uow: UnitOfWork, customer: CustomerId, key: str, code: str) -> CodeResult:
    """Authorise the order or change with its code and execute it, in this unit of work.

    A wrong try is committed at once, so that no caller can forget to count it. Five wrong tries within half an hour,
    whatever they were for, lock the codes; the order or change fails. What is already authorised is accepted again.
    """
    instruction = instructions.locked(uow, customer, key)
    if instruction.state != OrderState.CONFIRMED:
        return _settled(uow, instruction)
    codes = _codes_so_far(uow, instruction)
    if codes.remaining <= 0:
        return _lock(uow, instruction)
    challenge = codes.open
    if challenge is None or not _holds(uow, challenge, instruction):
        return _result("expired", codes.remaining, uow, instruction)
    if not _matches(challenge.code_hash, code.strip(), instruction):
        return _count_wrong(uow, instruction, challenge, codes.remaining)
    void(uow, instruction, ChallengeState.USED)
    instructions.authorise(uow, instruction)
    return _result("accepted", codes.remaining, uow, instruction)


def awaits_code(uow: UnitOfWork, customer: CustomerId, key: str) -> bool:
    """Whether the customer's order or change with this key is confirmed, and only its code is missing."""
    try:
        return instructions.find(uow, customer, key).state == OrderState.CONFIRMED
    except errors.UnknownOrder:
        return False


def took_code(uow: UnitOfWork, customer: CustomerId, key: str) -> bool:
    """Whether the customer's order or change with this key was authorised by a code, whatever came of it then."""
    try:
        instruction = instructions.find(uow, customer, key)
    except errors.UnknownOrder:
        return False
    return uow.session.scalar(USED_FOR, which(instruction)) is not None


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
            order_key=_subject_of(uow, row).key,
            text=row.text,
            code=row.code,
            at=row.at,
            expires_at=row.expires_at,
        )
        for row in rows
    )


def _subject_of(uow: UnitOfWork, row: PhoneMessageRow) -> Instruction:
    if row.order_id is not None:
        return uow.session.get_one(Order, row.order_id)
    return uow.session.get_one(Change, row.change_id)


def _result(result: str, remaining: int, uow: UnitOfWork, instruction: Instruction) -> CodeResult:
    view = instructions.view(uow, instruction)
    if isinstance(view, OrderView):
        return CodeResult(result, remaining, order=view)
    return CodeResult(result, remaining, change=view)


def _lock(uow: UnitOfWork, instruction: Instruction) -> CodeResult:
    void(uow, instruction, ChallengeState.LOCKED)
    step(
        uow, instruction, OrderState.FAILED, errors.CodeLocked(_locked_until(uow, CustomerId(instruction.customer_id)))
    )
    uow.commit()
    return _result("locked", 0, uow, instruction)


def _settled(uow: UnitOfWork, instruction: Instruction) -> CodeResult:
    """The answer for what waits for no code: the same as the first time."""
    if instruction.state == OrderState.PROPOSED:
        raise errors.WrongOrderState(instruction.state)
    if instruction.state == OrderState.CANCELLED:
        return _result("expired", 0, uow, instruction)
    if instruction.failure is not None and instruction.failure["code"] == errors.CodeLocked.code:
        return _result("locked", 0, uow, instruction)
    return _result("accepted", CODE_TRIES, uow, instruction)


def _codes_so_far(uow: UnitOfWork, instruction: Instruction) -> _CodesSoFar:
    values = {"customer": instruction.customer_id, "since": uow.now - CODE_LOCK, **which(instruction)}
    wrong, sent, challenge = uow.session.execute(CODES_SO_FAR, values).one()
    return _CodesSoFar(CODE_TRIES - int(wrong), sent, challenge)


def _holds(uow: UnitOfWork, challenge: StepUpChallenge, instruction: Instruction) -> bool:
    return uow.now < challenge.expires_at and challenge.content_hash == instruction.content_hash


def _count_wrong(uow: UnitOfWork, instruction: Instruction, challenge: StepUpChallenge, remaining: int) -> CodeResult:
    challenge.wrong_tries += 1
    uow.session.flush()
    if remaining == 1:
        return _lock(uow, instruction)
    uow.commit()
    return _result("wrong", remaining - 1, uow, instruction)


def _locked_until(uow: UnitOfWork, customer: CustomerId) -> datetime:
    first = uow.session.scalar(
        select(func.min(StepUpChallenge.sent_at)).where(
            StepUpChallenge.customer_id == customer,
            StepUpChallenge.wrong_tries > 0,
            StepUpChallenge.sent_at > uow.now - CODE_LOCK,
        )
    )
    return (first or uow.now) + CODE_LOCK


def _bound(code: str, instruction: Instruction) -> str:
    """What is hashed: the code, and what it is for, with its content."""
    return f"{code}:{instruction.key}:{instruction.content_hash}"


def _matches(code_hash: str, code: str, instruction: Instruction) -> bool:
    if len(code) != CODE_LENGTH or not (code.isascii() and code.isdigit()):
        return False
    try:
        return CODES.verify(code_hash, _bound(code, instruction))
    except VerifyMismatchError:
        return False


def _deliver(uow: UnitOfWork, instruction: Instruction, code: str, now: datetime) -> None:
    message = {
        "customer_id": instruction.customer_id,
        **reference_to(instruction),
        "text": phone_text(code, _line(instruction)),
        "code": code,
        "at": now,
        "expires_at": now + CODE_LIFETIME,
    }
    uow.session.connection().execute(EXPIRED_OFF_THE_PHONES, {"now": now})
    uow.append(PhoneMessageRow, message)


def _line(instruction: Instruction) -> str:
    if isinstance(instruction, Change):
        return changes.phone_line(instruction)
    amount = Money(instruction.amount_minor, instruction.currency)
    return f"{amount} to {instruction.payee_name} ({mask(instruction.payee_iban or '')})"
