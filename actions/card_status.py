"""Cards: which there are, whether they work, until when, their limits, where they may be used, a new one on its way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from actions import cards, wording
from actions.context import customer_work, today
from actions.forms import Values
from actions.turn import Choice, Event, SkillAction, Turn
from bank.domain.cards import CardState
from bank.services.card_details import list_card_details
from bank.services.trouble_views import CardDetails
from bank.services.views import CardView

ONE = re.compile(r"\b(it|its|that|this)\b(?! cards)", re.IGNORECASE)
STATE_WORDS = {
    CardState.ACTIVE: "works",
    CardState.FROZEN: "frozen",
    CardState.BLOCKED: "blocked for good",
    CardState.EXPIRED: "expired",
}


class CardStatus(SkillAction):
    """All cards, or the one that was named."""

    action_name = "action_card_status"
    skill = "card_status"

    def answer(self, turn: Turn) -> list[Event]:
        with customer_work(turn.conversation_id) as (uow, customer):
            known = list_card_details(uow, customer)
        if not known:
            turn.say("utter_no_cards")
            return []
        named = _named(turn, known)
        if named is None:
            return []
        frozen = [details for details in named if details.card.state is CardState.FROZEN]
        turn.say(
            "utter_card_status_one" if len(named) == 1 else "utter_card_status",
            data={"kind": "list", "title": "Your cards", "rows": [_row(details) for details in named]},
            choices=[Choice("Unfreeze", "card_unfreeze")] if frozen else [Choice("Freeze a card", "card_freeze")],
            rows=wording.lines(f"{cards.label(details.card)}: {_line(details)}" for details in named),
        )
        return [cards.remember(cards.slot_value_of_all([details.card for details in named]))]


def _named(turn: Turn, known: tuple[CardDetails, ...]) -> list[CardDetails] | None:
    """The cards that were named or pointed at; None if there is no such card, which has been said."""
    every = [details.card for details in known]
    said = cards.said(turn, every) or _pointed(turn, every)
    if card := said.get("card"):
        return [details for details in known if details.card.id == card["id"]]
    if candidates := said.get("candidates"):
        ids = {option["value"]["id"] for option in candidates["options"]}
        return [details for details in known if details.card.id in ids]
    return None if turn.value("card_digits") else list(known)


def _pointed(turn: Turn, every: list[CardView]) -> Values:
    """ "The second one", "and the other one?", "when does it expire?"."""
    in_view = next((card for card in every if card.id == cards.in_view(turn)), None)
    if turn.entities("ordinal") or in_view is None:
        return cards.pointed(turn, every)
    current = cards.slot_value(in_view)
    if other := cards.pointed(turn, every, current):
        return other
    return {"card": current} if ONE.search(turn.text) else {}


def _line(details: CardDetails) -> str:
    return "; ".join(_facts(details))


def _facts(details: CardDetails) -> Iterator[str]:
    if details.delivery is not None and details.delivery.expected_on >= today():
        yield f"on its way to you, there by {wording.day(details.delivery.expected_on, today())}"
    elif details.awaits_activation:
        yield "waits to be activated"
    else:
        yield STATE_WORDS[details.card.state]
    yield f"valid until {details.card.expires_on:%m/%Y}"
    if details.card.state in {CardState.BLOCKED, CardState.EXPIRED}:
        return
    yield f"a day: {wording.money(details.cash_day)} cash, {wording.money(details.payments_day)} payments"
    yield (
        f"online {_open(details.is_online_open)}, abroad {_open(details.is_abroad_open)}, "
        f"contactless {_open(details.is_contactless_open)}"
    )
    for travel in details.travels:
        days = f"{wording.day(travel.since, today())} to {wording.day(travel.until, today())}"
        yield f"travel noted: {travel.place}, {days}"


def _open(is_open: bool) -> str:
    return "on" if is_open else "off"


def _row(details: CardDetails) -> dict[str, Any]:
    title = cards.label(details.card)
    return {"title": f"{title[0].upper()}{title[1:]}", "detail": _line(details), "date": None, "amount": None}
