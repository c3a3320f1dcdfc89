"""Which of the customer's accounts is meant: by kind, name or last digits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rasa_sdk.events import SlotSet

from actions.turn import Event
from actions.wording import every
from bank.services.views import AccountView

MONEY_KINDS = ("current", "savings")
"""Accounts that money can be moved from and to by the customer."""


def matching(accounts: Sequence[AccountView], wanted: Mapping[str, Any]) -> list[AccountView]:
    """The accounts that an `account` entity's value can mean; all of them for "all"."""
    if wanted.get("kind") == "all":
        return list(accounts)
    found = list(accounts)
    if currency := wanted.get("currency"):
        found = [account for account in found if account.currency == currency]
    if digits := wanted.get("digits"):
        found = [account for account in found if account.iban.endswith(str(digits))]
    if name := wanted.get("name"):
        named = [account for account in found if account.name.casefold() == str(name).casefold()]
        if named or not (wanted.get("kind") or wanted.get("currency")):
            return named
    if kind := wanted.get("kind"):
        found = [account for account in found if account.kind == kind]
    return found


def meant(accounts: Sequence[AccountView], wanted: Iterable[Mapping[str, Any]]) -> list[AccountView]:
    """The accounts that several values can mean, in the order of the values."""
    return [account for value in wanted for account in matching(accounts, value)]


def as_entity(account: AccountView) -> dict[str, str]:
    """The account as an entity of a message names it (docs/architecture.md)."""
    return {"kind": account.kind.value, "digits": account.digits}


def shown(accounts: Sequence[AccountView]) -> Event:
    """Remember the account that was spoken of, for "whats the bic of that"; none where there were several."""
    event: Event = SlotSet("shown_account", as_entity(accounts[0]) if len(accounts) == 1 else None)
    return event


def label(account: AccountView) -> str:
    """ "Current account (…1234)"."""
    return label_of(account.name, account.digits)


def label_of(name: str, digits: str) -> str:
    """The same, of what is known by name and last digits."""
    return f"{name} (…{digits})"


def slot_value(account: AccountView) -> dict[str, Any]:
    """An account as a form's slot keeps it."""
    return {"id": account.id, "label": label(account)}


def named(accounts: Sequence[AccountView]) -> str:
    """All of them by name, as a part of a sentence."""
    return every([label(account) for account in accounts])
