"""Rates and fees, from the bank's own dated tables: one, those of a subject, or what there is to ask for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet

from actions import follow_up, wording
from actions.context import public_work
from actions.price_words import in_words
from actions.question import say_article
from actions.turn import Choice, Event, SkillAction, Turn
from bank.domain.tariff import best_matches
from bank.services.product_views import PriceView
from bank.services.tariff import find_prices, list_prices

POINTS = re.compile(r"\b(it|its|that|this|those|them)\b", re.IGNORECASE)
GOES_ON = re.compile(r"\W*(and|or|what about|how about|but)\b", re.IGNORECASE)
SUBJECTS = {"overdraft": "overdraft", "card_replace": "new card", "loans": "personal loan"}
"""Skill → what its price is asked by."""


class RatesAndFees(SkillAction):
    """Say the figures that were asked for; an article answers what is in no table."""

    action_name = "action_rates_and_fees"
    skill = "rates_and_fees"

    def answer(self, turn: Turn) -> list[Event]:
        if follow_up.asks_of_loan(turn):
            return [FollowupAction("action_loans")]
        return say_prices(turn, turn.text)


def go_on(turn: Turn) -> list[Event]:
    """ "And for 20 years?": what was asked for last, with what the message adds."""
    return say_prices(turn, f"{turn.slot('price_words') or ''} {turn.text}")


def say_prices(turn: Turn, text: str) -> list[Event]:
    """The prices that the text, or the pressed button, names."""
    pressed, spoken_of = turn.value("price_subject"), _spoken_of(turn)
    with public_work() as uow:
        found = () if pressed else find_prices(uow, text)
        if not found and not pressed and spoken_of:
            found = find_prices(uow, f"{spoken_of} {text}")
        every = () if found else list_prices(uow)
    found = found or of_subject(every, str(pressed or text))
    if len(found) == 1:
        _say_one(turn, found[0])
    elif found:
        turn.say(
            "utter_prices",
            data={"kind": "list", "title": "Rates and fees", "rows": [_row(price) for price in found]},
            rows=wording.lines(f"{price.title}: {in_words(price)}" for price in found),
        )
    elif answer := turn.message.get("answer"):
        say_article(turn, answer)
    else:
        subjects = dict.fromkeys(price.subject for price in every)
        choices = [Choice(subject, "rates_and_fees", {"price_subject": subject}) for subject in subjects]
        turn.say("utter_which_price", choices=choices)
    return [SlotSet("price_words", text if found else None)]


def more(turn: Turn) -> list[Event]:
    """ "And abroad?": another price like the last, if there is one."""
    words = f"{turn.slot('price_words') or ''} {turn.text}"
    with public_work() as uow:
        has_more = find_prices(uow, words) != find_prices(uow, turn.slot("price_words") or "")
    return say_prices(turn, words) if turn.slot("price_words") and has_more else []


def _spoken_of(turn: Turn) -> str:
    """What a price is asked of without naming it: "how much does that cost", "and for 2 years fixed?"."""
    skill = turn.form or turn.slot("last_skill")
    if skill == "rates_and_fees":
        return str(turn.slot("price_words") or "") if GOES_ON.match(turn.text) else ""
    return SUBJECTS.get(skill or "", "") if POINTS.search(turn.text) else ""


def of_subject(prices: Sequence[PriceView], text: str) -> tuple[PriceView, ...]:
    """Those of the subject that the text names: "card fees"."""
    wordings = {price.subject: [price.subject, price.subject.removesuffix("s")] for price in prices}
    named = best_matches(text, wordings)
    return tuple(price for price in prices if price.subject in named)


def _say_one(turn: Turn, price: PriceView) -> None:
    coming = _coming(price)
    response = "utter_price_changes" if coming else "utter_price"
    turn.say(
        response,
        title=price.title,
        price=in_words(price),
        since=wording.long_day(price.since),
        changes_on=wording.long_day(price.changes_on) if price.changes_on else None,
        coming=coming,
    )


def _coming(price: PriceView) -> str | None:
    """What the figure will be, if a change is known."""
    if price.next_basis_points is not None:
        return wording.rate(price.next_basis_points)
    return wording.money(price.next_amount) if price.next_amount is not None else None


def _row(price: PriceView) -> dict[str, Any]:
    return {"title": price.title, "detail": in_words(price), "date": None, "amount": None}
