"""Who and what a conversation deals with: the speaker, the bank, and the bank's verdict on a code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.nlu.lexicon import Lexicon

# The `kind` of a reply that asks for a one-time code; `order` beside it is the key of the order or change.
CODE_REQUEST = "code_request"
# … and of one that asks for a PIN, in a panel of its own.
SECRET_REQUEST = "secret_request"  # noqa: S105 - a kind of reply

ACCEPTED = "accepted"
WRONG = "wrong"
WEAK = "weak"
EXPIRED = "expired"


class Speaker(Protocol):
    """Whose conversation it is: the bank's `Session` is one. Never made from anything in a message."""

    @property
    def conversation_id(self) -> str: ...

    @property
    def customer_id(self) -> int | None: ...

    @property
    def first_name(self) -> str | None: ...


@dataclass(frozen=True)
class Nameless:
    """A speaker of whom only the conversation matters: for turns that staff sets off."""

    conversation_id: str
    customer_id: int | None = None
    first_name: str | None = None


@dataclass(frozen=True)
class CodeVerdict:
    """What the bank says to a one-time code: `accepted`, `wrong`, `expired` or `locked`; tries left."""

    result: str
    remaining: int | None = None


class BankSide(Protocol):
    """What a conversation needs of the bank (`bot/conversation/bank_side.py`). Its methods block."""

    def verify_code(self, customer_id: int, order_key: str, code: str) -> CodeVerdict:
        """Authorise and execute the order or change if the code is right."""

    def awaits_code(self, customer_id: int, order_key: str) -> bool:
        """Whether a code for this order or change would be taken now."""

    def took_code(self, customer_id: int, order_key: str) -> bool:
        """Whether a code for this order or change was taken: it is authorised, whatever came of it then."""

    def set_secret(self, customer_id: int, order_key: str, secret: str) -> str:
        """Take a PIN for the change that waits for one: `accepted`, `weak` (another is taken) or `expired`."""

    def awaits_secret(self, customer_id: int, order_key: str) -> bool:
        """Whether a PIN for this change would be taken now."""

    def took_secret(self, customer_id: int, order_key: str) -> bool:
        """Whether a PIN for this change was taken."""

    def lexicon(self, customer_id: int | None) -> Lexicon:
        """The names that the model may recognise in this customer's messages."""
