"""Statements and letters: a statement, a confirmation of account, balance or interest, a receipt; CSV on the side."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from rasa_sdk.events import SlotSet

from actions import accounts, follow_up, wording
from actions.context import customer_work, today
from actions.explain_transaction import not_found
from actions.find_transactions import export
from actions.papers import hand_out
from actions.periods import Period, is_month, kept, kept_in, periods_said
from actions.pointing import choices, meant
from actions.turn import Choice, Event, SkillAction, Turn
from bank import CustomerId, UnitOfWork
from bank.domain.accounts import PAYABLE
from bank.domain.transactions import TransactionStatus
from bank.services import documents
from bank.services.accounts import list_accounts
from bank.services.transactions import find_transactions
from bank.services.views import AccountView, TransactionFilter

KINDS = {
    "csv": re.compile(r"\b(csv|excel|xlsx?|spread ?sheet|ods|export\w*)\b", re.IGNORECASE),
    "interest": re.compile(r"\b(interest|tax(es)?|1099|steuer\w*)\b", re.IGNORECASE),
    "receipt": re.compile(
        r"\b(receipts?|reciept\w*|(payment|transfer) (confirmation|slip|proof)|proof (that )?i (\w+ )?paid"
        r"|(proof|confirmation) (of|for) (the |my |a |this |that )?(payment|transfer))\b",
        re.IGNORECASE,
    ),
    "balance": re.compile(r"\b(balance|funds|savings proof|how much (i|there)|enough money|assets?)\b", re.IGNORECASE),
    "statement": re.compile(
        r"\b(statem\w*|stat[ea]?ments?|stmnt?s?|stmts?|kontoauszug|auszug|bookings|movements)\b", re.IGNORECASE
    ),
    "account": re.compile(
        r"\b(confirm\w*|letter|proof|certificate|certify|iban|bank details|reference)\b", re.IGNORECASE
    ),
}
"""What tells the documents apart in words, the surest first."""
PDF = re.compile(r"\bpdfs?\b", re.IGNORECASE)
OFFERED = (
    ("A statement", "statement"),
    ("Confirmation of my account", "account"),
    ("Confirmation of my balance", "balance"),
    ("Confirmation of interest", "interest"),
)
NARROWS = frozenset({"text", "category", "direction", "amount", "status"})
"""What a search may ask for and a statement cannot."""
MONTHS_OFFERED = 2
"""Earlier months offered as buttons under a statement."""


Search = Mapping[str, Any]
"""What a search for transactions asks for, as the slot `transactions_filter` keeps it."""


class Documents(SkillAction):
    """Make the document that was asked for; "and for October?" makes another of the same kind."""

    action_name = "action_documents"
    skill = "documents"

    def answer(self, turn: Turn) -> list[Event]:
        of_shown = follow_up.paper_of_shown(turn)
        kind = of_shown or _kind(turn)
        is_made = turn.slot("last_skill") == self.skill and turn.slot("document_kind")
        if is_made and (of_shown or (kind is None and PDF.search(turn.text))):
            return make_another(turn)
        if kind is None:
            turn.say(
                "utter_which_document", choices=[Choice(title, "documents", {"document": k}) for title, k in OFFERED]
            )
            return []
        if kind == "csv":
            return export(turn)
        with customer_work(turn.conversation_id) as (uow, customer):
            events = _make(turn, uow, customer, kind, _shown(turn) if of_shown else {})
            uow.commit()
        return [*events, SlotSet("document_kind", kind)]


def make_another(turn: Turn) -> list[Event]:
    """The document that was made last, for what the message names instead."""
    with customer_work(turn.conversation_id) as (uow, customer):
        events = _make(turn, uow, customer, turn.slot("document_kind") or "statement", turn.slot("document_of") or {})
        uow.commit()
    return events


def _kind(turn: Turn) -> str | None:
    if (pressed := turn.value("document")) in KINDS:
        return str(pressed)
    kinds = KINDS.keys() - {"csv"} if PDF.search(turn.text) else KINDS
    return next((kind for kind, pattern in KINDS.items() if kind in kinds and pattern.search(turn.text)), None)


def _make(turn: Turn, uow: UnitOfWork, customer: CustomerId, kind: str, shown: Search) -> list[Event]:
    if kind == "receipt":
        return _receipt(turn, uow, customer)
    if kind == "interest":
        since, until = _period(turn) or (date(today().year, 1, 1), today())
        link = documents.make_interest_confirmation(uow, customer, turn.conversation_id, since, until)
        hand_out(turn, f"Your confirmation of interest {_span(since, until)}", link)
        return []
    account = _account(turn, uow, customer, kind, turn.values("account") or shown.get("accounts", ()))
    if account is None:
        return []
    label = accounts.label(account)
    if kind == "account":
        link = documents.make_account_confirmation(uow, customer, turn.conversation_id, account.id)
        hand_out(turn, f"The confirmation of your {label}", link)
    elif kind == "balance":
        link = documents.make_balance_confirmation(uow, customer, turn.conversation_id, account.id)
        hand_out(turn, f"The confirmation of the balance of your {label}", link)
    else:
        return _statement(turn, uow, customer, account, shown)
    return [SlotSet("document_of", {"accounts": [accounts.as_entity(account)]}), accounts.shown([account])]


def _statement(turn: Turn, uow: UnitOfWork, customer: CustomerId, account: AccountView, shown: Search) -> list[Event]:
    """The statement of a month, or of the time of the search that was shown: it has all, not only what was found."""
    since, until = _period(turn) or kept_in(shown) or _last_month(today())
    link = documents.make_statement(uow, customer, turn.conversation_id, account.id, since, until)
    earlier, months = since, []
    for _ in range(MONTHS_OFFERED):
        first, last = _last_month(earlier)
        period = {**kept((first, last)), "grain": "month"}
        months.append(Choice(f"{first:%B}", "documents", {"document": "statement", "period": period,
                                                          "account": accounts.as_entity(account)}))  # fmt: skip
        earlier = first
    what = f"The statement of your {accounts.label(account)} {_span(since, min(until, today()))}"
    booked = TransactionFilter(
        since=since, until=until, account_ids=(account.id,), statuses=(TransactionStatus.BOOKED,)
    )
    is_empty = not find_transactions(uow, customer, booked, limit=1).items
    if shown.keys() & NARROWS:
        hand_out(turn, what, link)
        turn.say("utter_statement_has_all", choices=[Choice("Save as CSV", "find_transactions", {"document": "csv"})])
    else:
        hand_out(turn, what, link, months)
    if is_empty:
        turn.say("utter_statement_empty")
    of_this = {"accounts": [accounts.as_entity(account)], **kept((since, until))}
    return [SlotSet("document_of", of_this), accounts.shown([account])]


def _receipt(turn: Turn, uow: UnitOfWork, customer: CustomerId) -> list[Event]:
    found = meant(turn, uow, customer)
    if not found.items:
        not_found(turn)
        return []
    shown = SlotSet("shown_transactions", [item.id for item in found.items])
    if not found.is_sure:
        turn.say("utter_which_transaction", choices=choices(found.items, "documents", document="receipt"))
        return [shown]
    item = found.items[0]
    link = documents.make_receipt(uow, customer, turn.conversation_id, item.id)
    hand_out(turn, f"The receipt for {wording.money(abs(item.amount))}, {item.counterparty}", link)
    return [shown]


def _account(
    turn: Turn, uow: UnitOfWork, customer: CustomerId, kind: str, wanted: Sequence[Mapping[str, Any]]
) -> AccountView | None:
    """The account that was named, else the main one; None when that was said to be impossible."""
    own = list_accounts(uow, customer)
    named = accounts.meant(own, wanted)
    if wanted and not named:
        turn.say("utter_no_such_account", accounts=accounts.named(own))
        return None
    chosen = named[0] if named else own[0]
    if kind == "account" and chosen.kind not in PAYABLE and not named:
        return own[0]
    return chosen


def _shown(turn: Turn) -> Search:
    """What was just shown: the search for transactions, or an account."""
    if turn.slot("last_skill") == "find_transactions":
        return dict(turn.slot("transactions_filter") or {})
    account = follow_up.shown_account(turn)
    return {"accounts": account} if account else {}


def _period(turn: Turn) -> Period | None:
    return next(iter(periods_said(turn)), None)


def _last_month(day: date) -> tuple[date, date]:
    """The first and last day of the month before that day's."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def _span(since: date, until: date) -> str:
    """ "for October 2026", "from Thu 1 Oct to Fri 9 Oct"."""
    if is_month(since, until):
        return f"for {since:%B %Y}"
    return f"from {wording.day(since, today())} to {wording.day(until, today())}"
