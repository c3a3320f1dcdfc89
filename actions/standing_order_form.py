"""The form for standing orders and direct debits: set up, change, pause, go on, cancel; return a direct debit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from actions import cards, follow_up, payees, wording
from actions.change_form import ChangeForm
from actions.context import customer_work, is_signed_in, today
from actions.forms import StopForm, Values, chosen
from actions.merchants import names_one
from actions.orders import amount_said, coming_day_said
from actions.periods import year_later
from actions.turn import Choice, Turn
from bank.domain.payment_days import month_after
from bank.domain.spending import month_of
from bank.services import standing_order_changes as kinds
from bank.services.direct_debits import RETURN, list_collected, list_direct_debits
from bank.services.moving_views import CollectedView, DirectDebitView, StandingOrderView
from bank.services.standing_orders import list_standing_orders
from bank.services.transactions import list_merchants

CREATE, CHANGE, PAUSE, RESUME, CANCEL = kinds.CREATE, kinds.CHANGE, kinds.PAUSE, kinds.RESUME, kinds.CANCEL
WISHES = {
    "standing_order_create": CREATE,
    "standing_order_change": CHANGE,
    "standing_order_pause": PAUSE,
    "standing_order_cancel": CANCEL,
    "direct_debit_return": RETURN,
}
RETURN_ONE = Choice("Return a direct debit", "direct_debit_return")
GO_ON = re.compile(
    r"\b(resum\w*|un-?paus\w*|restart\w*|reactivat\w*|carry on|go on|start (it |paying )?again|back on|continue)\b",
    re.IGNORECASE,
)
A_MONTH = re.compile(r"\bfor (just )?(a|the next) month\b", re.IGNORECASE)
TO_ONES_OWN = re.compile(r"\b(to|into|in) (my |the )?(savings?|current|\w+ account|own)\b", re.IGNORECASE)
TO_ITS_END = re.compile(r"\b(end|last|close|28th|29th|3[01](st|th)?)\b", re.IGNORECASE)
"""What makes "until march" mean all of it: "until the end of march"."""
DEBIT = re.compile(r"\b(direct ?debits?|d\.?d\.?s?|lastschrift\w*|mandates?)\b", re.IGNORECASE)
ENDS = re.compile(
    r"\b(cancel\w*|stop\w*|end(?! of\b)|ending|block\w*|get rid|terminat\w*|remove|delete|kill|no more)\b",
    re.IGNORECASE,
)
COMES_BACK = re.compile(r"\b(back|return\w*|refund\w*|revers\w*|reclaim\w*|undo|object\w*)\b", re.IGNORECASE)
SHORT_WORDS = 7
"""A longer message says what it is about."""
NAMED_ONE = re.compile(
    r"\b(?:the|from|by|of|for|my)"
    r" (?!(?:an?|the|my|this|that|any|other|last|latest|first|second|third|next|direct|right|wrong|same|new|old)\b)"
    r"(?P<name>[^\W\d_][\w&'’ -]{2,40}?) (?:one|debit|direct debit|dd)\b",
    re.IGNORECASE,
)
"""A company by any name: "the fibrelink one"."""


class StandingOrdersForm(ChangeForm):
    """Collects what shall happen to which regular payment."""

    skill: ClassVar[str] = "standing_orders"
    own_intents: ClassVar[frozenset[str]] = frozenset(WISHES)
    details: ClassVar[frozenset[str]] = frozenset(
        {"amount", "payee", "merchant", "date", "period", "duration", "ordinal", "reference"}
    )
    slots: ClassVar[tuple[str, ...]] = (
        "standing_wish", "standing_order", "collected", "payee", "amount", "execute_on", "reference",
    )  # fmt: skip
    slot_to_blame: ClassVar[Mapping[str, str]] = {
        "not_positive": "amount",
        "absurd_amount": "amount",
        "over_new_payee_limit": "amount",
        "currency_mismatch": "amount",
        "currency_not_sent": "amount",
        "nothing_new": "amount",
        "unknown_payee": "payee",
        "payee_cannot_receive": "payee",
        "date_too_far": "execute_on",
        "date_in_past": "execute_on",
    }

    def open(self, turn: Turn, values: Values) -> None:
        super().open(turn, values)
        values["standing_wish"] = _wish(turn) or _wish_of_words(turn.text)
        wish = values["standing_wish"]
        if wish == CREATE:
            if turn.entities("account") and not turn.entities("payee") and TO_ONES_OWN.search(turn.typed):
                said = {kind: turn.value(kind) for kind in ("account", "amount") if turn.entities(kind)}
                turn.say("utter_standing_order_to_own_account", choices=[Choice("Move it once", "transfer_own", said)])
                raise StopForm
            return
        if wish != RETURN and _say_it_ends_elsewhere(turn):
            raise StopForm
        if wish == RETURN:
            if not turn.look(collected):
                turn.say("utter_no_collected_debits")
                raise StopForm
            return
        known = turn.look(standing)
        if not known:
            turn.say("utter_no_standing_orders")
            raise StopForm
        if len(known) == 1:
            values["standing_order"] = _standing_slot(known[0])

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        wish = _wish(turn) or values["standing_wish"]
        if requested and wish in {CANCEL, PAUSE, RESUME} and amount_said(turn):
            wish = CHANGE  # "no, make it 700 instead"
        news: Values = {"standing_wish": wish}
        if wish == RETURN:
            return news | _collected_said(turn, values)
        if requested and wish != CREATE and ENDS.search(turn.text) and _say_it_ends_elsewhere(turn):
            return {}
        if wish == CREATE and (period := turn.value("period")) and not period["since"]:
            turn.say("utter_standing_order_has_no_end")  # "till june"
        if amount := amount_said(turn):
            news["amount"] = amount
        if day := _day_wanted(turn, values, wish):
            news["execute_on"] = day
        if reference := turn.value("reference"):
            news["reference"] = reference
        return news | (_payee_said(turn, values) if wish == CREATE else _standing_said(turn, values))

    def brings_details(self, turn: Turn) -> bool:
        wish = turn.slot("standing_wish")
        if wish == RETURN and (cards.OTHER.search(turn.text) or _debit_named(turn, turn.look(collected))):
            return True
        return super().brings_details(turn) or (
            wish != CREATE and (NAMED_ONE.search(turn.text) is not None or _names_one(turn))
        )

    def detail(self, values: Values) -> str | None:
        wish = values["standing_wish"]
        if wish == CREATE:
            return next((slot for slot in ("payee", "amount", "execute_on") if not values.get(slot)), None)
        if wish == RETURN:
            return None if values.get("collected") else "collected"
        if not values.get("standing_order"):
            return "standing_order"
        return "amount" if wish == CHANGE and not (values.get("amount") or values.get("execute_on")) else None

    def kind(self, values: Values) -> str:
        return str(values["standing_wish"])

    def content(self, values: Values) -> Mapping[str, Any]:
        wish, amount = values["standing_wish"], values.get("amount") or {}
        if wish == RETURN:
            return {"transaction_id": values["collected"]["id"]}
        if wish == CREATE:
            return {
                "payee_id": values["payee"]["id"],
                "minor": amount["minor"],
                "currency": amount["currency"] or "EUR",
                "first_on": values["execute_on"],
                "reference": values.get("reference") or "",
            }
        content: dict[str, Any] = {"standing_order_id": values["standing_order"]["id"]}
        if wish == CHANGE:
            content |= {"minor": amount.get("minor"), "next_on": values.get("execute_on")}
        if wish == PAUSE:
            content["until"] = values.get("execute_on")
        return content


def standing(turn: Turn) -> tuple[StandingOrderView, ...]:
    """The customer's standing orders, the next one first."""
    with customer_work(turn.conversation_id) as (uow, customer):
        return list_standing_orders(uow, customer)


def debits(turn: Turn) -> tuple[DirectDebitView, ...]:
    """Who may collect from the customer's accounts, the next one first."""
    with customer_work(turn.conversation_id) as (uow, customer):
        return list_direct_debits(uow, customer)


def collected(turn: Turn) -> tuple[CollectedView, ...]:
    """The direct debits that can be returned, the latest first."""
    with customer_work(turn.conversation_id) as (uow, customer):
        return list_collected(uow, customer)


def _wish(turn: Turn) -> str | None:
    wish = WISHES.get(turn.intent)
    return RESUME if wish in {PAUSE, CHANGE, CREATE} and GO_ON.search(turn.text) else wish


def _wish_of_words(text: str) -> str:
    """What is wanted where no intent says it: "cancel it", "resume it", "i want the volta one back"."""
    if follow_up.gives_up(text) or (ENDS.search(text) and not COMES_BACK.search(text)):
        return CANCEL
    if follow_up.GET_BACK.search(text):
        return RETURN
    return RESUME if GO_ON.search(text) else CHANGE


def _day_wanted(turn: Turn, values: Values, wish: str) -> str | None:
    """The day of the next payment, or the last one of a pause; a month that has passed is next year's."""
    if wish == PAUSE:
        return _pause_said(turn)
    period, said = turn.value("period"), coming_day_said(turn)
    if said or not period or not period.get("since"):
        return said
    first = date.fromisoformat(period["since"])
    first = first if first > today() else year_later(first)
    known = [one.next_on for one in turn.look(standing) if one.id == (values.get("standing_order") or {}).get("id")]
    if values.get("execute_on"):
        known = [date.fromisoformat(values["execute_on"])]
    if known:  # "from january", of what is paid on the 5th
        first = month_after(first - timedelta(days=1), known[0].day)
    return first.isoformat()


def _pause_said(turn: Turn) -> str | None:
    """The last day of the pause: it is paid again from the day, or the month, until which it shall rest."""
    if months := turn.value("duration") or (1 if A_MONTH.search(turn.text) else None):
        last = today()
        for _ in range(months):
            last = month_after(last, today().day)
        return last.isoformat()
    period, said = turn.value("period"), turn.value("date")
    if not period and not said:
        return None
    day = date.fromisoformat(period["until"] if period else said)
    day = day if day > today() else year_later(day)
    if period and period["since"]:
        return day.isoformat()  # "in december"
    is_month = day == month_of(day)[1] and not TO_ITS_END.search(turn.text)
    return ((day.replace(day=1) if is_month else day) - timedelta(days=1)).isoformat()


def _payee_said(turn: Turn, values: Values) -> Values:
    if picked := chosen(turn, values, "payee"):
        return {"payee": picked, "candidates": None}
    name = payees.spoken_of(turn)
    if not name:
        return {}
    found = payees.said(turn, values.get("payee") or {}, str(name))
    if not found:
        turn.say("utter_no_such_payee", name=name)
        return {}
    return payees.picked(found)


def _standing_said(turn: Turn, values: Values) -> Values:
    if picked := chosen(turn, values, "standing_order"):
        return {"standing_order": picked, "candidates": None}
    known = turn.look(standing)
    if turn.entities("ordinal"):
        placed = turn.placed(known)
        return {"standing_order": _standing_slot(placed)} if placed else {}
    written = NAMED_ONE.search(turn.text)
    name, found = turn.value("payee") or (written and written["name"]), named(turn, known)
    if not name and not found:
        return {}
    ids = {payee.id for payee in payees.matching(payees.own(turn), str(name))} if name else set()
    found = [one for one in known if one.payee_id in ids] or found
    if len(found) == 1:
        return {"standing_order": _standing_slot(found[0]), "candidates": None}
    if not found:
        turn.say("utter_no_such_standing_order", known=wording.every([_standing_slot(one)["label"] for one in known]))
        return {"standing_order": None, "candidates": None}  # never the only one in place of the one that was named
    options = [{"title": _standing_slot(one)["label"], "value": _standing_slot(one)} for one in found]
    return {"standing_order": None, "candidates": {"slot": "standing_order", "options": options}}


def _collected_said(turn: Turn, values: Values) -> Values:
    if picked := chosen(turn, values, "collected"):
        return {"collected": picked, "candidates": None}
    known = turn.look(collected)
    if turn.entities("ordinal"):
        placed = turn.placed(known)
        return {"collected": _collected_slot(placed)} if placed else {}
    name, amount = _debit_named(turn, known), amount_said(turn)
    if name or amount:
        found = [one for one in known if not name or name.casefold() in one.merchant.casefold()]
        return _debit_among(turn, [one for one in found if not amount or one.amount.minor == amount["minor"]], known)
    return {"collected": None} if values.get("collected") and cards.OTHER.search(turn.text) else {}


def _debit_among(turn: Turn, found: Sequence[CollectedView], known: Sequence[CollectedView]) -> Values:
    if not found:
        turn.say("utter_no_such_debit", companies=wording.every(list(dict.fromkeys(one.merchant for one in known))))
        return {"collected": None}
    if len({one.merchant for one in found}) == 1:
        return {"collected": _collected_slot(found[0]), "candidates": None}  # the latest: the read-back names its day
    options = [{"title": _collected_slot(one)["label"], "value": _collected_slot(one)} for one in found[:5]]
    return {"collected": None, "candidates": {"slot": "collected", "options": options}}


def _debit_named(turn: Turn, known: Sequence[CollectedView]) -> str | None:
    """The company whose debit is meant: as it is known, even misspelt ("the fibrlink one"), or as it is written."""
    for company in dict.fromkeys(one.merchant for one in known):
        if names_one(turn.typed, company):
            return company
    if name := turn.value("merchant") or turn.value("payee"):
        return str(name)
    written = NAMED_ONE.search(turn.text)
    return written["name"] if written else None


def ends_a_regular_one(turn: Turn) -> bool:
    """Whether what is paid regularly shall end, named by who is paid or what for: "cancel the gym"."""
    rest, endings = ENDS.subn(" ", turn.typed)
    is_named = endings and rest.strip() and len(rest.split()) <= SHORT_WORDS
    return bool(is_named) and is_signed_in(turn.conversation_id) and _names_one(turn)


def named(turn: Turn, known: Sequence[StandingOrderView]) -> list[StandingOrderView]:
    """The standing orders that the message names by who is paid or what for: "cancel the rent"."""
    return [one for one in known if names_one(turn.typed, f"{one.payee_name} {one.reference}")]


def _names_one(turn: Turn) -> bool:
    """Whether a standing order, a direct debit, or a shop is named."""
    return bool(named(turn, turn.look(standing))) or any(names_one(turn.typed, name) for name in turn.look(_shops))


def _shops(turn: Turn) -> list[str]:
    """The companies that collect, and then the shops that take from a card."""
    with customer_work(turn.conversation_id) as (uow, customer):
        return [*(one.merchant for one in list_direct_debits(uow, customer)), *list_merchants(uow, customer)]


def _say_it_ends_elsewhere(turn: Turn) -> bool:
    """Say who ends it, if no standing order is meant but a direct debit, or what a shop takes from a card."""
    if turn.entities("payee") or named(turn, turn.look(standing)):
        return False
    debit = next((one.merchant for one in turn.look(debits) if names_one(turn.typed, one.merchant)), None)
    if debit or (DEBIT.search(turn.text) and ENDS.search(turn.text) and not COMES_BACK.search(turn.text)):
        turn.say(
            "utter_debit_ends_elsewhere",
            choices=[RETURN_ONE],
            what=f"The direct debit of {debit}" if debit else "A direct debit",
        )
        return True
    shop = next((name for name in turn.look(_shops) if names_one(turn.typed, name)), None)
    if shop is None or DEBIT.search(turn.text):
        return False
    turn.say(
        "utter_card_payment_ends_elsewhere",
        choices=[Choice("Dispute a charge", "dispute", {"merchant": shop})],
        company=shop,
    )
    return True


def _standing_slot(one: StandingOrderView) -> dict[str, Any]:
    return {"id": one.id, "label": f"{wording.money(one.amount)} to {one.payee_name}"}


def _collected_slot(one: CollectedView) -> dict[str, Any]:
    label = f"{one.merchant}, {wording.money(one.amount)}, {wording.day(one.day, today())}"
    return {"id": one.transaction_id, "label": label}
