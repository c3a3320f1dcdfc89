"""Find transactions by merchant, amount, period, category, direction and account, in any mix; then "more"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from rasa_sdk.events import SlotSet

from actions import accounts, arrived, follow_up, merchants, payees, wording
from actions.context import customer_work, today
from actions.explain_transaction import row
from actions.papers import hand_out
from actions.periods import kept, kept_in, time_before
from actions.pointing import Wanted, filter_of, remember, said
from actions.turn import Choice, Event, SkillAction, Turn
from bank import Money
from bank.domain.transactions import TransactionStatus
from bank.services import documents
from bank.services.accounts import list_accounts
from bank.services.transactions import find_transactions
from bank.services.views import TransactionPage, TransactionView

ROWS_SHOWN = 5
"""Transactions in one reply; "more" shows as many again."""

MOST_ROWS = 20
"""As many as are shown where a number is asked for."""
LAST_FEW = re.compile(
    r"\b(last|latest|recent|newest|past) (?P<count>\d{1,2})( \w+)? (transactions?|payments?|purchases?|movements?"
    r"|bookings?|things|ones|charges?)\b",
    re.IGNORECASE,
)
OF_WHAT = frozenset({"text", "category"})
"""What is searched for: a shop or a category, the new one in place of the last."""

NARROWER = re.compile(r"\W*((no|nope|ok|and|but|now)\W+)*(only|just)\b", re.IGNORECASE)
"""What changes the last search rather than beginning one: "only money out"."""

AS_FILE = re.compile(
    r"\b(csv|excel|xlsx?|spread ?sheets?|export\w*|download\w*|as a file|save (it|them|this|these|the list))\b",
    re.IGNORECASE,
)


class FindTransactions(SkillAction):
    """A new search; one that names only a period or an account refines the last one."""

    action_name = "action_find_transactions"
    skill = "find_transactions"

    def answer(self, turn: Turn) -> list[Event]:
        if turn.value("document") == "csv" or AS_FILE.search(turn.text):
            return export(turn)
        if turn.slot("last_skill") == self.skill and NARROWER.match(turn.text):
            return refine(turn)
        wanted = said(turn) | _rows_said(turn)
        told = arrived.tell(turn, wanted) if arrived.asks(turn, wanted) else []
        return told or search(turn, wanted)


class More(SkillAction):
    """The next rows of the last search."""

    action_name = "action_more"
    skill = "find_transactions"

    def answer(self, turn: Turn) -> list[Event]:
        if news := follow_up.opens(turn):
            return news
        last = turn.slot("transactions_filter")
        if not last:
            turn.say("utter_transactions_nothing_to_continue")
            return []
        return search(turn, {**last, "offset": last["offset"] + last.get("rows", ROWS_SHOWN), "rows": ROWS_SHOWN})


def _rows_said(turn: Turn) -> Wanted:
    """How many are wanted: "my last 10 transactions"."""
    said = LAST_FEW.search(turn.typed)
    return {"rows": min(int(said["count"]), MOST_ROWS)} if said and int(said["count"]) else {}


def refine(turn: Turn) -> list[Event]:
    """The last search again, with what the message changes about it."""
    last = turn.slot("transactions_filter") or {}
    news = said(turn)
    if news.keys() & OF_WHAT:
        last = {key: value for key, value in last.items() if key not in OF_WHAT}  # "and groceries?", after one shop
    wanted = {**last, **news, "offset": 0}
    if (shown := kept_in(last)) and (before := time_before(turn, *shown)):
        wanted |= kept(before)
    told = arrived.tell(turn, wanted) if wanted.get(arrived.ASKED) else []
    return told or search(turn, wanted)


def search(turn: Turn, wanted: Wanted) -> list[Event]:
    """Look up, show a page, and remember the search for what may follow."""
    wanted = {"offset": 0, **wanted}
    with customer_work(turn.conversation_id) as (uow, customer):
        own = list_accounts(uow, customer)
        account_ids = tuple(account.id for account in accounts.meant(own, wanted.get("accounts", ())))
        if wanted.get("accounts") and not account_ids:
            turn.say("utter_no_such_account", accounts=accounts.named(own))
            return []
        page = find_transactions(
            uow, customer, filter_of(wanted, account_ids), limit=wanted.get("rows", ROWS_SHOWN), offset=wanted["offset"]
        )
    _show(turn, wanted, page)
    shown = remember([item.id for item in page.items]) if page.items else []
    of_payee = [payees.shown(wanted["text"])] if turn.value("payee") and wanted.get("text") else []
    return [SlotSet("transactions_filter", wanted), *shown, *of_payee]


def export(turn: Turn) -> list[Event]:
    """What is searched for, or was shown last, as a file for a spreadsheet."""
    of_statement = turn.typed and turn.slot("last_skill") == "documents"  # the button stands under a search
    shown = turn.slot("document_of") if of_statement else turn.slot("transactions_filter")
    wanted = said(turn) or shown or {}
    with customer_work(turn.conversation_id) as (uow, customer):
        own = list_accounts(uow, customer)
        account_ids = tuple(account.id for account in accounts.meant(own, wanted.get("accounts", ())))
        search_for = filter_of(wanted, account_ids)
        found = find_transactions(uow, customer, search_for, limit=1)
        if not found.items:
            turn.say("utter_transactions_none", described=_described(wanted))
            return []
        link = documents.make_csv(uow, customer, turn.conversation_id, search_for)
        uow.commit()
    described = _described(wanted)
    hand_out(turn, f"The list of {found.total_count} transactions{' ' + described if described else ''} (CSV)", link)
    return [SlotSet("transactions_filter", {"offset": 0, **wanted})]


def _show(turn: Turn, wanted: Wanted, page: TransactionPage) -> None:
    if not page.items:
        if wanted["offset"]:
            turn.say("utter_transactions_no_more")
        elif not merchants.say_unknown(turn, wanted, "find_transactions"):
            turn.say("utter_transactions_none", described=_described(wanted))
        return
    more = page.total_count > wanted["offset"] + len(page.items)
    turn.say(
        "utter_transactions",
        data={
            "kind": "transactions",
            "rows": [row(item) for item in page.items],
            "total": _total_data(page),
        },
        choices=[Choice("Show more", "more")] * more
        + [Choice("Save as CSV", "find_transactions", {"document": "csv"})],
        found=_found(wanted, page),
        rows=wording.lines(_line(item) for item in page.items),
    )


def _found(wanted: Wanted, page: TransactionPage) -> str:
    count = page.total_count
    noun = "transaction" if count == 1 else "transactions"
    if wanted.get("rows", count) < count and not wanted["offset"]:
        return f"The last {wanted['rows']} of {count}{' ' + _described(wanted) if _described(wanted) else ''}:"
    if wanted["offset"]:
        return f"{wanted['offset'] + 1} to {wanted['offset'] + len(page.items)} of {count}:"
    sums = [
        f"{wording.money(amount)} {way}"
        for total in page.totals
        for amount, way in ((total.money_out, "out"), (total.money_in, "in"))
        if amount.minor
    ]
    described = _described(wanted)
    return f"{wording.every(sums) or 'Nothing moved'}: {count} {noun}{' ' + described if described else ''}."


def _described(wanted: Wanted) -> str:
    """The search in words, as it was understood, so that a misunderstanding shows."""
    parts = []
    if wanted.get("status"):
        parts.append(f"that {'was declined' if wanted['status'] == 'declined' else 'is pending'}")
    if wanted.get("direction") and not wanted.get("category"):
        parts.append({"in": "coming in", "out": "going out"}[wanted["direction"]])
    if wanted.get("category"):
        parts.append(f"for {wanted['category'].replace('_', ' ')}")
    if wanted.get("text"):
        parts.append(f"with “{wanted['text']}”")
    if amount := wanted.get("amount"):
        parts.append(_amount_described(amount))
    if wanted.get("currency"):
        parts.append(f"in {wanted['currency']}")
    if period := kept_in(wanted):
        parts.append(_period_described(*period))
    return " ".join(parts)


def _amount_described(amount: Mapping[str, Any]) -> str:
    def money(minor: int) -> str:
        return wording.money(Money(minor, amount.get("currency") or "EUR"))

    low, high = amount.get("min_minor"), amount.get("max_minor")
    if not amount.get("bound") and amount.get("minor") is not None:
        return f"of {money(amount['minor'])}"
    if amount.get("minor") is not None and amount["minor"] not in (low, high):
        bounds = {"min": "more than", "max": "less than", "approx": "about"}  # "over 100" leaves the 100 out
        return f"of {bounds[amount['bound']]} {money(amount['minor'])}"
    if low is not None and high is not None:
        return f"between {money(low)} and {money(high)}"
    return f"of at least {money(low)}" if low is not None else f"of at most {money(high or 0)}"


def _period_described(since: date, until: date) -> str:
    now = today()
    if since == until:
        return wording.on_day(since, now)
    return f"from {wording.day(since, now)} to {wording.day(until, now)}"


def _line(item: TransactionView) -> str:
    status = "" if item.status is TransactionStatus.BOOKED else f" ({item.status.value})"
    return f"{wording.day(item.day, today())}: {item.counterparty}, {wording.signed_money(item.amount)}{status}"


def _total_data(page: TransactionPage) -> dict[str, Any] | None:
    if len(page.totals) != 1:
        return None
    return wording.money_data(page.totals[0].money_in - page.totals[0].money_out)
