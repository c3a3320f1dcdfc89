"""What every part of the door works with, and who is let in: cookies, sessions, staff, the origin of a call."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import Response

from bank import Bank
from bank.services import identity
from bank.services.views import Session
from bot.conversation.case_side import CaseSide
from bot.conversation.conversations import Conversations
from bot.conversation.limits import RateLimit
from bot.desk import Desk
from bot.desk.staff import Staff
from bot.gateway.addresses import TrustedProxies
from bot.gateway.limits import (
    HASHES_AT_ONCE,
    NEW_SESSIONS_PER_MINUTE,
    WRONG_PASSWORDS_PER_ADDRESS,
    WRONG_PASSWORDS_PER_NAME,
)
from bot.gateway.problems import Problem, too_many
from bot.gateway.sign_in_tokens import SignInTokens
from bot.store import Store

SESSION_COOKIE = "teller_session"
DESK_COOKIE = "teller_desk"


@dataclass(frozen=True)
class Doors:
    """The services behind the door, and its own counters."""

    bank: Bank
    store: Store
    conversations: Conversations
    desk: Desk
    cases: CaseSide
    sign_in_tokens: SignInTokens
    proxies: TrustedProxies
    demo: bool
    secure_cookies: bool
    new_sessions: RateLimit = field(default_factory=lambda: RateLimit(NEW_SESSIONS_PER_MINUTE))
    wrong_by_address: RateLimit = field(default_factory=lambda: RateLimit(WRONG_PASSWORDS_PER_ADDRESS))
    wrong_by_name: RateLimit = field(default_factory=lambda: RateLimit(WRONG_PASSWORDS_PER_NAME))
    # Checking a password costs memory and a core on purpose: no more than this at once.
    hashing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(HASHES_AT_ONCE))

    def address_of(self, connection: HTTPConnection) -> str:
        """Where the call comes from: what limits by address count."""
        return self.proxies.address_of(connection)

    async def session_of(self, connection: HTTPConnection) -> Session | None:
        """The live session of the call's cookie."""
        token = connection.cookies.get(SESSION_COOKIE)
        return None if not token else await self.session_for(token)

    async def session_for(self, token: str) -> Session | None:
        """The live session of a token; asking counts as using it."""

        def find() -> Session | None:
            with self.bank.unit_of_work() as uow:
                session = identity.session_for(uow, token)
                uow.commit()
                return session

        return await asyncio.to_thread(find)

    async def staff_of(self, connection: HTTPConnection) -> Staff | None:
        """The member of staff of the call's cookie."""
        token = connection.cookies.get(DESK_COOKIE)
        return None if not token else await asyncio.to_thread(self.desk.staff_for, token)

    def set_cookie(self, response: Response, name: str, token: str) -> None:
        """Give a token to the browser: no script can read it, no other site can send it."""
        response.set_cookie(name, token, httponly=True, samesite="strict", secure=self.secure_cookies, path="/")

    def delete_cookie(self, response: Response, name: str) -> None:
        """Take it back."""
        response.delete_cookie(name, httponly=True, samesite="strict", secure=self.secure_cookies, path="/")


async def require_session(doors: Doors, connection: HTTPConnection) -> Session:
    """The session, which may be nobody's. Raises a 401."""
    session = await doors.session_of(connection)
    if session is None:
        raise Problem(401, "no_session", "Your session has ended. Please open the page again.")
    return session


async def require_staff(doors: Doors, connection: HTTPConnection) -> Staff:
    """The signed-in member of staff. Raises a 401."""
    staff = await doors.staff_of(connection)
    if staff is None:
        raise Problem(401, "not_signed_in", "Please sign in at the desk.")
    return staff


def require_same_origin(headers: Headers) -> None:
    """Refuse a call that another site's page has set off. Raises a 403."""
    hosts, origins = headers.getlist("host"), headers.getlist("origin")
    if len(hosts) == 1 and len(origins) == 1 and hosts[0]:
        host = hosts[0].lower()
        if origins[0].lower() in {f"https://{host}", f"http://{host}"}:
            return
    raise Problem(403, "wrong_origin", "This can only be asked for by the bank's own pages.")


def check_sign_in_rate(doors: Doors, address: str, name: str | None = None) -> None:
    """Refuse more tries after too many wrong passwords, or refused tokens. Raises a 429."""
    wait = doors.wrong_by_address.wait_seconds(address)
    if name is not None:
        wait = max(wait, doors.wrong_by_name.wait_seconds(name))
    if wait:
        raise too_many(wait)


def count_wrong_password(doors: Doors, address: str, name: str) -> None:
    """Note a wrong password."""
    doors.wrong_by_address.count(address)
    doors.wrong_by_name.count(name)
