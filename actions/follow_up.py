"""What a message opens that means something only after what was just shown: "move it to friday", "raise it to 1500"."""

from __future__ import annotations

import re

from rasa_sdk.events import FollowupAction

from actions.turn import Event, Turn

IT = r"(it|that|this|them|that one|this one|mine|the (first|second|third|last|other)( one)?)"
GIVE_UP = rf"\b(cancel|drop|delete|remove|stop|end|bin|scrap|call off|get rid of|turn off|switch off)\s+{IT}\b"
CHANGE = (
    rf"\b(move|change|reschedule|postpone|push|shift|delay|raise|increase|lower|reduce|make|set|put|bump)\s+{IT}\b"
    rf"|\b(turn|switch|call|push|put|take)\s+{IT}\s+(off|down|back|up)\b"
)
POINTED = re.compile(rf"{GIVE_UP}|{CHANGE}", re.IGNORECASE)
OF_THEM = re.compile(
    r"\b(open|close[sd]?|step[- ]?free|wheel ?chair|safe|coins?|pay in|deposit|advice|them|these|those|there)\b"
    r"|\b(the )?(branch|machine|cash ?point|atm)\b",
    re.IGNORECASE,
)
"""What is asked of places that were just named: "which of them is open on saturday?"."""
AFTER = frozenset({"appointments", "overdraft", "alerts", "contact_details"})
"""Skills whose form can tell from such words what is wanted."""


def opens(turn: Turn) -> list[Event]:
    """The form that goes on with what was last spoken of; nothing where the message points at nothing."""
    skill = turn.slot("last_skill")
    if skill == "branches" and turn.form is None and OF_THEM.search(turn.text):
        return [FollowupAction("action_branches")]
    if turn.form is None and skill in AFTER and POINTED.search(turn.text):
        return [FollowupAction(f"{skill}_form")]
    return []


def gives_up(text: str) -> bool:
    """Whether what is pointed at shall end, rather than change."""
    return bool(
        re.search(GIVE_UP, text, re.IGNORECASE) or re.search(rf"\b(turn|switch|call|take)\s+{IT}\s+off\b", text, re.I)
    )
