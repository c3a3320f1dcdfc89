"""Balances: one account, several, or all; for what is borrowed, what is owed and when the next payment is due."""

from __future__ import annotations

import re
from typing import Any

from actions import accounts, exchange, follow_up, wording
from actions.context import customer_work, today
from actions.explain_transaction import ExplainTransaction, asks_its_amount
from actions.notices import tell_one
from actions.turn import Event, SkillAction, Turn
from bank.services.accounts import list_accounts
from bank.services.views import AccountView

CARD_DEBT = re.compile(
    r"\bminimum\b|\bcard\b.*\b(bill|due|owe|pay|settle)\b|\b(bill|due|owe|pay|settle)\b.*\bcard\b", re.IGNORECASE
)
"""What only a credit card has: "and the card, when must i pay it"."""


class Balances(SkillAction):
    """Show the balances that were asked for; all of them if none was named."""

    action_name = "action_balances"
    skill = "balances"

    def answer(self, turn: Turn) -> list[Event]:
        if asks_its_amount(turn):
            return ExplainTransaction().answer(turn)
        with customer_work(turn.conversation_id) as (uow, customer):
            own = list_accounts(uow, customer)
        wanted = accounts.meant(own, turn.values("account"))
        if not turn.values("account") and CARD_DEBT.search(turn.text):
            wanted = [account for account in own if account.kind == "credit_card"]
        if not turn.values("account") and (currency := turn.value("currency")):
            wanted = accounts.matching(own, {"currency": currency})
        if not wanted and turn.values("account"):
            turn.say("utter_no_such_account", accounts=accounts.named(own))
            return []
        chosen = list(dict.fromkeys(wanted)) or list(own)
        show(turn, chosen)
        return [*tell_one(turn), accounts.shown(chosen)]


def in_currency(turn: Turn) -> list[Event]:
    """The balance that was just shown, in the currency that the message names: "in euros?"."""
    with customer_work(turn.conversation_id) as (uow, customer):
        own = list_accounts(uow, customer)
    account = next(iter(accounts.meant(own, follow_up.shown_account(turn))), None)
    wanted = str(turn.value("currency"))
    if account is not None and account.currency != wanted and account.available.minor > 0:
        return exchange.say_rate(turn, account.available, wanted)
    if not accounts.matching(own, {"currency": wanted}):
        turn.say("utter_no_such_account", accounts=accounts.named(own))
        return []
    return Balances().answer(turn)


def show(turn: Turn, chosen: list[AccountView]) -> None:
    """Word one account in a sentence, several as a list."""
    data = {"kind": "accounts", "rows": [_row(account) for account in chosen]}
    if len(chosen) > 1:
        turn.say("utter_balances", data=data, rows=wording.lines(_line(account) for account in chosen))
        return
    account = chosen[0]
    if account.owed is None:
        turn.say(
            "utter_balance_one",
            data=data,
            balance=account.available,
            account=accounts.label(account),
            booked="" if account.available == account.balance else f" Booked: {wording.money(account.balance)}.",
        )
    elif account.kind == "credit_card":
        turn.say(
            "utter_balance_owed" if account.due_on else "utter_balance_owed_nothing",
            data=data,
            owed=account.owed,
            account=accounts.label(account),
            available=account.available,
            minimum=account.due,
            due=wording.day(account.due_on, today()) if account.due_on else None,
        )
    else:
        turn.say("utter_balance_loan", data=data, owed=account.owed, account=accounts.label(account))


def _line(account: AccountView) -> str:
    if account.owed is None:
        return f"{accounts.label(account)}: {wording.money(account.available)} available"
    return f"{accounts.label(account)}: {wording.money(account.owed)} owed"


def _row(account: AccountView) -> dict[str, Any]:
    return {
        "name": account.name,
        "kind": account.kind.value,
        "digits": account.digits,
        "booked": wording.money_data(account.balance),
        "available": wording.money_data(account.available) if account.owed is None else None,
    }
