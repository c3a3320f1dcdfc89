"""What a message opens that means something only after what was just shown: "move it to friday", "raise it to 1500"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rasa_sdk.events import FollowupAction

from actions import cards, in_hand, recall_payment
from actions.order_form import OTHER_WAY
from actions.pointing import BIGGEST
from actions.spending_insight import ONLY_COMPARES
from actions.turn import Event, Turn

IT = r"(it|that|this|them|these|those|that one|this one|mine|the (first|second|third|last|other)( one)?)"
GIVE_UP = rf"\b(cancel|drop|delete|remove|stop|end|bin|scrap|call off|get rid of|turn off|switch off)\s+{IT}\b"
CHANGE = (
    rf"\b(move|change|reschedule|postpone|push|shift|delay|raise|increase|lower|reduce|make|set|put|bump|resume|restart"
    rf"|pause|un-?pause)\s+{IT}\b"
    rf"|\b(turn|switch|call|push|put|take)\s+{IT}\s+(off|down|back|up)\b"
)
POINTED = re.compile(rf"{GIVE_UP}|{CHANGE}", re.IGNORECASE)
OF_THEM = re.compile(
    r"\b(open|close[sd]?|step[- ]?free|wheel ?chair|safe|coins?|pay in|deposit|advice|them|these|those|there)\b"
    r"|\b(the )?(branch|machine|cash ?point|atm)\b|\b(longest|latest|earliest)\b",
    re.IGNORECASE,
)
"""What is asked of places that were just named: "which of them is open on saturday?"."""
NOT_MINE = re.compile(
    r"\b(don['’]?t|do not|didn['’]?t|did not|never) (recogni[sz]e|reco?gni[sz]e|know|make|buy|order|authori[sz]e)\b"
    r"|\b(is|was)(n['’]?t| not) (me|mine)\b",
    re.IGNORECASE,
)
"""What is said of a payment that was just shown: "i dont recognise it"."""
OF_THEIR_OWN = (
    "payees",
    "appointments",
    "overdraft",
    "alerts",
    "contact_details",
    "scheduled_payments",
    "standing_orders",
)
AFTER = {skill: f"{skill}_form" for skill in OF_THEIR_OWN} | {
    "upcoming": "scheduled_payments_form",
    "card_status": "card_settings_form",
}
"""Skill → the form that can tell from such words what is wanted of what it has just shown."""
GET_BACK = re.compile(
    r"\b(get|want|have|need|take|give|call|pull|bring|fetch)\b.{0,20}\bback\b|\b(undo|reverse|stop) (it|that)\b"
    r"|\bwrong \w+",
    re.IGNORECASE,
)
"""What is wanted of a payment that was just sent."""

CASE_NUMBER = re.compile(r"\b(the|its|that|what|my|case|reference) (case |reference )?number\b", re.IGNORECASE)
ANSWERED_WHEN = re.compile(
    r"\bwhen (will|do|can|am|should|would) (i|we|you|they)\b.{0,16}\b(hear|know|get|answer|reply|told|call)\b"
    r"|\bhow long\b",
    re.IGNORECASE,
)
NEXT = re.compile(r"\bwhat(['’]?s| is|s| happens)? (next|now)\b", re.IGNORECASE)
OF_CASE = (in_hand.HOW_FAR, NEXT, CASE_NUMBER, ANSWERED_WHEN)
OF_LOAN = re.compile(
    r"\b(rate|interest|instal\w*|payment|due|left|owe\w*|ends?|paid off)\b.*\b(it|that|this)\b"
    r"|\b(its|it['’]?s) (rate|interest|instal\w*)\b|\bwhen (does|will|is) (it|that|this)\b"
    r"|^\W*(and )?(what['’]?s|whats|what is)? ?(the )?(interest( rate)?|rate|next instal\w*)\W*$",
    re.IGNORECASE,
)
"""What is asked of a loan that was just shown: "whats the rate on it"."""
ADDS = re.compile(
    r"^\W*(also|and|plus|on top|another thing|one more thing|besides|what['’]?s more)\b(\W+\w+){3,}", re.IGNORECASE
)
"""More of what was just complained of."""
OUT_OF_DATE = re.compile(
    r"\b(old|wrong|out ?dated|out of date|not (right|correct)|no longer)\b"
    r"|^\W*(and|also|now)\b.*\b(phone|number|e-?mail|address)\b",
    re.IGNORECASE,
)
ANOTHER = re.compile(
    r"^\W*(no\W+)?(a|an|the|and|or|for|with)\b.*\b(joint|student|youth|savings?|business|fixed|basic|kid|child|son|daughter|wife"
    r"|husband|partner|company|one)\b",
    re.IGNORECASE,
)
ONCE_MORE = {
    "card_freeze": cards.OTHER,
    "complaint": ADDS,
    "contact_details": OUT_OF_DATE,
    "product_change": ANOTHER,
}
"""Skill → what opens its form again for more of the same: "and the other one", "also the man was rude"."""
OF_CASES = frozenset({"complaint", "dispute", "fraud"})
"""Skills that open cases."""
OF_PAYMENT = re.compile(
    r"\W*((and|so|but|ok)\W+)*(when|where|why|how much|what for|(with )?(what|which) card)"
    r"( (was|is|did))?( (it|that|this|they|i))?( (paid|pay|for|out|with|booked|from))*\W*$",
    re.IGNORECASE,
)
"""What is asked of the payment that was just explained: "when was that"."""
WHO_IS = re.compile(r"\W*((and|wait|ok|so)\W+)*who['’]?( i)?s\b", re.IGNORECASE)
PAYS_IT = re.compile(r"\b(pay|settle|clear)\b.{0,12}\b(it|that|off|all|full|minimum)\b", re.IGNORECASE)
AS_IT_IS = re.compile(r"\bwhat['’]?s? (is )?(it|that|the limit|my limit)\b", re.IGNORECASE)
"""What is asked of a limit that was just shown or changed: "whats it now"."""
MORE_OF = {
    "branches": ("action_branches", (OF_THEM,)),
    "card_status": ("action_card_status", (cards.OTHER,)),
    "explain_transaction": ("action_explain_transaction", (OF_PAYMENT,)),
    "find_transactions": ("action_explain_transaction", (BIGGEST, OF_PAYMENT)),
    "exchange": ("action_exchange_rate", (OTHER_WAY,)),
    "loans": ("action_loans", (OF_LOAN,)),
    "overdraft": ("action_overdraft_state", (AS_IT_IS,)),
} | dict.fromkeys(OF_CASES, ("action_case_status", OF_CASE))
"""Skill → what tells more of what it has shown, and what that is asked by."""
PAPER = re.compile(r"\bpdfs?\b|\b(as|in|on)( an?)? (letter|paper|document|doc|file)s?\b|\be-?mail\b", re.IGNORECASE)
POINTING = re.compile(
    r"(\W|\b(a|all|also|an|and|as|can|could|do?|document|download|export|file|form|format|get|give|have|i|in|it|letter|like|list"
    r"|make|me|need|now|of|ok|on|one|pls|please|plz|print|save|send|show|that|the|them|then|these|this|those|to|too|u|version"
    r"|want|would|you)\b)*",
    re.IGNORECASE,
)
"""Words beside it that name nothing new: "can i have that as a pdf"."""
ON_PAPER = {
    "account_details": "account",
    "balances": "balance",
    "find_transactions": "statement",
    "explain_transaction": "receipt",
}
"""Skill → the document that says what it has shown."""

ALL_OF_THEM = re.compile(r"\b(all|both|everything)\b", re.IGNORECASE)
SHOW_THEM = re.compile(r"\b(show|list|see|view)\b.*\b(them|those|these|it|list|all|everything)\b", re.IGNORECASE)
LISTS = {
    "payees": "action_payees_list",
    "scheduled_payments": "action_scheduled_list",
    "standing_orders": "action_standing_orders_list",
}
"""Skill → what shows all of what was spoken of: "show them"."""
OF_AN_ACCOUNT = frozenset({"account_details", "balances", "documents"})
"""Skills that speak of an account: "whats the bic of that"."""

OF_PAYMENTS = frozenset({"find_transactions", "explain_transaction"})
"""Skills that have just shown payments."""


def opens(turn: Turn) -> list[Event]:
    """What goes on with what was last spoken of; nothing where the message points at nothing."""
    action = _answer(turn) or _form(turn)
    return [FollowupAction(action)] if action else []


def _answer(turn: Turn) -> str | None:
    """More of what was just shown."""
    if turn.form is not None:
        return None
    skill = turn.slot("last_skill")
    asked = MORE_OF.get(skill)
    if asked and any(words.search(turn.text) for words in asked[1]):
        return asked[0]
    if skill == "notices" and gives_up(turn.text):
        return "action_notices"
    if WHO_IS.match(turn.typed) and turn.value("payee"):
        return "action_payees_list"
    if skill in {"find_transactions", "spending_insight"} and ONLY_COMPARES.match(turn.typed):
        return "action_spending_insight"
    return _shown_again(turn, skill or "")


def _shown_again(turn: Turn, skill: str) -> str | None:
    """What was shown, all of it or on paper."""
    if skill in LISTS and SHOW_THEM.search(turn.text):
        return LISTS[skill]
    if skill in {"account_details", "balances"} and _only(turn, ALL_OF_THEM):
        return f"action_{skill}"
    return "action_documents" if paper_of_shown(turn) else None


def _form(turn: Turn) -> str | None:
    """A wish about it."""
    from actions.standing_order_form import ends_a_regular_one  # which tells giving up from changing as it is told here

    skill = turn.slot("last_skill")
    if form := in_hand.goes_on(turn):
        return f"{form}_form"
    if turn.form is not None:
        return None
    names_new = skill == "contact_details" and (turn.value("phone") or turn.value("email"))
    if names_new or (skill in ONCE_MORE and ONCE_MORE[skill].search(turn.text)):
        return f"{skill}_form"
    if not POINTED.search(turn.text) and ends_a_regular_one(turn):
        return "standing_orders_form"
    return _form_of_payment(turn) or _form_of_its_own(turn, skill or "")


def _form_of_its_own(turn: Turn, skill: str) -> str | None:
    """A wish for another of the skill that was spoken of, or about what it has shown."""
    if skill == "balances" and PAYS_IT.search(turn.typed) and _is_card(turn.slot("shown_account")):
        return "pay_bill_form"
    wants_more = skill == "overdraft" and turn.intent == "more"
    asks_back = skill == "standing_orders" and GET_BACK.search(turn.text)  # "i want the volta one back"
    return AFTER.get(skill) if wants_more or asks_back or POINTED.search(turn.text) else None


def _is_card(account: Mapping[str, Any] | None) -> bool:
    return account is not None and account["kind"] == "credit_card"


def _form_of_payment(turn: Turn) -> str | None:
    """A wish about a payment that was just made or shown."""
    if in_hand.to_be_undone(turn):
        return "transfer_own_form"
    if GET_BACK.search(turn.text) and (in_hand.just_paid(turn) or recall_payment.pointed_at(turn)):
        return "recall_payment_form"
    if POINTED.search(turn.text) and in_hand.just_planned(turn):
        return "scheduled_payments_form"
    is_shown = turn.slot("last_skill") in OF_PAYMENTS and turn.slot("shown_transactions")
    return "dispute_form" if is_shown and NOT_MINE.search(turn.text) else None


def asks_of_loan(turn: Turn) -> bool:
    """Whether more is asked of the loan that was just shown, which is no question for the price list."""
    return turn.slot("last_skill") == "loans" and OF_LOAN.search(turn.text) is not None


def points_at_case(turn: Turn) -> bool:
    """Whether the case that was just opened is asked of."""
    return turn.slot("last_skill") in OF_CASES and bool(re.search(rf"\b{IT}\b", turn.text, re.IGNORECASE))


def paper_of_shown(turn: Turn) -> str | None:
    """The kind of document that says what was just shown, if the message asks for that on paper."""
    points = _only(turn, PAPER)
    skill = turn.slot("last_skill") or ""
    if points and skill in OF_PAYMENTS and turn.slot("pointed_transaction"):
        return ON_PAPER["explain_transaction"]
    if points and skill == "documents":
        return turn.slot("document_kind") or None
    return ON_PAPER.get(skill) if points else None


def shown_account(turn: Turn) -> list[Mapping[str, Any]]:
    """The account that was just spoken of, as an entity names it; none where the message asks of another: "my iban"."""
    account = turn.slot("shown_account")
    is_of_it = turn.slot("last_skill") in OF_AN_ACCOUNT and not re.search(r"\bmy\b", turn.text, re.IGNORECASE)
    return [account] if account and is_of_it else []


def _only(turn: Turn, wanted: re.Pattern[str]) -> bool:
    """Whether the message asks for this and names nothing new."""
    return wanted.search(turn.text) is not None and POINTING.fullmatch(wanted.sub(" ", turn.text)) is not None


def gives_up(text: str) -> bool:
    """Whether what is pointed at shall end, rather than change."""
    return bool(
        re.search(GIVE_UP, text, re.IGNORECASE) or re.search(rf"\b(turn|switch|call|take)\s+{IT}\s+off\b", text, re.I)
    )
