"""What a message opens that means something only after what was just shown: "move it to friday", "raise it to 1500"."""

from __future__ import annotations

import re

from rasa_sdk.events import FollowupAction

from actions import in_hand
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
    r"|\b(the )?(branch|machine|cash ?point|atm)\b",
    re.IGNORECASE,
)
"""What is asked of places that were just named: "which of them is open on saturday?"."""
NOT_MINE = re.compile(
    r"\b(don['’]?t|do not|didn['’]?t|did not|never) (recogni[sz]e|reco?gni[sz]e|know|make|buy|order|authori[sz]e)\b"
    r"|\b(is|was)(n['’]?t| not) (me|mine)\b",
    re.IGNORECASE,
)
"""What is said of a payment that was just shown: "i dont recognise it"."""
OF_THEIR_OWN = ("appointments", "overdraft", "alerts", "contact_details", "scheduled_payments", "standing_orders")
AFTER = {skill: f"{skill}_form" for skill in OF_THEIR_OWN} | {"upcoming": "scheduled_payments_form"}
"""Skill → the form that can tell from such words what is wanted of what it has just shown."""

OF_PAYMENTS = frozenset({"find_transactions", "explain_transaction"})
"""Skills that have just shown payments."""


def opens(turn: Turn) -> list[Event]:
    """The form that goes on with what was last spoken of; nothing where the message points at nothing."""
    skill = turn.slot("last_skill")
    if skill == "branches" and turn.form is None and OF_THEM.search(turn.text):
        return [FollowupAction("action_branches")]
    if form := in_hand.goes_on(turn):
        return [FollowupAction(f"{form}_form")]
    if turn.form is None and skill in OF_PAYMENTS and turn.slot("shown_transactions") and NOT_MINE.search(turn.text):
        return [FollowupAction("dispute_form")]
    if turn.form is None and skill == "notices" and gives_up(turn.text):
        return [FollowupAction("action_notices")]
    if turn.form is None and skill in AFTER and POINTED.search(turn.text):
        return [FollowupAction(AFTER[skill])]
    return []


def gives_up(text: str) -> bool:
    """Whether what is pointed at shall end, rather than change."""
    return bool(
        re.search(GIVE_UP, text, re.IGNORECASE) or re.search(rf"\b(turn|switch|call|take)\s+{IT}\s+off\b", text, re.I)
    )
