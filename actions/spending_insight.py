"""Spending insight: by category, by shop, month by month, and this month against the last; with a chart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from rasa_sdk.events import SlotSet

from actions import accounts, wording
from actions.context import customer_work, today
from actions.periods import Period, kept, periods_said, span, time_before
from actions.turn import Event, SkillAction, Turn
from bank import CustomerId, Money, UnitOfWork
from bank.domain.categories import CATEGORIES
from bank.domain.spending import month_before, month_of, same_stretch_before
from bank.services.accounts import list_accounts
from bank.services.money_views import Spent
from bank.services.spending import (
    SpendingFilter,
    spent_by_category,
    spent_by_merchant,
    spent_by_month,
    spent_in_all,
)

BARS_SHOWN = 6
"""Categories or shops that are named; the rest is in the total."""
MONTHS_SHOWN = 6
FOOD = ("groceries", "eating_out")
"""What people call food; the bank keeps the two apart."""

COMPARES = re.compile(
    r"\b(more|less|than|compar\w*|versus|vs|against|differen\w*|chang\w*|increas\w*|decreas\w*|higher|lower)\b",
    re.IGNORECASE,
)
BY_MONTH = re.compile(
    r"\b(per month|a month|each month|every month|month(ly| by month| on month)|by month|trend\w*|over time|average)\b",
    re.IGNORECASE,
)
BY_SHOP = re.compile(
    r"\b(shops?|stores?|merchants?|places?|compan(y|ies)|retailers?|whom?|by (shop|merchant|company))\b", re.IGNORECASE
)
ONLY_COMPARES = re.compile(
    r"\W*((and|so|ok|hm+)\W+)*((is|was) (that|it)( \w+)? (more|less|higher|lower)"
    r"|(how (does|do) (that|it|they) )?compar\w*|versus|vs)\b"
    r"|\W*((and|ok)\W+)*(chart|graph|plot|draw|(per|by|each|every) month)\b( (it|that|this|them|pls|please|me))*\W*$",
    re.IGNORECASE,
)
"""What compares or draws the last answer: "compared to last month?", "was that more than the month before"."""
FOOD_SAID = re.compile(r"\bfood\b", re.IGNORECASE)

Asked = dict[str, Any]
"""What is asked, as the slot `spending_asked` keeps it: categories, text, accounts, since, until, view."""


class SpendingInsight(SkillAction):
    """Answer a new question about spending."""

    action_name = "action_spending_insight"
    skill = "spending_insight"

    def answer(self, turn: Turn) -> list[Event]:
        if ONLY_COMPARES.match(turn.typed):
            return ask_again(turn)
        return _tell(turn, _said(turn))


def ask_again(turn: Turn) -> list[Event]:
    """The last question about spending, with what the message changes about it."""
    last, news = _last(turn), _said(turn)
    if news.keys() & {"categories", "text"}:
        last = {key: value for key, value in last.items() if key not in {"categories", "text"}}
    before = None if news.get("view") == "compared" else time_before(turn, *_stretch(last))
    if before:
        news |= {**kept(before), "view": None}
    if "since" in news:
        last = {key: value for key, value in last.items() if key != "before"}
    return _tell(turn, {**last, **{key: value for key, value in news.items() if key != "view" or value}})


def _last(turn: Turn) -> Asked:
    """What spending was asked about last, or what payments were searched for."""
    if turn.slot("last_skill") != "find_transactions":
        return turn.slot("spending_asked") or {}
    found = turn.slot("transactions_filter") or {}
    kept_of_it = {key: found[key] for key in ("text", "accounts", "since", "until") if found.get(key)}
    return kept_of_it | ({"categories": [found["category"]]} if found.get("category") in CATEGORIES else {})


def _said(turn: Turn) -> Asked:
    asked: Asked = {}
    if categories := [value for value in turn.values("category") if value in CATEGORIES]:
        asked["categories"] = list(FOOD) if FOOD_SAID.search(turn.text) else categories
    if merchant := turn.value("merchant"):
        asked["text"] = merchant
    if named := turn.values("account"):
        asked["accounts"] = named
    periods = sorted(periods_said(turn))
    if len(periods) == 1 and COMPARES.search(turn.text):
        periods = _two_months(*periods[0]) or periods
    if periods:
        asked |= kept(periods[-1])
    if len(periods) > 1:
        asked["before"] = [day.isoformat() for day in periods[0]]
    asked["view"] = _view(turn.text, len(periods))
    if asked["view"] == "compared" and len(periods) == 1 and _names_the_time_before(turn.text, periods[0]):
        # "am I spending more than last month": last month is what it is compared with
        asked = {k: v for k, v in asked.items() if k not in {"since", "until"}}
    return asked


def _view(text: str, periods: int) -> str | None:
    if COMPARES.search(text) or periods > 1:
        return "compared"
    if BY_MONTH.search(text):
        return "by_month"
    return "by_shop" if BY_SHOP.search(text) else None


def _two_months(since: date, until: date) -> list[Period] | None:
    """ "September and October" is read as one stretch; who compares means each by itself."""
    first, second = month_of(since), month_of(until)
    if (first[0], second[1]) == (since, until) and month_before(until) == since:
        return [first, second]
    return None


def _names_the_time_before(text: str, period: tuple[date, date]) -> bool:
    return period[1] < today() and re.search(r"\b(than|with|to|vs|versus|against)\b", text, re.IGNORECASE) is not None


def _tell(turn: Turn, asked: Asked) -> list[Event]:
    with customer_work(turn.conversation_id) as (uow, customer):
        own = list_accounts(uow, customer)
        ids = tuple(account.id for account in accounts.meant(own, asked.get("accounts", ())))
        if asked.get("accounts") and not ids:
            turn.say("utter_no_such_account", accounts=accounts.named(own))
            return []
        since, until = _stretch(asked)
        wanted = SpendingFilter(
            since=min(since, until),
            until=until,
            categories=tuple(asked.get("categories", ())),
            text=asked.get("text"),
            account_ids=ids,
            currency=own[0].currency,
        )
        _answer(turn, uow, customer, wanted, asked)
    return [SlotSet("spending_asked", asked)]


def _stretch(asked: Asked) -> Period:
    """The time that is asked about; this month, if none is said."""
    since = date.fromisoformat(asked["since"]) if asked.get("since") else today().replace(day=1)
    return since, min(date.fromisoformat(asked["until"]) if asked.get("until") else today(), today())


def _answer(turn: Turn, uow: UnitOfWork, customer: CustomerId, wanted: SpendingFilter, asked: Asked) -> None:
    view = asked.get("view")
    if view == "by_month":
        _by_month(turn, uow, customer, wanted)
    elif view == "compared":
        before = asked.get("before")
        stretch = (date.fromisoformat(before[0]), date.fromisoformat(before[1])) if before else None
        _compared(turn, uow, customer, wanted, stretch or same_stretch_before(wanted.since, wanted.until))
    else:
        _parts(turn, uow, customer, wanted, by_shop=view == "by_shop" or bool(wanted.categories))


def _parts(turn: Turn, uow: UnitOfWork, customer: CustomerId, wanted: SpendingFilter, *, by_shop: bool) -> None:
    total = spent_in_all(uow, customer, wanted)
    if not total.count:
        turn.say("utter_spent_nothing", about=_about(wanted))
        return
    parts = spent_by_merchant(uow, customer, wanted) if by_shop else spent_by_category(uow, customer, wanted)
    shown = [part for part in parts if part.amount.minor > 0][:BARS_SHOWN]
    facts: dict[str, Any] = {"total": total.amount, "about": _about(wanted)}
    if wanted.text or len(shown) < 2:
        turn.say("utter_spent_one", count=_payments(total.count), **facts)
        return
    turn.say(
        "utter_spent_by_shop" if by_shop else "utter_spent_by_category",
        data=_chart("bars", f"Spent {_about(wanted)}", wanted.currency, _points(shown)),
        rows=wording.lines(f"{part.name}: {wording.money(part.amount)}" for part in shown),
        **facts,
    )


def _compared(
    turn: Turn, uow: UnitOfWork, customer: CustomerId, wanted: SpendingFilter, stretch: tuple[date, date]
) -> None:
    earlier = SpendingFilter(*stretch, wanted.categories, wanted.text, wanted.account_ids, wanted.currency)
    now, then = spent_in_all(uow, customer, wanted).amount, spent_in_all(uow, customer, earlier).amount
    difference = now - then
    way = "more" if difference.minor > 0 else "less" if difference.minor < 0 else "same"
    labels = [span(*stretch), span(wanted.since, wanted.until)]
    turn.say(
        f"utter_spent_{way}",
        data=_chart("bars", _titled("Spent", wanted), wanted.currency, list(zip(labels, (then, now), strict=True))),
        total=now,
        about=_about(wanted),
        before=then,
        before_span=labels[0],
        difference=abs(difference),
    )


def _by_month(turn: Turn, uow: UnitOfWork, customer: CustomerId, wanted: SpendingFilter) -> None:
    months = (wanted.until.year - wanted.since.year) * 12 + wanted.until.month - wanted.since.month + 1
    sums = spent_by_month(uow, customer, wanted, max(months, MONTHS_SHOWN) if months == 1 else min(months, 12))
    whole = [one.amount.minor for one in sums if one.first < today().replace(day=1)] or [sums[-1].amount.minor]
    points = [(f"{one.first:%B}", one.amount) for one in sums]
    turn.say(
        "utter_spent_by_month",
        data=_chart("line", _titled("Spent by month", wanted), wanted.currency, points),
        average=Money(sum(whole) // len(whole), wanted.currency),
        what=f", {_what(wanted)}" if _what(wanted) else "",
        rows=wording.lines(f"{label}: {wording.money(amount)}" for label, amount in points),
    )


def _points(parts: Sequence[Spent]) -> list[tuple[str, Money]]:
    return [(part.name, part.amount) for part in parts]


def _chart(form: str, title: str, unit: str, points: Sequence[tuple[str, Money]]) -> dict[str, Any]:
    drawn = [{"label": label, "minor": amount.minor} for label, amount in points]
    return {"kind": "chart", "form": form, "title": title, "unit": unit, "points": drawn}


def _what(wanted: SpendingFilter) -> str:
    """ "on groceries and eating out", "at Fresco Foods", or nothing for all of it."""
    if wanted.text:
        return f"at {wanted.text}"
    if wanted.categories:
        return f"on {wording.every([CATEGORIES[category].lower() for category in wanted.categories])}"
    return ""


def _about(wanted: SpendingFilter) -> str:
    """ "on groceries in October"."""
    return f"{_what(wanted)} {span(wanted.since, wanted.until)}".strip()


def _titled(title: str, wanted: SpendingFilter) -> str:
    return f"{title} {_what(wanted)}".strip()


def _payments(count: int) -> str:
    return "one payment" if count == 1 else f"{count} payments"
