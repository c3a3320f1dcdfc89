"""What counts once, over all processes that share the bank's database: a sign-in token, a signed call."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import bindparam, delete, select, text

from bank.store.database import UnitOfWork
from bank.store.models import UsedOnce
from bank.store.models.base import UtcDateTime

# Of two who use one at once, the second waits for the first, and finds it used.
_USE = text(
    "INSERT INTO used_once (hash, expires_at) VALUES (:hash, :expires_at) ON CONFLICT (hash) DO NOTHING"
).bindparams(bindparam("expires_at", type_=UtcDateTime()))
# Those that somebody else is just forgetting are passed over: two who forget at once must not embrace.
_EXPIRED = select(UsedOnce.hash).where(UsedOnce.expires_at <= bindparam("now")).with_for_update(skip_locked=True)
_FORGET = delete(UsedOnce).where(UsedOnce.hash.in_(_EXPIRED)).execution_options(synchronize_session=False)


def use(uow: UnitOfWork, issuer: str, token: str, expires_at: datetime) -> bool:
    """Whether this is the first use of an issuer's token; kept as a hash until it counts no more (commit)."""
    uow.write()
    uow.session.execute(_FORGET, {"now": uow.now})
    used = {"hash": hashlib.sha256(f"{issuer} {token}".encode(errors="replace")).hexdigest(), "expires_at": expires_at}
    return bool(uow.session.connection().execute(_USE, used).rowcount)
