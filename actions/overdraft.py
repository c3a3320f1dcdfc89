"""Overdrafts: what is agreed and used, and another limit, within what comes in each month."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from actions import accounts, follow_up
from actions.change_form import ChangeForm, ask_change_authorisation, ask_change_confirmation, say_outcome
from actions.context import customer_work
from actions.forms import Ask, StopForm, Values, chosen
from actions.new_limit import AS_HIGH_AS_POSSIBLE, limit_said, settled
from actions.turn import Choice, Event, SkillAction, Turn
from bank.services.overdraft import SET, list_overdrafts
from bank.services.product_views import OverdraftView

ENDS = re.compile(
    r"\b(cancel|end|remove|delete|close|get rid of|stop|take .{0,20}\boff|(turn|switch)(ed)? .{0,20}\boff"
    r"|overdraft (off|away)|without (an|any)|no overdraft|not? (want|need) .{0,20}\boverdraft|don['’]?t (want|need))\b",
    re.IGNORECASE,
)
CHANGE_IT = Choice("Change the limit", "overdraft_change")


class OverdraftForm(ChangeForm):
    """Collects the account and its new limit."""

    skill: ClassVar[str] = "overdraft"
    own_intents: ClassVar[frozenset[str]] = frozenset({"overdraft_change"})
    details: ClassVar[frozenset[str]] = frozenset({"amount", "account", "ordinal"})
    slots: ClassVar[tuple[str, ...]] = ("from_account", "amount")
    slot_to_blame: ClassVar[Mapping[str, str]] = {
        "overdraft_out_of_range": "amount",
        "overdraft_too_high": "amount",
        "overdraft_in_use": "amount",
        "same_limit": "amount",
        "home_currency_only": "amount",
        "no_overdraft_here": "from_account",
    }

    def open(self, turn: Turn, values: Values) -> None:
        super().open(turn, values)
        known = own(turn)
        if not known:
            turn.say("utter_no_overdraft_possible")
            raise StopForm
        if len(known) == 1:
            values["from_account"] = _slot_value(known[0])

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        news: Values = {}
        known = own(turn)
        if picked := chosen(turn, values, "from_account"):
            news |= {"from_account": picked, "candidates": None}
        elif found := _named(turn, known):
            news["from_account"] = _slot_value(found)
        account = (news.get("from_account") or values.get("from_account") or {}).get("id")
        now = next((one for one in known if one.account_id == account), None)
        if limit := _limit_said(turn, now):
            news["amount"] = limit
        return news

    def brings_details(self, turn: Turn) -> bool:
        return super().brings_details(turn) or bool(AS_HIGH_AS_POSSIBLE.search(turn.text))

    def detail(self, values: Values) -> str | None:
        return next((slot for slot in self.slots if not values.get(slot)), None)

    def advance(self, turn: Turn, values: Values, wanted: str | None) -> None:
        if wanted == "from_account" and not values.get("candidates"):
            options = [{"title": _slot_value(one)["label"], "value": _slot_value(one)} for one in own(turn)]
            values["candidates"] = {"slot": "from_account", "options": options}
        super().advance(turn, values, wanted)

    def kind(self, values: Values) -> str:
        return SET

    def content(self, values: Values) -> Mapping[str, Any]:
        amount = values["amount"]
        return {
            "account_id": values["from_account"]["id"],
            "limit_minor": amount["minor"],
            "currency": amount["currency"],
        }


class AskOverdraftAccount(Ask):
    skill: ClassVar[str] = "overdraft"
    slot: ClassVar[str] = "from_account"

    def ask(self, turn: Turn) -> None:
        turn.say("utter_ask_overdraft_from_account")


class AskOverdraftAmount(Ask):
    skill: ClassVar[str] = "overdraft"
    slot: ClassVar[str] = "amount"

    def ask(self, turn: Turn) -> None:
        account = (turn.slot("from_account") or {}).get("id")
        for one in own(turn):
            if one.account_id == account:
                turn.say("utter_ask_overdraft_amount", limit=one.limit, possible=one.possible)


class AskOverdraftConfirmation(Ask):
    skill: ClassVar[str] = "overdraft"
    slot: ClassVar[str] = "confirmation"

    def ask(self, turn: Turn) -> None:
        ask_change_confirmation(turn, yes="Yes, change it")


class AskOverdraftAuthorisation(Ask):
    skill: ClassVar[str] = "overdraft"
    slot: ClassVar[str] = "authorisation"

    def ask(self, turn: Turn) -> None:
        ask_change_authorisation(turn)


class Overdraft(SkillAction):
    """Say what became of the new limit."""

    action_name = "action_overdraft"
    skill = "overdraft"

    def answer(self, turn: Turn) -> list[Event]:
        return say_outcome(turn)


class OverdraftState(SkillAction):
    """What is agreed, used and left, and what would be possible."""

    action_name = "action_overdraft_state"
    skill = "overdraft"

    def answer(self, turn: Turn) -> list[Event]:
        known = own(turn)
        if not known:
            turn.say("utter_no_overdraft_possible")
        for one in [named] if (named := _named(turn, known)) else known:
            name = "utter_overdraft" if one.limit.minor else "utter_overdraft_none"
            turn.say(
                name,
                account=accounts.label_of(one.name, one.digits),
                limit=one.limit,
                used=one.used,
                left=one.left,
                possible=one.possible,
                choices=[CHANGE_IT],
            )
        return []


def own(turn: Turn) -> tuple[OverdraftView, ...]:
    """The customer's accounts that may have an overdraft."""
    with customer_work(turn.conversation_id) as (uow, customer):
        return list_overdrafts(uow, customer)


def _named(turn: Turn, known: tuple[OverdraftView, ...]) -> OverdraftView | None:
    """The one account that the message names by its name or digits."""
    for value in turn.values("account"):
        found = [
            one
            for one in known
            if value.get("digits") == one.digits or str(value.get("name") or "").casefold() == one.name.casefold()
        ]
        if len(found) == 1:
            return found[0]
    return None


def _limit_said(turn: Turn, now: OverdraftView | None) -> dict[str, Any] | None:
    """The new limit: as said, "by 500" from what it is now, the highest that is possible, or none at all."""
    if (said := limit_said(turn)) and (now is not None or "minor" in said):
        return settled(said, now.limit.minor if now else 0, now.possible.minor if now else 0)
    if now is None:
        return None
    ends = turn.intent == "overdraft_change" and ENDS.search(turn.typed)
    return {"minor": 0, "currency": None} if ends or follow_up.gives_up(turn.typed) else None


def _slot_value(one: OverdraftView) -> dict[str, Any]:
    return {"id": one.account_id, "label": accounts.label_of(one.name, one.digits)}
