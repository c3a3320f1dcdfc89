"""What a message says of the time of an appointment."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import appointment_times as times
from actions.turn import Turn

OFFERED = ["2026-11-27T10:00:00+00:00", "2026-11-27T13:00:00+00:00"]
FRIDAY = {"since": "2026-11-27", "until": "2026-11-27"}


def turn(text: str, **entities: Any) -> Turn:
    found = [{"entity": kind, "value": value} for kind, value in entities.items()]
    message = {"text": text, "entities": found}
    return Turn(CollectingDispatcher(), Tracker("1", {}, message, [], False, None, {}, "action_listen"))


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("at 10", {"time": "10:00"}),
        ("10ish", {"time": "10:00"}),
        ("around 3", {"time": "15:00"}),
        ("at eleven please", {"time": "11:00"}),
        ("half past two", {"time": "14:30"}),
        ("at 9.30", {"time": "09:30"}),
        ("in the morning", {"part": "morning"}),
        ("sometime after work", {"part": "late"}),
        ("afternoon", {"part": "afternoon"}),
        ("later", {"after": OFFERED[-1]}),
        ("none of these", {"after": OFFERED[-1]}),
        ("something earlier", {"before": OFFERED[0]}),
        ("the earliest", {}),
        ("at 10 %", None),
        ("hello", None),
        ("/inform", None),
    ],
)
def test_words_say_when(text: str, search: dict[str, Any] | None) -> None:
    assert times.said(turn(text), OFFERED, None) == search


def test_a_day_and_an_hour_are_exact_and_another_day_is_a_new_search() -> None:
    search = times.said(turn("friday at 10", date="2026-11-27"), [], None)
    assert search == {**FRIDAY, "time": "10:00"}
    assert times.is_exact(search)
    assert times.said(turn("not friday, monday", date="2026-11-30"), [], None) == dict.fromkeys(FRIDAY, "2026-11-30")


def test_an_hour_alone_keeps_the_day_that_was_spoken_of() -> None:
    assert times.merged(FRIDAY | {"part": "morning"}, {"time": "14:00"}, None) == {**FRIDAY, "time": "14:00"}
    assert times.merged(None, {"time": "14:00"}, OFFERED[0]) == {**FRIDAY, "time": "14:00"}
    assert times.merged(FRIDAY, {"after": OFFERED[0]}, None) == {"after": OFFERED[0]}


def test_three_in_the_morning_is_never_meant() -> None:
    assert times.said(turn("at 3"), [], None) == {"time": "15:00"}
    assert times.said(turn("at 25"), [], None) is None
