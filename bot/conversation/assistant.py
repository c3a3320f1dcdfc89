"""What a conversation needs of an assistant: `bot/runtime/assistant.py` is the one, tests have another."""

from __future__ import annotations

from typing import Protocol

from bot.runtime.turns import AssistantTurn


class Assistant(Protocol):
    """Answers one message at a time; the caller never lets two turns of one conversation overlap."""

    async def turn(self, conversation_id: str, text: str, message_id: str) -> AssistantTurn:
        """A typed message; "/intent" in it is plain text. A `message_id` heard before: the same replies again."""

    async def press(self, conversation_id: str, payload: str, message_id: str) -> AssistantTurn:
        """A button that this conversation was offered. `message_id` as in `turn`."""

    async def code_accepted(self, conversation_id: str, order_key: str) -> AssistantTurn:
        """The bank took the code for `order_key`. Heard before: the same replies again."""

    async def code_failed(self, conversation_id: str, order_key: str, result: str) -> AssistantTurn:
        """The bank refused a code: `wrong`, `expired` or `locked`."""

    async def secret_accepted(self, conversation_id: str, order_key: str) -> AssistantTurn:
        """The bank took the PIN for `order_key`. Heard before: the same replies again."""

    async def secret_failed(self, conversation_id: str, order_key: str) -> AssistantTurn:
        """The bank takes no PIN for `order_key` any more."""

    async def greet(self, conversation_id: str) -> AssistantTurn:
        """The first words of a conversation."""

    async def signed_in(self, conversation_id: str) -> AssistantTurn:
        """The customer has signed in: what was asked for before that goes on; no replies where that was nothing."""

    async def resume(self, conversation_id: str) -> AssistantTurn:
        """Staff has handed the conversation back."""
