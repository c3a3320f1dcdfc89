"""Who is there: signing in, sessions, and which customer a conversation belongs to."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import ColumnElement, bindparam, delete, select, text, update

from bank.domain.customers import CustomerId
from bank.domain.errors import SessionEnded, SignInFailed, SignInLocked, SignInTokenUsed, UnknownCustomer
from bank.domain.limits import (
    SESSION_ABSOLUTE,
    SESSION_IDLE,
    SESSION_TOUCH_EVERY,
    SIGN_IN_LOCK,
    SIGN_IN_TRIES,
)
from bank.services import once
from bank.services.views import Session, SignInClaims
from bank.store.database import UnitOfWork
from bank.store.models import Conversation, Customer, SessionRow, SignInAttempts
from bank.store.models.base import UtcDateTime

TOKEN_BYTES = 32
CONVERSATION_BYTES = 16
NAME_LENGTH = 128
PASSWORD_LENGTH = 256
# OWASP's setting for argon2id where many sign in at once: 19 MiB, two passes, one lane.
PASSWORDS = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Verified when nobody has the name, so that the time taken does not tell.
_NOBODY = PASSWORDS.hash(secrets.token_hex(TOKEN_BYTES))

# Two first tries at once must not refuse each other; the row, new or not, is locked until the try is counted.
_FIRST_TRY = text(
    "INSERT INTO sign_in_attempts (name_hash, tries, last_try_at) VALUES (:name_hash, 0, :now) "
    "ON CONFLICT (name_hash) DO UPDATE SET tries = sign_in_attempts.tries"
).bindparams(bindparam("now", type_=UtcDateTime()))


def sign_in(uow: UnitOfWork, claims: SignInClaims, conversation_id: str | None = None) -> Session:
    """A session for the customer whom a signed token names, once. SignInTokenUsed, UnknownCustomer.

    The conversation goes on if it was nobody's or this customer's; else a new one begins. Its earlier sessions end.
    """
    uow.write()
    if not once.use(uow, claims.issuer, claims.token_id, claims.expires_at):
        raise SignInTokenUsed
    known = _conversation(uow, conversation_id)
    return open_session_for(uow, claims.customer_id, known.id if known else None)


def check_password(uow: UnitOfWork, name: str, password: str) -> CustomerId:
    """The customer with this name and password. SignInFailed, SignInLocked.

    A try is counted, and kept, before the password is looked at: guesses made at once cannot outrun the count.
    """
    name = name.strip().casefold()[:NAME_LENGTH]
    # A name that no database can hold is nobody's, and counted like any other.
    name = name if name.isprintable() else ""
    attempts = _count_try(uow, name)
    customer = uow.session.scalars(select(Customer).where(Customer.sign_in_name == name)).one_or_none()
    right = _verify(customer.password_hash if customer else None, password)
    if customer is None or not right:
        raise SignInFailed
    uow.write()
    uow.session.execute(delete(SignInAttempts).where(SignInAttempts.name_hash == attempts))
    return CustomerId(customer.id)


def start_session(uow: UnitOfWork) -> Session:
    """A session of nobody, with a new conversation."""
    uow.write()
    return _new_session(uow, _new_conversation(uow, None, None), None)


def open_session_for(uow: UnitOfWork, customer_id: CustomerId, conversation_id: str | None = None) -> Session:
    """A session without a password: for whoever has already made sure who it is (terminals, tests, `sign_in`).

    A conversation id that the bank does not know yet is taken as given.
    """
    uow.write()
    customer = uow.session.get(Customer, customer_id)
    if customer is None:
        raise UnknownCustomer(customer_id)
    conversation = _conversation(uow, conversation_id)
    if conversation is None:
        conversation = _new_conversation(uow, customer_id, conversation_id)
    elif conversation.ended_at is not None or conversation.customer_id not in (None, customer_id):
        conversation = _new_conversation(uow, customer_id, None)
    conversation.customer_id = customer_id
    uow.session.execute(
        update(SessionRow)
        .where(SessionRow.conversation_id == conversation.id, SessionRow.ended_at.is_(None))
        .values(ended_at=uow.now)
    )
    return _new_session(uow, conversation, customer)


def session_for(uow: UnitOfWork, token: str) -> Session | None:
    """The live session of a token, None if there is none. Asking keeps it from going idle (commit)."""
    row = _live(uow, token)
    if row is None:
        return None
    if uow.now - row.last_seen_at >= SESSION_TOUCH_EVERY:
        uow.write()
        row = _live(uow, token)
        if row is None:
            return None
        row.last_seen_at = uow.now
        uow.session.flush()
    return _view(uow, row, token)


def end_session(uow: UnitOfWork, token: str) -> None:
    """End the session and its conversation; an unknown token is no error."""
    uow.write()
    row = _live(uow, token)
    if row is not None:
        _end(uow, SessionRow.id == row.id)


def end_all_sessions(uow: UnitOfWork, customer_id: CustomerId) -> tuple[str, ...]:
    """End every session of a customer, wherever it is open, and its conversation; the conversations' ids."""
    uow.write()
    return _end(uow, SessionRow.customer_id == customer_id)


def customer_of_conversation(uow: UnitOfWork, conversation_id: str) -> CustomerId | None:
    """The customer who is signed in to this conversation now; None for nobody, or when the session ended."""
    if not conversation_id.isprintable():
        return None
    rows = uow.session.scalars(
        select(SessionRow).where(
            SessionRow.conversation_id == conversation_id,
            SessionRow.customer_id.is_not(None),
            SessionRow.ended_at.is_(None),
        )
    )
    for row in rows:
        if row.customer_id is not None and uow.now < _expires_at(row):
            return CustomerId(row.customer_id)
    return None


def require_customer(uow: UnitOfWork, conversation_id: str) -> CustomerId:
    """Like `customer_of_conversation`, but nobody is SessionEnded."""
    customer = customer_of_conversation(uow, conversation_id)
    if customer is None:
        raise SessionEnded
    return customer


def _end(uow: UnitOfWork, which: ColumnElement[bool]) -> tuple[str, ...]:
    rows = uow.session.scalars(select(SessionRow).where(which, SessionRow.ended_at.is_(None))).all()
    conversations = sorted({row.conversation_id for row in rows})
    for row in rows:
        row.ended_at = uow.now
    uow.session.execute(
        update(Conversation)
        .where(Conversation.id.in_(conversations), Conversation.ended_at.is_(None))
        .values(ended_at=uow.now)
    )
    uow.session.flush()
    return tuple(conversations)


def _count_try(uow: UnitOfWork, name: str) -> str:
    name_hash = _hash(name)
    uow.write()
    now = uow.now
    uow.session.execute(delete(SignInAttempts).where(SignInAttempts.last_try_at <= now - SIGN_IN_LOCK))
    uow.session.execute(_FIRST_TRY, {"name_hash": name_hash, "now": now})
    attempts = uow.session.get_one(SignInAttempts, name_hash, populate_existing=True)
    if attempts.locked_until is not None and now < attempts.locked_until:
        raise SignInLocked(attempts.locked_until)
    attempts.tries += 1
    attempts.last_try_at = now
    if attempts.tries >= SIGN_IN_TRIES:
        attempts.locked_until = now + SIGN_IN_LOCK
    uow.commit()
    return name_hash


def _verify(password_hash: str | None, password: str) -> bool:
    tried = password[:PASSWORD_LENGTH].encode(errors="replace")
    try:
        right = PASSWORDS.verify(password_hash or _NOBODY, tried)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return right and password_hash is not None


def _conversation(uow: UnitOfWork, conversation_id: str | None) -> Conversation | None:
    if conversation_id is None or not conversation_id.isprintable():
        return None
    return uow.session.get(Conversation, conversation_id)


def _new_conversation(uow: UnitOfWork, customer_id: CustomerId | None, conversation_id: str | None) -> Conversation:
    conversation = Conversation(
        id=conversation_id or secrets.token_hex(CONVERSATION_BYTES),
        customer_id=customer_id,
        started_at=uow.now,
    )
    uow.session.add(conversation)
    uow.session.flush()
    return conversation


def _new_session(uow: UnitOfWork, conversation: Conversation, customer: Customer | None) -> Session:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = SessionRow(
        token_hash=_hash(token),
        conversation_id=conversation.id,
        customer_id=customer.id if customer else None,
        started_at=uow.now,
        last_seen_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    return _view(uow, row, token)


def _live(uow: UnitOfWork, token: str) -> SessionRow | None:
    row = uow.session.scalars(
        select(SessionRow).where(SessionRow.token_hash == _hash(token), SessionRow.ended_at.is_(None))
    ).one_or_none()
    return row if row is not None and uow.now < _expires_at(row) else None


def _view(uow: UnitOfWork, row: SessionRow, token: str) -> Session:
    customer = uow.session.get(Customer, row.customer_id) if row.customer_id is not None else None
    return Session(
        token=token,
        conversation_id=row.conversation_id,
        customer_id=CustomerId(customer.id) if customer else None,
        first_name=customer.first_name if customer else None,
        expires_at=_expires_at(row),
    )


def _expires_at(row: SessionRow) -> datetime:
    return min(row.last_seen_at + SESSION_IDLE, row.started_at + SESSION_ABSOLUTE)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
