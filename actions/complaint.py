"""Complaints: taken in the customer's own words, numbered, acknowledged; and how far one's cases are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from actions import follow_up, wording
from actions.clarify import skills
from actions.context import anybodys_work, today
from actions.forms import Ask, SkillForm, StopForm, Values, clear_form
from actions.turn import CANCEL, TALK_TO_A_PERSON, Choice, Event, SkillAction, Turn
from bank.domain.cases import KIND_WORDS, OVER, STATE_WORDS, CaseKind, CaseState
from bank.services import case_work
from bank.services.cases import get_case, list_cases, open_case
from bank.services.trouble_views import CaseView

WISH = re.compile(
    r"\b(i|we|my|your|you|to|a|an|the|want|would|like|wish|have|need|make|file|lodge|raise|submit|formal|official|please|pls|"
    r"how|do|can|hello|hi|good|morning|complain\w*|compl\w*t|about|something|someone|with|at|d|m|ve|got|is|bank|new)\b",
    re.IGNORECASE,
)
WORDS_THAT_TELL = 3
"""A message with so many words beside the wish itself says already what is wrong."""
CASES_SHOWN = 5
ASKS = re.compile(
    r"\W*((hang on|wait|hold on|one sec\w*|first|quick\w*|before that|actually|btw|by the way|sorry|ok)\W+)*"
    r"(what|show|when|where|which|can (i|u|you) (see|show|tell|have))\w*\b",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\b[FCD]-\d{4}-\d{5,}\b", re.IGNORECASE)
NOT_A_COMPLAINT = frozenset({"cancel", "human", "fraud", "goodbye", "self_harm", "abuse"})
ADDS = re.compile(r"\b(add|also|as well|too|besides|one more thing|another thing|on top of (that|it))\b", re.IGNORECASE)
"""More of what was complained of just before."""
ANEW = re.compile(r"\bcompl\w*", re.IGNORECASE)
"""Without it, what goes wrong besides is told, not complained of anew."""


class ComplaintForm(SkillForm):
    """Asks what went wrong, unless that was said, and takes it as it is written."""

    skill: ClassVar[str] = "complaint"
    own_intents: ClassVar[frozenset[str]] = frozenset({"complaint"})
    details: ClassVar[frozenset[str]] = frozenset()
    slots: ClassVar[tuple[str, ...]] = ("complaint_text", "complaint_case")

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        words = _words_beside_the_wish(turn.typed)
        begins = requested is None and not _adds(turn, turn.typed)
        if words < (WORDS_THAT_TELL if begins else 1) and (requested is None or turn.intent == "complaint"):
            return {}
        return {"complaint_text": turn.text}

    def event(self, turn: Turn, values: Values) -> bool:
        if turn.intent == "deny" and len(turn.text.split()) <= WORDS_THAT_TELL:
            turn.say("utter_cancelled_complaint")
            raise StopForm
        return False

    def _is_meant(self, turn: Turn, values: Values, requested: str | None) -> bool:
        # whatever the answer looks like to the model, it is the complaint
        is_bare_yes = turn.intent == "confirm" and len(turn.text.split()) <= WORDS_THAT_TELL
        return not (turn.is_pressed or is_bare_yes or turn.intent in NOT_A_COMPLAINT or (requested and _asks(turn)))

    def missing(self, values: Values) -> str | None:
        return None if values.get("complaint_text") else "complaint_text"

    def advance(self, turn: Turn, values: Values, wanted: str | None) -> None:
        if wanted is None and not values.get("complaint_case"):
            with anybodys_work(turn.conversation_id) as (uow, customer):
                text = values["complaint_text"]
                kind, adds = CaseKind.COMPLAINT, _adds(turn, text)
                case = open_case(uow, customer, turn.conversation_id, kind, text, adds=adds)
                uow.commit()
            values["complaint_case"] = {
                "number": case.number,
                "answer_by": wording.full_day(case.answer_by),
                "is_new": case.is_new,
            }


class AskComplaintText(Ask):
    skill: ClassVar[str] = "complaint"
    slot: ClassVar[str] = "complaint_text"

    def ask(self, turn: Turn) -> None:
        turn.say("utter_ask_complaint_text", choices=[CANCEL, TALK_TO_A_PERSON])


class Complaint(SkillAction):
    """Acknowledge the complaint: its number, and by when there is an answer."""

    action_name = "action_complaint"
    skill = "complaint"

    def answer(self, turn: Turn) -> list[Event]:
        if case := turn.slot("complaint_case"):
            taken = "utter_complaint_taken" if case["is_new"] else "utter_complaint_added"
            turn.say(taken, case=case["number"], answer_by=case["answer_by"], choices=[TALK_TO_A_PERSON])
        return clear_form(turn)


class CaseStatus(SkillAction):
    """How far the customer's cases are, or the one whose number was given."""

    action_name = "action_case_status"
    skill = "complaint"

    def answer(self, turn: Turn) -> list[Event]:
        number = NUMBER.search(turn.text)
        with anybodys_work(turn.conversation_id) as (uow, customer):
            found = list_cases(uow, customer, turn.conversation_id)[:CASES_SHOWN]
            if follow_up.points_at_case(turn):
                found = found[:1]
            if number:
                found = (get_case(uow, customer, turn.conversation_id, number.group()),)
            # what the answer says is no news beside it
            case_work.take_untold(uow, customer, turn.conversation_id, {case.number for case in found})
            uow.commit()
        if not found and customer is None:
            return [turn.ask_to_sign_in("utter_cases_sign_in")]
        if not found:
            turn.say("utter_no_cases", choices=[Choice("Make a complaint", "complaint")])
        else:
            rows = _in_words(found)
            turn.say(
                _wanted(turn.text) if len(found) == 1 else "utter_case" if len(rows) == 1 else "utter_cases",
                data={"kind": "list", "title": "Your cases", "rows": [_row(case) for case in found]},
                rows=wording.lines(rows),
                row=rows[0],
                case=found[0].number,
                answer_by=wording.full_day(found[0].answer_by),
                choices=[TALK_TO_A_PERSON],
            )
        return []


def _adds(turn: Turn, text: str) -> bool:
    """Whether it is more of what was complained of just before."""
    return turn.slot("last_skill") == "complaint" and bool(ADDS.search(text) or not ANEW.search(text))


def _asks(turn: Turn) -> bool:
    """Whether something else is asked for in between: "hang on whats my balance"."""
    shown = {intent for skill in skills().values() if skill["does"] == "shows" for intent in skill["intents"]}
    return turn.intent in shown and ASKS.match(turn.typed) is not None


def _words_beside_the_wish(text: str) -> int:
    return len(re.findall(r"\w+", WISH.sub(" ", text)))


def _wanted(text: str) -> str:
    """Of one case: its number, the day of the answer, or how far it is."""
    if follow_up.CASE_NUMBER.search(text):
        return "utter_case_number"
    return "utter_case_answer_by" if follow_up.ANSWERED_WHEN.search(text) else "utter_case"


def _in_words(found: Sequence[CaseView]) -> list[str]:
    """What there is to say of each; of several that are as far as each other it is said once."""
    titles: dict[str, list[str]] = {}
    for case in found:
        titles.setdefault(_detail(case), []).append(_title(case))
    return [wording.capital(f"{wording.every(names)}: {detail}") for detail, names in titles.items()]


def _title(case: CaseView) -> str:
    about = f", {case.about}" if case.about else ""
    return f"{KIND_WORDS[case.kind]} {case.number}{about}"


def _detail(case: CaseView) -> str:
    """How far it is, since when, and what comes next."""
    since = "" if case.state is CaseState.RECEIVED else "since "
    state = f"{STATE_WORDS[case.state]} {since}{wording.day(case.state_at.date(), today())}"
    return " ".join(filter(None, (f"{state}, {_next(case)}.", case.note)))


def _next(case: CaseView) -> str:
    if case.state in OVER:
        return "nothing more is needed" if case.state is CaseState.RESOLVED else "a person can look at it again"
    if case.state is CaseState.WAITING:
        return "we go on when we have your answer"
    step = "a colleague takes it up next, " if case.state is CaseState.RECEIVED else ""
    return f"{step}answer by {wording.full_day(case.answer_by)}"


def _row(case: CaseView) -> dict[str, Any]:
    title = wording.capital(_title(case))
    return {"title": title, "detail": _detail(case), "date": case.opened_on.isoformat(), "amount": None}
