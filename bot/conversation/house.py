"""Opens everything a door needs, in one place: the bank, the bot's tables, the assistant, the conversations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions import context
from bank import Bank, BankError
from bot.conversation.bank_side import BankServices
from bot.conversation.conversations import Conversations
from bot.conversation.limits import MESSAGES_PER_MINUTE
from bot.runtime import lifted
from bot.runtime.settings import Settings
from bot.store import Store, StoreError

if TYPE_CHECKING:
    from bot.runtime.assistant import Assistant


class CannotOpenError(RuntimeError):
    """The bank, the tables or the model cannot be opened; the message says what to do."""


@dataclass(frozen=True)
class House:
    """What is open; close it when the door closes."""

    settings: Settings
    bank: Bank
    store: Store
    conversations: Conversations
    assistant: Assistant

    def close(self) -> None:
        self.store.close()
        self.bank.close()


UNHURRIED_MESSAGES_PER_MINUTE = 1_000_000
"""For a script at the machine itself, which may say as much as it likes."""


def open_house(settings: Settings, *, unhurried: bool = False) -> House:
    """Open it all. CannotOpenError says in one sentence what is missing and what to do."""
    try:
        bank = Bank.open(settings.bank_url)
        store = Store.open(settings.bot_url)
    except (BankError, StoreError) as error:
        raise CannotOpenError(str(error)) from error
    # Only now what takes seconds: a missing database is said at once.
    lifted.apply("serving")
    from bot.runtime.actions_over_http import find_actions
    from bot.runtime.archives import NoModelError
    from bot.runtime.assistant import Assistant
    from bot.runtime.signed_calls import CallKeyError

    try:
        actions = find_actions(settings.actions_url, settings.actions_key_path)
        assistant = Assistant.load(settings.models_path, store.engine, actions)
    except (CallKeyError, NoModelError) as error:
        raise CannotOpenError(str(error)) from error
    return furnish(settings, bank, store, assistant, unhurried=unhurried)


def furnish(settings: Settings, bank: Bank, store: Store, assistant: Assistant, *, unhurried: bool = False) -> House:
    """A house of parts that are open already; the actions of this process serve its bank from now on."""
    context.use(context.Context(bank, settings.locale))
    conversations = Conversations(
        bank=BankServices(bank, settings.staff_keys_path),
        store=store,
        assistant=assistant,
        messages_per_minute=UNHURRIED_MESSAGES_PER_MINUTE if unhurried else MESSAGES_PER_MINUTE,
    )
    return House(settings, bank, store, conversations, assistant)
