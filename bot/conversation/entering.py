"""What a panel takes: one-time codes and new PINs. Each goes to the bank and nowhere else.

Callers hold the conversation's lock.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.conversation import wording
from bot.conversation.asking import Asked, Asking
from bot.conversation.assistant import Assistant
from bot.conversation.errors import NoCodeAwaitedError, NoSecretAwaitedError
from bot.conversation.live import Live, Status
from bot.conversation.parties import (
    ACCEPTED,
    CODE_REQUEST,
    SECRET_REQUEST,
    WEAK,
    WRONG,
    BankSide,
    CodeVerdict,
    Speaker,
)
from bot.runtime.turns import AssistantTurn
from bot.store import transcript
from bot.store.transcript import Message


@dataclass(frozen=True)
class Exchange:
    """What was said with what came back. `turn` is None where the assistant was not asked.

    `is_repeat`: it was said before, and is only told again.
    """

    messages: tuple[Message, ...]
    status: Status
    turn: AssistantTurn | None = None
    is_repeat: bool = False


@dataclass(frozen=True)
class CodeExchange:
    """What came of a one-time code."""

    verdict: CodeVerdict
    exchange: Exchange


class Entering:
    """The panels of all conversations."""

    def __init__(self, live: Live, bank: BankSide, assistant: Assistant, asking: Asking) -> None:
        self._live = live
        self._bank = bank
        self._assistant = assistant
        self._asking = asking

    def awaited(self, db: Session, speaker: Speaker) -> tuple[bool, bool]:
        """Whether a code and whether a PIN would be taken now: a message that looks like one gives it away."""
        if speaker.customer_id is None:
            return False, False
        codes = transcript.shown_data(db, speaker.conversation_id, CODE_REQUEST)
        secrets = transcript.shown_data(db, speaker.conversation_id, SECRET_REQUEST)
        return (
            bool(codes) and self._bank.awaits_code(speaker.customer_id, str(codes[-1]["order"])),
            bool(secrets) and self._bank.awaits_secret(speaker.customer_id, str(secrets[-1]["order"])),
        )

    async def code(self, speaker: Speaker, customer_id: int, order_key: str, code: str) -> CodeExchange:
        """Take a one-time code. NoCodeAwaitedError unless this conversation has asked for it."""
        conversation_id = speaker.conversation_id

        def verify() -> CodeVerdict:
            if not self._has_asked(conversation_id, CODE_REQUEST, order_key):
                raise NoCodeAwaitedError
            return self._bank.verify_code(customer_id, order_key, code)

        verdict = await asyncio.to_thread(verify)
        if verdict.result == WRONG:
            return CodeExchange(verdict, Exchange((), await self._live.status(conversation_id)))
        if verdict.result == ACCEPTED:
            return CodeExchange(verdict, _exchange(await self._tell(speaker, CODE_REQUEST, order_key)))
        told = await self._asking.ask(
            speaker, lambda: self._assistant.code_failed(conversation_id, order_key, verdict.result)
        )
        return CodeExchange(verdict, _exchange(told))

    async def secret(self, speaker: Speaker, customer_id: int, order_key: str, secret: str) -> tuple[str, Exchange]:
        """Take a new PIN: the bank's word on it. NoSecretAwaitedError unless this conversation has asked for it."""
        conversation_id = speaker.conversation_id

        def take() -> str:
            if not self._has_asked(conversation_id, SECRET_REQUEST, order_key):
                raise NoSecretAwaitedError
            return self._bank.set_secret(customer_id, order_key, secret)

        result = await asyncio.to_thread(take)
        if result == WEAK:
            return result, Exchange((), await self._live.status(conversation_id))
        if result == ACCEPTED:
            return result, _exchange(await self._tell(speaker, SECRET_REQUEST, order_key))
        told = await self._asking.ask(speaker, lambda: self._assistant.secret_failed(conversation_id, order_key))
        return result, _exchange(told)

    async def catch_up(self, speaker: Speaker) -> tuple[Message, ...]:
        """Tell what came of a code or PIN that was taken before this process, or another, stopped short of that."""
        customer_id = speaker.customer_id

        def taken_unsaid() -> tuple[str, str] | None:
            if customer_id is None:
                return None
            with self._live.store.read() as db:
                shown = transcript.last_data(db, speaker.conversation_id)
            asked = [(str(data["kind"]), str(data["order"])) for data in shown if data.get("kind") in TAKEN]
            if not asked:
                return None
            kind, key = asked[-1]
            was_taken = self._bank.took_code if kind == CODE_REQUEST else self._bank.took_secret
            return (kind, key) if was_taken(customer_id, key) else None

        taken = await asyncio.to_thread(taken_unsaid)
        if taken is None:
            return ()
        stored, _ = await self._tell(speaker, *taken)
        return stored.messages

    def _has_asked(self, conversation_id: str, kind: str, order_key: str) -> bool:
        with self._live.store.read() as db:
            requests = transcript.shown_data(db, conversation_id, kind)
        return any(request.get("order") == order_key for request in requests)

    async def _tell(self, speaker: Speaker, kind: str, order_key: str) -> Asked:
        """Let the assistant go on with what the bank took for a request of that kind."""
        is_code = kind == CODE_REQUEST
        accepted = self._assistant.code_accepted if is_code else self._assistant.secret_accepted
        apology = wording.apology_after_code if is_code else wording.apology_after_pin
        return await self._asking.ask(speaker, lambda: accepted(speaker.conversation_id, order_key), apology=apology)


TAKEN = frozenset({CODE_REQUEST, SECRET_REQUEST})


def _exchange(asked: Asked) -> Exchange:
    stored, turn = asked
    return Exchange(stored.messages, stored.status, turn)
