"""Appointments with advisers: the list of one's own, what the form asks, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from actions import appointment_times as times
from actions import wording
from actions.appointment_form import BOOK_ONE, label, own
from actions.change_form import ask_change_confirmation, current_change, say_outcome
from actions.forms import Ask, clear_form
from actions.instructions import receipt
from actions.turn import Choice, Event, SkillAction, Turn, numbered
from bank.domain.appointments import TOPIC_NAMES, Topic
from bank.services.appointments import BOOK, CANCEL

YES = {BOOK: "Yes, book it", CANCEL: "Yes, cancel it"}
ANOTHER_TIME = Choice("Choose another time", "appointment_book")


class Appointments(SkillAction):
    """Say what became of it; a time that somebody else was quicker to take is no dead end."""

    action_name = "action_appointments"
    skill = "appointments"

    def answer(self, turn: Turn) -> list[Event]:
        change = current_change(turn)
        if change is not None and change.failure is not None and change.failure.code == "slot_taken":
            turn.say("utter_appointment_lost", data=receipt(change), choices=[ANOTHER_TIME])
            return clear_form(turn)
        return say_outcome(turn)


class AppointmentsList(SkillAction):
    """The appointments to come."""

    action_name = "action_appointments_list"
    skill = "appointments"

    def answer(self, turn: Turn) -> list[Event]:
        known = own(turn)
        if not known:
            turn.say("utter_no_appointments", choices=[BOOK_ONE])
            return []
        turn.say(
            "utter_appointments",
            rows=wording.lines(f"{label(one)}, {one.address}, with {one.adviser}: {one.topic_name}" for one in known),
            data={
                "kind": "list",
                "title": "Your appointments",
                "rows": [
                    {
                        "title": f"{one.branch}, {one.starts_at:%H:%M}",
                        "detail": f"{one.topic_name}, with {one.adviser}",
                        "date": one.starts_at.date().isoformat(),
                        "amount": None,
                    }
                    for one in known
                ],
            },
            choices=[Choice("Move it", "appointment_move"), Choice("Cancel it", "appointment_cancel")],
        )
        return []


class AskAppointment(Ask):
    skill: ClassVar[str] = "appointments"
    slot: ClassVar[str] = "appointment"

    def ask(self, turn: Turn) -> None:
        choices = numbered(label(one) for one in own(turn))
        turn.say("utter_ask_appointments_appointment", choices=choices)


class AskTopic(Ask):
    skill: ClassVar[str] = "appointments"
    slot: ClassVar[str] = "topic"

    def ask(self, turn: Turn) -> None:
        choices = numbered(TOPIC_NAMES[topic] for topic in Topic)
        turn.say("utter_ask_appointments_topic", choices=choices)


class AskBranch(Ask):
    skill: ClassVar[str] = "appointments"
    slot: ClassVar[str] = "branch"
    which: ClassVar[str] = "utter_ask_appointments_branch"

    def ask(self, turn: Turn) -> None:
        turn.say(self.which)


class AskStartsAt(Ask):
    skill: ClassVar[str] = "appointments"
    slot: ClassVar[str] = "starts_at"

    def ask(self, turn: Turn) -> None:
        starts = [times.label(datetime.fromisoformat(each)) for each in turn.slot("offered_times") or ()]
        turn.say(
            "utter_ask_appointments_starts_at",
            times=wording.either(starts),
            branch=(turn.slot("branch") or turn.slot("appointment"))["label"].rpartition(", ")[2],
            choices=numbered(starts),
        )


class AskAppointmentConfirmation(Ask):
    skill: ClassVar[str] = "appointments"
    slot: ClassVar[str] = "confirmation"

    def ask(self, turn: Turn) -> None:
        ask_change_confirmation(turn, yes=YES.get(turn.slot("appointment_wish"), "Yes, move it"))
