"""A conversation by lines, for terminals and scripts: a line is a message, `/otp` and `/pin` the panels, `/press` a
button.

It is a door like the gateway: the same conversations, the same bank's session, nothing answered here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bank import Bank, BankError, CustomerId
from bank.services import identity, step_up
from bank.services.views import PhoneMessage, Session
from bot.conversation.entering import Exchange
from bot.conversation.errors import ConversationError
from bot.conversation.house import House
from bot.conversation.parties import CODE_REQUEST, EXPIRED, SECRET_REQUEST, WEAK, WRONG
from bot.runtime.turns import AssistantTurn
from bot.store.transcript import CUSTOMER, Message

OTP, PIN, PRESS = "/otp", "/pin", "/press"
PANELS = frozenset({OTP, PIN})
"""Lines whose rest is secret and is never shown."""
PIN_TROUBLE = {
    WEAK: "That PIN is too easy to guess. Choose another one.",
    EXPIRED: "The time for this is over.",
}


@dataclass(frozen=True)
class Heard:
    """What one line led to: `said` is the line without anything secret, `trouble` why it was not taken."""

    said: str
    replies: tuple[Message, ...] = ()
    turn: AssistantTurn | None = None
    trouble: str | None = None


class Line:
    """One person's conversation, a line at a time."""

    def __init__(self, house: House, session: Session) -> None:
        self._house = house
        self.session = session
        self.last: tuple[Message, ...] = ()

    async def greet(self) -> tuple[Message, ...]:
        """The assistant's first words."""
        self.last = await self._house.conversations.greet(self.session)
        return self.last

    async def hear(self, line: str) -> Heard:
        """Take one line, whatever it stands for."""
        word, _, rest = line.strip().partition(" ")
        try:
            if word == OTP:
                return await self._code(rest.strip())
            if word == PIN:
                return await self._pin(rest.strip())
            if word == PRESS:
                return await self._press(rest.strip())
            return self._heard(line, await self._house.conversations.say(self.session, line))
        except (ConversationError, BankError) as error:
            return Heard(word if word in PANELS else line, trouble=str(error))

    async def sign_in(self, customer: int) -> Heard:
        """Sign in within the conversation, as its page does."""
        with self._house.bank.unit_of_work() as uow:
            self.session = identity.open_session_for(uow, CustomerId(customer), self.session.conversation_id)
            uow.commit()
        return self._heard("", await self._house.conversations.signed_in(self.session))

    def buttons(self) -> list[dict[str, str]]:
        """The buttons of the last replies."""
        return [dict(button) for message in self.last for button in message.buttons]

    async def _press(self, wanted: str) -> Heard:
        said = f"{PRESS} {wanted}"
        buttons = self.buttons()
        payload = _payload(buttons, wanted)
        if payload is None:
            offered = ", ".join(button["title"] for button in buttons) or "none"
            return Heard(said, trouble=f"There is no such button. On offer: {offered}.")
        return self._heard(said, await self._house.conversations.press(self.session, payload))

    async def _code(self, code: str) -> Heard:
        """`/otp` alone reads the demo's phone, as a person with the phone in hand would."""
        request = next((m.data for m in reversed(self.last) if (m.data or {}).get("kind") == CODE_REQUEST), None)
        phone = phone_messages(self._house.bank, self.session)
        order = request["order"] if request else phone[0].order_key if phone else None
        code = code or next((message.code for message in phone if message.order_key == order), "")
        if order is None or not code:
            return Heard(OTP, trouble="No code is waited for.")
        result = await self._house.conversations.enter_code(self.session, order, code)
        if result.verdict.result == WRONG:
            return Heard(OTP, trouble=f"That code is wrong. Tries left: {result.verdict.remaining}.")
        return self._heard(OTP, result.exchange)

    async def _pin(self, pin: str) -> Heard:
        """`/pin DIGITS` stands for the panel in which a new PIN is chosen."""
        history = await self._house.conversations.history(self.session)
        requests = [m.data for m in history if (m.data or {}).get("kind") == SECRET_REQUEST]
        if not requests or requests[-1] is None:
            return Heard(PIN, trouble="No PIN is waited for.")
        result, exchange = await self._house.conversations.enter_secret(self.session, requests[-1]["order"], pin)
        trouble = PIN_TROUBLE.get(result)
        return Heard(PIN, trouble=trouble) if trouble and not exchange.messages else self._heard(PIN, exchange)

    def _heard(self, said: str, exchange: Exchange) -> Heard:
        replies = tuple(message for message in exchange.messages if message.author != CUSTOMER)
        self.last = replies or self.last
        return Heard(said, replies, exchange.turn)


def open_line(house: House, customer: int | None) -> Line:
    """A new conversation of the customer with this number, or of nobody. UnknownCustomer is a BankError."""
    with house.bank.unit_of_work() as uow:
        if customer is None:
            session = identity.start_session(uow)
        else:
            session = identity.open_session_for(uow, CustomerId(customer))
        uow.commit()
    return Line(house, session)


def phone_messages(bank: Bank, session: Session) -> tuple[PhoneMessage, ...]:
    """What the demo customer's phone shows, newest first."""
    if session.customer_id is None:
        return ()
    with bank.unit_of_work() as uow:
        return step_up.phone_messages(uow, session.customer_id)


def as_json(heard: Heard) -> dict[str, Any]:
    """One turn as `teller talk --json` prints it."""
    turn = heard.turn
    return {
        "message": heard.said,
        "skill": turn.skill if turn else None,
        "intent": turn.intent if turn else None,
        "confidence": turn.confidence if turn else None,
        "outcome": turn.outcome if turn else None,
        "choices": list(turn.choices) if turn else [],
        "entities": [dict(entity) for entity in turn.entities] if turn else [],
        "slots": dict(turn.slots) if turn else {},
        "actions": list(turn.actions) if turn else [],
        "replies": [_reply(message) for message in heard.replies] or _trouble(heard),
        "milliseconds": turn.milliseconds if turn else 0.0,
    }


def _reply(message: Message) -> dict[str, Any]:
    return {
        "text": message.text,
        "buttons": [dict(button) for button in message.buttons],
        "data": dict(message.data) if message.data else None,
        "author": message.author,
    }


def _trouble(heard: Heard) -> list[dict[str, Any]]:
    return [{"text": heard.trouble, "buttons": [], "data": None, "author": "system"}] if heard.trouble else []


def _payload(buttons: list[dict[str, str]], wanted: str) -> str | None:
    """The payload of the button with this number, title, or payload."""
    if wanted.isdecimal() and 1 <= int(wanted) <= len(buttons):
        return buttons[int(wanted) - 1]["payload"]
    for button in buttons:
        if wanted.casefold() in (button["title"].casefold(), button["payload"].casefold()):
            return button["payload"]
    return None
