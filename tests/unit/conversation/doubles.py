"""A small assistant and a small bank, so that conversations can be tested without Rasa and without a ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.conversation.parties import CodeVerdict
from bot.nlu.lexicon import Lexicon, current_lexicon
from bot.runtime.turns import ANSWER, HAND_OVER, AssistantTurn, Button, HandOver, Reply

ORDER = "order-1"
RIGHT_CODE = "427193"
EXPIRES = "2099-01-01T00:00:00+00:00"
CODE_REQUEST: Mapping[str, Any] = {
    "kind": "code_request",
    "order": ORDER,
    "summary": [{"label": "Amount", "value": "€60.00"}],
    "expires_at": EXPIRES,
}
PIN = "7391"
PIN_REQUEST: Mapping[str, Any] = {**CODE_REQUEST, "kind": "secret_request", "purpose": "pin", "length": 4}


@dataclass(frozen=True)
class Speaker:
    """A session, as far as a conversation looks at it."""

    conversation_id: str = "c" * 32
    customer_id: int | None = 1
    first_name: str | None = "Amelie"


@dataclass
class SmallAssistant:
    """Answers by the first word, echoes the rest; keeps what it was asked and notices overlapping turns."""

    heard: list[tuple[str, str]] = field(default_factory=list)
    lexicons: list[Lexicon] = field(default_factory=list)
    overlapped: bool = False
    fails: bool = False
    seconds: float = 0.0
    together: asyncio.Barrier | None = None
    after_sign_in: tuple[Reply, ...] = ()
    _busy: set[str] = field(default_factory=set)

    async def turn(self, conversation_id: str, text: str, message_id: str) -> AssistantTurn:
        word = text.split()[0].lower()
        if word == "person":
            hand_over = HandOver("The customer asked for a person.", (("Last words", text),))
            return await self._do("turn", conversation_id, text, Reply("A person comes."), hand_over=hand_over)
        if word == "choose":
            reply = Reply("Which one?", (Button("Yes", "/confirm"), Button("A person", "/human")))
            return await self._do("turn", conversation_id, text, reply)
        if word == "pay":
            return await self._do("turn", conversation_id, text, Reply("I sent you a code.", (), CODE_REQUEST))
        if word == "pin":
            return await self._do("turn", conversation_id, text, Reply("Choose it in the panel.", (), PIN_REQUEST))
        return await self._do("turn", conversation_id, text, Reply(f"You said: {text}"))

    async def press(self, conversation_id: str, payload: str, message_id: str) -> AssistantTurn:
        if payload == "/human":
            reply, hand_over = Reply("A person comes."), HandOver("The customer asked for a person.")
            return await self._do("press", conversation_id, payload, reply, hand_over=hand_over)
        return await self._do("press", conversation_id, payload, Reply("Done."))

    async def code_accepted(self, conversation_id: str, order_key: str) -> AssistantTurn:
        data = {"kind": "order", "order": order_key, "state": "executed", "summary": []}
        return await self._do("code_accepted", conversation_id, order_key, Reply("Paid.", (), data))

    async def code_failed(self, conversation_id: str, order_key: str, result: str) -> AssistantTurn:
        return await self._do("code_failed", conversation_id, result, Reply(f"The code is {result}."))

    async def secret_accepted(self, conversation_id: str, order_key: str) -> AssistantTurn:
        return await self._do("secret_accepted", conversation_id, order_key, Reply("Your PIN is set."))

    async def secret_failed(self, conversation_id: str, order_key: str) -> AssistantTurn:
        return await self._do("secret_failed", conversation_id, order_key, Reply("Your PIN is as it was."))

    async def greet(self, conversation_id: str) -> AssistantTurn:
        return await self._do("greet", conversation_id, "", Reply("Hello, I am Teller."))

    async def signed_in(self, conversation_id: str) -> AssistantTurn:
        return await self._do("signed_in", conversation_id, "", *self.after_sign_in)

    async def resume(self, conversation_id: str) -> AssistantTurn:
        return await self._do("resume", conversation_id, "", Reply("I am with you again."))

    async def _do(
        self, what: str, conversation_id: str, text: str, *replies: Reply, hand_over: HandOver | None = None
    ) -> AssistantTurn:
        self.overlapped = self.overlapped or conversation_id in self._busy
        self._busy.add(conversation_id)
        try:
            self.heard.append((what, text))
            self.lexicons.append(current_lexicon.get())
            await asyncio.sleep(self.seconds)
            if self.together is not None:
                await self.together.wait()
            if self.fails:
                raise RuntimeError("The assistant is broken.")
            return AssistantTurn(replies=replies, outcome=HAND_OVER if hand_over else ANSWER, hand_over=hand_over)
        finally:
            self._busy.discard(conversation_id)


@dataclass
class SmallBank:
    """Takes one code for one order, with three tries, and one PIN."""

    entered: list[str] = field(default_factory=list)
    authorised: bool = False
    pins: list[str] = field(default_factory=list)
    pin_set: bool = False
    pin_over: bool = False

    def verify_code(self, customer_id: int, order_key: str, code: str) -> CodeVerdict:
        self.entered.append(code)
        if code == RIGHT_CODE or self.authorised:
            self.authorised = True
            return CodeVerdict("accepted", 3)
        remaining = 3 - len(self.entered)
        return CodeVerdict("wrong", remaining) if remaining > 0 else CodeVerdict("locked", 0)

    def awaits_code(self, customer_id: int, order_key: str) -> bool:
        return order_key == ORDER and not self.authorised

    def took_code(self, customer_id: int, order_key: str) -> bool:
        return order_key == ORDER and self.authorised

    def set_secret(self, customer_id: int, order_key: str, secret: str) -> str:
        self.pins.append(secret)
        if self.pin_over:
            return "expired"
        self.pin_set = self.pin_set or secret == PIN
        return "accepted" if self.pin_set else "weak"

    def awaits_secret(self, customer_id: int, order_key: str) -> bool:
        return order_key == ORDER and not self.pin_set and not self.pin_over

    def took_secret(self, customer_id: int, order_key: str) -> bool:
        return order_key == ORDER and self.pin_set

    def lexicon(self, customer_id: int | None) -> Lexicon:
        return Lexicon(payees=("Mia Berg",)) if customer_id else Lexicon()
