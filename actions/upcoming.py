"""What is coming: payments that are known to fall due, income that is likely, and the lowest balance on the way."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from actions import wording
from actions.context import customer_work, today
from actions.periods import periods_said
from actions.turn import Choice, Event, SkillAction, Turn
from bank import Money
from bank.domain.limits import LOOK_AHEAD, LOOK_AHEAD_LONGEST
from bank.services.money_views import Ahead, Coming, ComingKind
from bank.services.upcoming import look_ahead

ROWS_SHOWN = 12
ASKS_BALANCE = re.compile(r"\b(balance|left|remain\w*|will i have|forecast|enough|last|afford)\b", re.IGNORECASE)
ASKS_LOWEST = re.compile(r"\b(lowest|how low|low point|least i('|’)?ll have)\b", re.IGNORECASE)
KIND_NAMES = {
    ComingKind.STANDING_ORDER: "standing order",
    ComingKind.DIRECT_DEBIT: "direct debit",
    ComingKind.CARD_BILL: "card bill",
    ComingKind.INSTALMENT: "instalment",
    ComingKind.SCHEDULED: "planned payment",
    ComingKind.INCOME: "expected income",
}


class Upcoming(SkillAction):
    """The next thirty days, or the time that was named."""

    action_name = "action_upcoming"
    skill = "upcoming"

    def answer(self, turn: Turn) -> list[Event]:
        since, until = _time(turn)
        with customer_work(turn.conversation_id) as (uow, customer):
            ahead = look_ahead(uow, customer, until)
        if ASKS_LOWEST.search(turn.text):
            _say_lowest(turn, ahead)
            return []
        if ASKS_BALANCE.search(turn.text):
            _say_balance_then(turn, ahead, until)
        shown = [item for item in ahead.items if item.day >= since]
        _say_items(turn, shown, since, until)
        _say_lowest(turn, ahead)
        return []


def _time(turn: Turn) -> tuple[date, date]:
    """The time that is meant, never before today nor too far ahead."""
    now = today()
    for since, until in periods_said(turn):
        if until >= now:
            is_day = since == until
            return now if is_day else max(since, now), min(until, now + LOOK_AHEAD_LONGEST)
    return now, now + LOOK_AHEAD


def _say_balance_then(turn: Turn, ahead: Ahead, until: date) -> None:
    """What is likely to be there at the end of the time asked about."""
    balance = [balance for day, balance in ahead.path if day <= until][-1]
    turn.say("utter_balance_then", balance=balance, until=wording.day(until, today()), account=ahead.account.name)


def _say_items(turn: Turn, items: list[Coming], since: date, until: date) -> None:
    by = wording.day(until, today())
    if not items:
        turn.say("utter_upcoming_none", until=by)
        return
    shown = items[:ROWS_SHOWN]
    out = [item.amount for item in items if item.amount.minor < 0]
    turn.say(
        "utter_upcoming",
        data={"kind": "list", "title": f"Until {by}", "rows": [_row(item) for item in shown]},
        out=_sums(out),
        until=by,
        rows=wording.lines(_line(item) for item in shown),
    )


def _say_lowest(turn: Turn, ahead: Ahead) -> None:
    day, lowest = ahead.lowest
    chart = {
        "kind": "chart",
        "form": "line",
        "title": f"Balance ahead, {ahead.account.name}",
        "unit": ahead.account.currency,
        "points": [{"label": wording.day(at, today()), "minor": balance.minor} for at, balance in ahead.path],
    }
    data = chart if len(ahead.path) > 1 else None
    facts: dict[str, Any] = {"lowest": lowest, "day": wording.on_day(day, today()), "account": ahead.account.name}
    if lowest.minor < 0:
        turn.say("utter_lowest_below_zero", data=data, choices=[Choice("Move money there", "transfer_own")], **facts)
    elif day == today():
        turn.say("utter_lowest_is_now", data=data, **facts)
    else:
        turn.say("utter_lowest", data=data, **facts)


def _line(item: Coming) -> str:
    kind = KIND_NAMES[item.kind]
    about = "about " if item.is_estimate else ""
    return f"{wording.day(item.day, today())}: {item.name}, {about}{wording.signed_money(item.amount)} ({kind})"


def _row(item: Coming) -> dict[str, Any]:
    return {
        "title": item.name,
        "detail": KIND_NAMES[item.kind],
        "date": item.day.isoformat(),
        "amount": wording.money_data(item.amount),
    }


def _sums(amounts: list[Money]) -> str:
    """What goes out, currency by currency."""
    sums: dict[str, int] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, 0) - amount.minor
    return wording.every([wording.money(Money(minor, currency)) for currency, minor in sums.items()]) or "Nothing"
