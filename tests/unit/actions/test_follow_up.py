"""What a message opens that points at what was just shown."""

from __future__ import annotations

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import follow_up
from actions.turn import Turn


def turn(text: str, last_skill: str | None, form: str | None = None) -> Turn:
    loop = {"name": f"{form}_form"} if form else {}
    slots = {"last_skill": last_skill}
    return Turn(CollectingDispatcher(), Tracker("1", slots, {"text": text}, [], False, None, loop, "action_listen"))


@pytest.mark.parametrize("text", ["move it to friday", "cancel the second one", "call it off", "drop that"])
def test_pointing_opens_the_form_of_the_skill_that_was_spoken_of(text: str) -> None:
    assert [event["name"] for event in follow_up.opens(turn(text, "appointments"))] == ["appointments_form"]


def test_pointing_at_what_is_coming_up_opens_the_planned_payments() -> None:
    opened = follow_up.opens(turn("cancel that transfer", "upcoming"))
    assert [event["name"] for event in opened] == ["scheduled_payments_form"]


def test_what_was_noticed_is_turned_off_by_pointing_at_it() -> None:
    assert [event["name"] for event in follow_up.opens(turn("turn these off", "notices"))] == ["action_notices"]
    assert follow_up.opens(turn("move it to friday", "notices")) == []


def test_nothing_opens_inside_a_form_after_another_skill_or_without_pointing() -> None:
    assert follow_up.opens(turn("cancel it", "appointments", form="pay_payee")) == []
    assert follow_up.opens(turn("cancel it", "pay_payee")) == []
    assert follow_up.opens(turn("cancel", "appointments")) == []


@pytest.mark.parametrize(("text", "ends"), [("cancel it", True), ("turn it off", True), ("move it to friday", False)])
def test_giving_up_is_told_from_changing(text: str, ends: bool) -> None:
    assert follow_up.gives_up(text) is ends
