"""The form for appointments: book, move or cancel one, at a time that is really free."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from typing import Any, ClassVar

from actions import appointment_times as times
from actions import follow_up, wording
from actions.change_form import ChangeForm
from actions.context import NotSignedInError, anybodys_work, customer_work, is_signed_in, public_work
from actions.forms import StopForm, Values, chosen
from actions.places import WORD, only_named, town_in
from actions.turn import Choice, Turn, payload
from bank import BankError
from bank.domain.appointments import Topic
from bank.domain.errors import UnknownPlace
from bank.services.appointments import (
    BOOK,
    CANCEL,
    MOVE,
    branches_near,
    branches_near_home,
    list_appointments,
)
from bank.services.product_views import AppointmentView
from bank.services.views import BranchView

WISHES = {"appointment_book": BOOK, "appointment_move": MOVE, "appointment_cancel": CANCEL}
NEEDED = {BOOK: ("topic", "branch", "starts_at"), MOVE: ("appointment", "starts_at"), CANCEL: ("appointment",)}
# in this order: a savings account is about savings
TOPICS = {
    Topic.MORTGAGE: r"\b(mortgag\w*|morgage|home loans?|house|flat|property|buy(ing)? a (home|place))\b",
    Topic.LOAN: r"\b(loans?|borrow\w*|lend\w*|credit(?! card)|financ\w*)\b",
    Topic.SAVINGS: r"\b(sav(e|ing|ings)|invest\w*|deposit|pension|shares|funds?|interest|etfs?)\b",
    Topic.ACCOUNT: r"\b(accounts?|cards?|pin|overdraft|inherit\w*|power of attorney)\b",
}
ABOUT = re.compile(r"\b(about|regarding|instead|rather|actually)\b", re.IGNORECASE)
EMPTY_WORDS = frozenset({"the", "one", "in", "at", "branch", "please", "pls", "yes", "no"})
SHORT_WORDS = 4
PLACES_NAMED = 6
NEAREST = re.compile(r"\b(near(est|by)?|clos(est|e)|any( branch)?|whichever|doesn['’]?t matter)\b", re.IGNORECASE)
BOOK_ONE = Choice("Book an appointment", "appointment_book")


class AppointmentsForm(ChangeForm):
    """Collects what it is about, where, and when; or which appointment is moved or cancelled."""

    skill: ClassVar[str] = "appointments"
    own_intents: ClassVar[frozenset[str]] = frozenset(WISHES)
    details: ClassVar[frozenset[str]] = frozenset({"date", "period", "time", "place", "postcode", "ordinal"})
    slots: ClassVar[tuple[str, ...]] = (
        "appointment_wish", "appointment", "topic", "branch", "time_search", "offered_times", "starts_at",
    )  # fmt: skip
    slot_to_blame: ClassVar[Mapping[str, str]] = {
        "slot_taken": "starts_at",
        "no_time_then": "starts_at",
        "no_appointments_there": "branch",
    }

    def open(self, turn: Turn, values: Values) -> None:
        pointed = CANCEL if follow_up.gives_up(turn.text) else MOVE
        wish = values["appointment_wish"] = WISHES.get(turn.intent, pointed)
        try:
            super().open(turn, values)
        except NotSignedInError:
            if wish != BOOK:  # free times are for everybody to see
                raise
            return
        if wish == BOOK:
            values |= turn.value("appointment") or {}
            return
        known = _those_to_come(turn)
        if len(known) == 1:
            values["appointment"] = slot_value(known[0])

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        news: Values = {}
        if turn.value("appointment"):  # a button's, which brings it all
            return news
        wish = values["appointment_wish"]
        if requested and turn.intent in self.own_intents and WISHES[turn.intent] != wish:
            wish = news["appointment_wish"] = WISHES[turn.intent]
            news |= {"starts_at": None, "time_search": None, "offered_times": None, "candidates": None}
            if wish != BOOK and len(known := _those_to_come(turn)) == 1:
                news["appointment"] = slot_value(known[0])
        if wish == BOOK:
            news |= _topic_said(turn, requested) | _branch_said(turn, values, requested)
        else:
            news |= _appointment_said(turn, values, requested)
        days_of_others = "appointment" in news and len(turn.values("date")) == 1 and len(own(turn)) > 1
        if wish != CANCEL and not days_of_others:
            news |= _time_said(turn, {**values, **news}, requested)
        if "branch" in news or "appointment" in news:
            news |= {"starts_at": news.get("starts_at"), "offered_times": news.get("offered_times")}
        return news

    def _is_meant(self, turn: Turn, values: Values, requested: str | None) -> bool:
        is_short = len(turn.text.split()) <= SHORT_WORDS
        if requested == "branch" and (turn.intent == "branches" or (is_short and _names_a_branch(turn, values))):
            return True
        if requested == "topic" and is_short and _topic_said(turn, None):
            return True
        # "no, later" looks like goodbye
        if requested in {"starts_at", "confirmation"} and is_short and self.brings_details(turn):
            return True
        return super()._is_meant(turn, values, requested)

    def brings_details(self, turn: Turn) -> bool:
        offered = turn.slot("offered_times") or []
        return (
            super().brings_details(turn)
            or times.said(turn, offered, None) is not None
            or times.beside(turn, offered, turn.slot("starts_at")) is not None
        )

    def takes_any_text(self, values: Values) -> bool:
        return self.detail(values) == "topic"

    def detail(self, values: Values) -> str | None:
        return next((slot for slot in NEEDED[values["appointment_wish"]] if not values.get(slot)), None)

    def advance(self, turn: Turn, values: Values, wanted: str | None) -> None:
        if wanted == "branch" and not values.get("candidates"):
            values["candidates"] = {"slot": "branch", "options": _options(near_home(turn))}
        elif wanted == "starts_at" and not values.get("offered_times"):
            self._offer(turn, values)
        elif wanted == "confirmation" and not is_signed_in(turn.conversation_id):
            wish = turn.ask_to_sign_in(
                "utter_appointment_sign_in",
                payload("appointment_book", {"appointment": {slot: values[slot] for slot in NEEDED[BOOK]}}),
                time=times.label(datetime.fromisoformat(values["starts_at"])),
                branch=values["branch"]["label"],
            )
            raise StopForm(wish)
        super().advance(turn, values, wanted)

    def is_aside(self, took: Set[str], wanted: str) -> bool:
        return wanted != "starts_at" and super().is_aside(took, wanted)  # other times are offered

    def refused(self, turn: Turn, values: Values, error: BankError) -> None:
        super().refused(turn, values, error)
        values.update(time_search=None, offered_times=None)

    def kind(self, values: Values) -> str:
        return str(values["appointment_wish"])

    def content(self, values: Values) -> Mapping[str, Any]:
        wish = values["appointment_wish"]
        if wish == BOOK:
            return {
                "branch_id": values["branch"]["id"],
                "starts_at": values["starts_at"],
                "topic": values["topic"],
            }
        known = {"appointment_id": values["appointment"]["id"]}
        return known | ({"starts_at": values["starts_at"]} if wish == MOVE else {})

    @staticmethod
    def _offer(turn: Turn, values: Values) -> None:
        """Find free times that fit what was said; one that was named exactly and is free is taken at its word."""
        search = values.get("time_search") or {}
        place = values["branch"] if values["appointment_wish"] == BOOK else values["appointment"]
        branch_id = place.get("branch_id") or place["id"]
        with public_work() as uow:
            found = times.find(uow, branch_id, search)
            if found and times.is_exact(search):
                values["starts_at"] = found[0].isoformat()
                return
            if not found and search:
                found = times.nearest(uow, branch_id, search)
                turn.say("utter_appointment_not_then")
        if not found:
            turn.say("utter_appointment_none_free")
            raise StopForm
        values["offered_times"] = [start.isoformat() for start in found]


def own(turn: Turn) -> tuple[AppointmentView, ...]:
    """The customer's appointments to come, the next one first."""
    with customer_work(turn.conversation_id) as (uow, customer):
        return list_appointments(uow, customer)


def _those_to_come(turn: Turn) -> tuple[AppointmentView, ...]:
    """What can be moved or cancelled; a form that finds nothing says so and stops."""
    if known := own(turn):
        return known
    turn.say("utter_no_appointments", choices=[BOOK_ONE])
    raise StopForm


def label(one: AppointmentView) -> str:
    """ "Fri 27 Nov at 10:00, Eastmere"."""
    return f"{times.label(one.starts_at)}, {one.branch}"


def slot_value(one: AppointmentView) -> dict[str, Any]:
    return {"id": one.id, "branch_id": one.branch_id, "label": label(one)}


def near_home(turn: Turn) -> Sequence[BranchView]:
    """The branches that are offered to somebody who has named none."""
    with anybodys_work(turn.conversation_id) as (uow, customer):
        return branches_near_home(uow, customer)


def _topic_said(turn: Turn, requested: str | None) -> Values:
    """What it is about: where it is asked for, any words are an answer."""
    if requested == "topic" and (topic := turn.placed(list(Topic))):
        return {"topic": topic.value}
    if turn.is_pressed or (requested not in {None, "topic"} and not ABOUT.search(turn.text)):
        return {}
    for topic, words in TOPICS.items():
        if re.search(words, turn.text, re.IGNORECASE):
            return {"topic": topic.value}
    answers = requested == "topic" and turn.intent not in {"confirm", "deny", *WISHES}
    is_time_or_place = any(turn.entities(kind) for kind in ("date", "period", "time", "place", "postcode"))
    return {"topic": Topic.OTHER.value} if answers and not is_time_or_place else {}


def _branch_said(turn: Turn, values: Values, requested: str | None) -> Values:
    """The branch that the message names; several in one town are a question."""
    if picked := chosen(turn, values, "branch"):
        return {"branch": picked, "candidates": None}
    if named := _option_named(turn, values) or _near_home_named(turn):
        return {"branch": named, "candidates": None}
    place = turn.value("postcode") or turn.value("place") or town_in(turn.text)
    if not place:
        is_any = requested == "branch" and NEAREST.search(turn.text)
        return {"branch": _branch_slot(near_home(turn)[0]), "candidates": None} if is_any else {}
    with public_work() as uow:
        try:
            found = branches_near(uow, str(place))
        except UnknownPlace as error:
            towns = wording.every(error.places[:PLACES_NAMED])
            turn.say("utter_appointment_unknown_place", place=place, places=towns)
            return {}
    there = [branch for branch in found if branch.name.casefold() in turn.text.casefold()]
    there = there[:1] or [branch for branch in found if _is_at(branch, str(place))]
    if len(there) == 1:
        return {"branch": _branch_slot(there[0]), "candidates": None}
    if not there:
        turn.say("utter_appointment_no_adviser_there", place=place)
    return {"branch": None, "candidates": {"slot": "branch", "options": _options(there or found)}}


def _option_named(turn: Turn, values: Values) -> dict[str, Any] | None:
    """The only branch on offer that has all the words of a short answer: "market", "the harbour one"."""
    candidates = values.get("candidates")
    words = [word for word in WORD.findall(turn.text.casefold()) if word not in EMPTY_WORDS]
    if not candidates or candidates["slot"] != "branch" or not 0 < len(words) <= SHORT_WORDS:
        return None
    found = [one["value"] for one in candidates["options"] if set(words) <= set(WORD.findall(one["title"].casefold()))]
    return found[0] if len(found) == 1 else None


def _near_home_named(turn: Turn) -> dict[str, Any] | None:
    """The branch near home that is named by its own part of the town: "in harbour", "at the market branch"."""
    named = only_named(turn.typed, near_home(turn))
    return _branch_slot(named) if named else None


def _names_a_branch(turn: Turn, values: Values) -> bool:
    return bool(NEAREST.search(turn.text) or _option_named(turn, values) or town_in(turn.text))


def _is_at(branch: BranchView, place: str) -> bool:
    return place.casefold() in {branch.town.casefold(), branch.post_code.casefold(), branch.name.casefold()}


def _branch_slot(branch: BranchView) -> dict[str, Any]:
    return {"id": branch.id, "label": branch.name}


def _options(branches: Sequence[BranchView]) -> list[dict[str, Any]]:
    return [
        {"title": f"{branch.name}, {branch.street}, {branch.town}", "value": _branch_slot(branch)}
        for branch in branches
    ]


def _appointment_said(turn: Turn, values: Values, requested: str | None) -> Values:
    """Which of the customer's appointments is meant: by its place in the list, its day or its branch."""
    if picked := chosen(turn, values, "appointment"):
        return {"appointment": picked, "candidates": None}
    known = own(turn)
    if turn.entities("ordinal") and requested in {None, "appointment"}:
        placed = turn.placed(known)
        return {"appointment": slot_value(placed)} if placed else {}
    days, text = turn.values("date")[:1], turn.text.casefold()
    found = [one for one in known if one.starts_at.date().isoformat() in days or one.branch.casefold() in text]
    if len(known) > 1 and len(found) == 1 and requested != "starts_at":
        return {"appointment": slot_value(found[0]), "candidates": None}
    return {}


def _time_said(turn: Turn, values: Values, requested: str | None) -> Values:
    """One of the times that were offered, or what to look for instead."""
    offered = values.get("offered_times") or []
    if requested == "starts_at" and (start := turn.placed(offered)):
        return {"starts_at": start}
    if requested == "starts_at" and offered and (times.ANY.search(turn.text) or _is_yes_to_only(turn, offered)):
        return {"starts_at": offered[0]}
    if beside := times.beside(turn, offered, values.get("starts_at")):
        return {"starts_at": beside}
    search = times.said(turn, offered, values.get("starts_at"))
    if search is None:
        return {}
    same_hour = [start for start in offered if search.keys() == {"time"} and start[11:16] == search["time"]]
    if len(same_hour) == 1:
        return {"starts_at": same_hour[0]}
    merged = times.ahead(times.merged(values.get("time_search"), search, values.get("starts_at")))
    return {"time_search": merged, "starts_at": None, "offered_times": None}


def _is_yes_to_only(turn: Turn, offered: Sequence[str]) -> bool:
    return turn.intent == "confirm" and len(offered) == 1
