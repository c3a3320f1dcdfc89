"""Account details: IBAN, BIC and holder of an account, to be copied or sent as a letter."""

from __future__ import annotations

import re

from actions import accounts, follow_up, wording
from actions.context import customer_work
from actions.turn import Choice, Event, SkillAction, Turn
from bank.services.account_details import list_account_details
from bank.services.money_views import AccountDetails as Details

EVERY_ONE = re.compile(r"\b(all|both|everything|every|each|ibans|numbers|details of my accounts)\b", re.IGNORECASE)


class AccountDetails(SkillAction):
    """The details of the account that was named, or just spoken of ("whats the bic"); else of the main one."""

    action_name = "action_account_details"
    skill = "account_details"

    def answer(self, turn: Turn) -> list[Event]:
        with customer_work(turn.conversation_id) as (uow, customer):
            known = list_account_details(uow, customer)
        own = [details.account for details in known]
        wanted = {account.id for account in accounts.meant(own, turn.values("account"))}
        if turn.values("account") and not wanted:
            turn.say("utter_no_such_account", accounts=accounts.named(own))
            return []
        if not wanted:
            of_shown = accounts.meant(own, follow_up.shown_account(turn)) or own
            wanted = {account.id for account in (own if EVERY_ONE.search(turn.text) else of_shown[:1])}
        chosen = [details for details in known if details.account.id in wanted]
        if len(chosen) > 1:
            _say_several(turn, chosen)
        else:
            _say_one(turn, chosen[0], are_others=len(known) > 1)
        return [accounts.shown([details.account for details in chosen])]


def _say_one(turn: Turn, details: Details, *, are_others: bool) -> None:
    rows = (("IBAN", details.iban), ("BIC", details.bic), ("Holder", details.holder), ("Bank", details.bank))
    of_this = {"document": "account", "account": accounts.as_entity(details.account)}
    choices = [Choice("As a letter (PDF)", "documents", of_this)]
    if are_others:
        choices.append(Choice("All my accounts", "account_details", {"account": {"kind": "all"}}))
    turn.say(
        "utter_account_details" if details.takes_payments else "utter_account_details_no_payments",
        data={"kind": "list", "title": accounts.label(details.account), "rows": [_row(*row) for row in rows]},
        choices=choices,
        account=accounts.label(details.account),
        rows=wording.lines(f"{label}: {value}" for label, value in rows),
    )


def _say_several(turn: Turn, chosen: list[Details]) -> None:
    turn.say(
        "utter_account_details_several",
        data={
            "kind": "list",
            "title": "IBANs",
            "rows": [_row(accounts.label(details.account), details.iban) for details in chosen],
        },
        rows=wording.lines(f"{accounts.label(details.account)}: {details.iban}" for details in chosen),
        bic=chosen[0].bic,
        holder=chosen[0].holder,
    )


def _row(title: str, detail: str) -> dict[str, str | None]:
    return {"title": title, "detail": detail, "date": None, "amount": None}
