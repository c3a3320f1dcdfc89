"""Days and times as a reply names them, on days on which that is not simple."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import context, wording
from actions.context import Context
from actions.periods import span, time_before, year_later
from actions.standing_order_form import PAUSE, StandingOrdersForm
from actions.turn import Turn
from bank import Bank
from bot.nlu.entities.extractor import EntityExtractor
from bot.nlu.lexicon import Lexicon
from tests.bank_fixtures import SetClock

NOW = date(2028, 3, 10)


@pytest.fixture(autouse=True)
def _bank_in_a_leap_year(bank_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    bank = Bank.open(f"sqlite:///{bank_path}", SetClock(datetime.combine(NOW, time(10), UTC)))
    monkeypatch.setattr(context, "_context", Context(bank))
    yield
    bank.close()


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
        (date(2026, 12, 31), date(2027, 12, 31)),
    ],
)
def test_every_day_has_one_a_year_later(day: date, later: date) -> None:
    assert year_later(day) == later


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2028, 3, 9), "yesterday"),
        (NOW, "today"),
        (date(2028, 3, 11), "tomorrow"),
        (date(2028, 5, 5), "on Fri 5 May"),
        (date(2027, 12, 31), "on Fri 31 Dec 2027"),
    ],
)
def test_a_day_is_said_within_a_sentence_as_one_speaks(day: date, said: str) -> None:
    assert wording.on_day(day, NOW) == said
    assert span(day, day) == said


@pytest.mark.parametrize(
    ("text", "shown", "before"),
    [
        ("and the month before?", ("2028-03-01", "2028-03-10"), ("2028-02-01", "2028-02-29")),
        ("the month befor that", ("2028-01-01", "2028-01-31"), ("2027-12-01", "2027-12-31")),
        ("what about the week before", ("2028-03-06", "2028-03-10"), ("2028-02-28", "2028-03-05")),
        ("and the day before", ("2028-03-01", "2028-03-01"), ("2028-02-29", "2028-02-29")),
        ("the year before", ("2028-02-01", "2028-02-29"), ("2027-02-01", "2027-02-28")),
        ("and in may", ("2028-03-01", "2028-03-10"), None),
    ],
)
def test_the_time_before_the_one_that_was_shown_is_reckoned_from_that(
    text: str, shown: tuple[str, str], before: tuple[str, str] | None
) -> None:
    tracker = Tracker("1", {}, {"text": text, "entities": []}, [], False, None, {}, "action_listen")
    found = time_before(Turn(CollectingDispatcher(), tracker), *map(date.fromisoformat, shown))
    assert (found and tuple(day.isoformat() for day in found)) == before


RENT = {"id": 1, "label": "€900.00 to Harbour Homes"}


@pytest.mark.parametrize(
    ("text", "last_day"),
    [
        ("until the end of february", "2029-02-28"),  # this year's has passed
        ("until june", "2028-05-31"),
        ("till the end of june", "2028-06-30"),
        ("until 15 june", "2028-06-14"),
        ("in may", "2028-05-31"),
        ("until february", "2029-01-31"),
        ("for two months", "2028-05-10"),
        ("for a month", "2028-04-10"),
        ("just for one month", "2028-04-10"),
    ],
)
def test_a_pause_lasts_until_the_day_before_the_one_that_is_named_or_until_the_end_that_is(
    text: str, last_day: str
) -> None:
    said = f"the first one {text}"
    found = EntityExtractor().extract(said, NOW, Lexicon())
    entities = [{"entity": one.entity, "value": one.value, "start": one.start} for one in found]
    tracker = Tracker("1", {}, {"text": said, "entities": entities}, [], False, None, {}, "action_listen")
    values = {
        "standing_wish": PAUSE,
        "candidates": {"slot": "standing_order", "options": [{"title": "Rent", "value": RENT}]},
    }
    news = StandingOrdersForm().read(Turn(CollectingDispatcher(), tracker), values, "standing_order")
    assert (news["standing_order"], news["execute_on"]) == (RENT, last_day)
