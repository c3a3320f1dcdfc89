"""The form behind a card's settings: what shall be different, with which card, and what the message says of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from actions import cards
from actions.card_settings_words import LIMITS, USES, another_end, days_said, limit_kind_said, switch_said, uses_said
from actions.change_form import ChangeForm
from actions.context import customer_work, today
from actions.countries import countries_in
from actions.forms import StopForm, Values, chosen
from actions.new_limit import limit_said, settled
from actions.turn import Choice, Turn
from bank.domain.card_rules import CardLimit, CardUse, most_minor
from bank.domain.cards import HOLDER_MAY_CHANGE, CardKind, CardState
from bank.domain.money import Money
from bank.services.card_details import list_card_details
from bank.services.card_settings import ACTIVATE, NOTE_TRAVEL, SET_LIMIT, SET_USE
from bank.services.trouble_views import CardDetails

WISHES = {
    "card_settings": SET_USE,
    "card_limit": SET_LIMIT,
    "card_activate": ACTIVATE,
    "travel_notice": NOTE_TRAVEL,
}
DETAILS_OF = {
    ACTIVATE: ("card",),
    SET_LIMIT: ("card", "card_limit", "amount"),
    SET_USE: ("card_uses", "card_switch", "card"),
    NOTE_TRAVEL: ("travel_countries", "travel_days"),
}
OF_SEVERAL = frozenset({SET_LIMIT, SET_USE})
"""Wishes that may be of all cards at once."""
SHORT_WORDS = 5
RAISES = re.compile(
    r"\b(raise|increase|lower|reduce|bump|higher|limit|(put|push|bring|turn) \w+ (up|down))\b"
    r"|\b(set|make|change|move) \w+( one)? to\b",
    re.IGNORECASE,
)
"""What is said of a limit that was just shown: "can i put it up"."""


class CardSettingsForm(ChangeForm):
    """Collects what shall be different with which card."""

    skill: ClassVar[str] = "card_settings"
    own_intents: ClassVar[frozenset[str]] = frozenset(WISHES)
    details: ClassVar[frozenset[str]] = frozenset(
        {"account", "card_digits", "ordinal", "amount", "date", "period", "switch"}
    )
    slots: ClassVar[tuple[str, ...]] = (
        "settings_wish", "card", "card_limit", "amount", "card_uses", "card_switch", "travel_countries", "travel_days",
        "travel_cards",
    )  # fmt: skip
    slot_to_blame: ClassVar[Mapping[str, str]] = {
        "card_limit_too_high": "amount",
        "same_card_limit": "amount",
        "home_currency_only": "amount",
        "not_positive": "amount",
        "travel_at_home": "travel_countries",
        "unknown_country": "travel_countries",
        "travel_over": "travel_days",
        "travel_too_long": "travel_days",
        "travel_too_far": "travel_days",
    }

    def open(self, turn: Turn, values: Values) -> None:
        super().open(turn, values)
        values["settings_wish"] = _wish_said(turn)
        _require_cards(turn, values["settings_wish"])
        if values["settings_wish"] != ACTIVATE:
            values["card"] = cards.in_hand(turn)

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        news = self._details_said(turn, values, requested)
        wish = _wish_said(turn) if turn.intent in WISHES else values["settings_wish"]
        # "online" may look like a wish of its own where it answers what was asked
        answered = requested is not None and bool(news.get(requested)) and len(turn.text.split()) <= SHORT_WORDS
        if wish == values["settings_wish"] or answered:
            return news
        _require_cards(turn, wish)
        fresh: Values = dict.fromkeys(self.slots) | {"settings_wish": wish, "candidates": None}
        return fresh | self._details_said(turn, fresh, None)

    def _details_said(self, turn: Turn, values: Values, requested: str | None) -> Values:
        read = {SET_USE: _use_said, SET_LIMIT: _limit_said, NOTE_TRAVEL: _travel_said}.get(values["settings_wish"])
        news = read(turn, values, requested) if read else {}
        if values["settings_wish"] in OF_SEVERAL and cards.means_all(turn.typed):
            known = [details.card for details in _meant(turn, values)]
            return {**news, "card": cards.slot_value_of_all(known), "candidates": None}
        if picked := chosen(turn, values, "card"):
            return {**news, "card": picked, "candidates": None}
        known = [details.card for details in _meant(turn, values)]
        if values.get("card") and (other := cards.pointed(turn, known, values["card"])):
            return {**news, **other}
        return {**news, **cards.said(turn, known)}

    def brings_details(self, turn: Turn) -> bool:
        words = (
            another_end(turn.typed, turn.slot("travel_days"))
            or uses_said(turn.typed)
            or limit_kind_said(turn.typed)
            or limit_said(turn)
            or countries_in(turn.typed)
        )
        return super().brings_details(turn) or bool(words) or cards.means_all(turn.typed)

    def _is_meant(self, turn: Turn, values: Values, requested: str | None) -> bool:
        is_short = len(turn.text.split()) <= SHORT_WORDS and requested not in {None, "confirmation", "authorisation"}
        return (is_short and self.brings_details(turn)) or super()._is_meant(turn, values, requested)

    def takes_any_text(self, values: Values) -> bool:
        return self.detail(values) in {"card", "travel_countries"}

    def detail(self, values: Values) -> str | None:
        days = values.get("travel_days") or {}
        for slot in DETAILS_OF[values["settings_wish"]]:
            if not values.get(slot) or (slot == "travel_days" and not (days["since"] and days["until"])):
                return slot
        return None

    def advance(self, turn: Turn, values: Values, wanted: str | None) -> None:
        if wanted == "card":
            known = [details.card for details in _meant(turn, values)]
            if len(known) == 1:
                values["card"] = cards.slot_value(known[0])
            elif not values.get("candidates"):
                values["candidates"] = cards.candidates(known)
        elif wanted == "confirmation" and values["settings_wish"] == SET_LIMIT:
            limits = limits_of_each(turn, values["card"], CardLimit(values["card_limit"]))
            wished = [settled(values["amount"], now.minor, most.minor) for now, most in limits]
            values["amount"] = wished[0] if wished.count(wished[0]) == len(wished) else None
            if values["amount"] is None:
                return  # "double it" is not the same for both: the limit must be named
        if wanted == "confirmation" and values["settings_wish"] == NOTE_TRAVEL and not values.get("card"):
            working = [details.card for details in _meant(turn, values)]
            values["travel_cards"] = [card.id for card in working]
        super().advance(turn, values, wanted)

    def kind(self, values: Values) -> str:
        return str(values["settings_wish"])

    def content(self, values: Values) -> Mapping[str, Any]:
        card, wish = values["card"], values["settings_wish"]
        if wish == SET_LIMIT:
            return {"card_ids": cards.ids(card), "limit": values["card_limit"], **values["amount"]}
        if wish == SET_USE:
            return {"card_ids": cards.ids(card), "uses": values["card_uses"], "on": values["card_switch"] == "on"}
        if wish == NOTE_TRAVEL:
            return {
                "card_ids": cards.ids(card) if card else values["travel_cards"],
                "countries": values["travel_countries"],
                **values["travel_days"],
            }
        return {"card_id": card["id"]}


def limits_of(details: CardDetails, limit: CardLimit) -> tuple[Money, Money]:
    """A limit as it is now and the most that it may be."""
    now = details.cash_day if limit is CardLimit.CASH else details.payments_day
    return now, Money(most_minor(CardKind(details.card.kind), limit), now.currency)


def limits_of_each(turn: Turn, card: Mapping[str, Any], limit: CardLimit) -> list[tuple[Money, Money]]:
    """The same of each card that the slot names."""
    return [limits_of(details_of(turn, card_id), limit) for card_id in cards.ids(card)]


def own(turn: Turn) -> list[CardDetails]:
    """The customer's cards that are not at their end, for `turn.look`."""
    with customer_work(turn.conversation_id) as (uow, customer):
        known = list_card_details(uow, customer)
    return [details for details in known if details.card.state in HOLDER_MAY_CHANGE]


def details_of(turn: Turn, card_id: int) -> CardDetails:
    """One of them."""
    return next(details for details in turn.look(own) if details.card.id == card_id)


def _wish_said(turn: Turn) -> str:
    """By the intent, or by what shall be higher; who names a country and days to come is travelling."""
    wish = WISHES.get(turn.intent) or (SET_LIMIT if RAISES.search(turn.typed) else SET_USE)
    days = [*turn.values("date"), *(period["until"] for period in turn.values("period"))]
    is_to_come = any(day >= today().isoformat() for day in days if day)
    if wish == NOTE_TRAVEL and days and not is_to_come and turn.value("period"):
        return SET_USE  # "i was in rome last week and it didn't work"
    is_journey = wish == SET_USE and countries_in(turn.text) and is_to_come
    return NOTE_TRAVEL if is_journey and switch_said(turn) != "off" else wish


def _require_cards(turn: Turn, wish: str) -> None:
    """Stop where there is no card for such a wish."""
    known = turn.look(own)
    if not known:
        turn.say("utter_no_cards")
        raise StopForm
    if wish == ACTIVATE and not any(details.awaits_activation for details in known):
        frozen = [details.card for details in known if details.card.state is CardState.FROZEN]
        unfreeze = [Choice("Unfreeze", "card_unfreeze")] if frozen else []
        turn.say("utter_no_card_to_activate_frozen" if frozen else "utter_no_card_to_activate", choices=unfreeze)
        raise StopForm
    if wish != ACTIVATE and all(details.awaits_activation for details in known):
        turn.say("utter_activate_card_first", choices=[Choice("Activate it", "card_activate")])
        raise StopForm


def _meant(turn: Turn, values: Values) -> list[CardDetails]:
    """The cards that a wish can be about: those that wait to be activated, those in use, those not so already."""
    wish = values["settings_wish"]
    known = [details for details in turn.look(own) if details.awaits_activation is (wish == ACTIVATE)]
    uses, switch = values.get("card_uses"), values.get("card_switch")
    if wish != SET_USE or not uses or not switch:
        return known
    others = [details for details in known if any(is_on(details, use) is (switch != "on") for use in uses)]
    return others or known[:1]


def is_on(details: CardDetails, use: str) -> bool:
    """Whether a use of the card is switched on."""
    switches = {
        CardUse.ONLINE: details.is_online_open,
        CardUse.ABROAD: details.is_abroad_open,
        CardUse.CONTACTLESS: details.is_contactless_open,
    }
    return switches[CardUse(use)]


def _use_said(turn: Turn, values: Values, requested: str | None) -> Values:
    if requested == "card_uses" and (placed := turn.placed(USES)):
        return {"card_uses": [placed.value]}
    if pressed := turn.value("card_use"):
        return {"card_uses": [pressed], "card_switch": switch_said(turn)}
    news: Values = {}
    if uses := uses_said(turn.typed):
        news["card_uses"] = uses
    may_switch = turn.intent in WISHES or requested == "card_switch" or values.get("card_switch")
    if may_switch and (switch := switch_said(turn)):
        news["card_switch"] = switch
    return news


def _limit_said(turn: Turn, values: Values, requested: str | None) -> Values:
    news: Values = {}
    if requested == "card_limit" and (placed := turn.placed(LIMITS)):
        return {"card_limit": placed.value}
    if kind := limit_kind_said(turn.typed):
        news["card_limit"] = kind
    if said := limit_said(turn):
        news["amount"] = said
        most_cash = max(most_minor(kind, CardLimit.CASH) for kind in CardKind)
        if not (kind or values.get("card_limit")) and said.get("minor", 0) > most_cash:
            news["card_limit"] = CardLimit.PAYMENTS.value  # more than any machine gives
    return news


def _travel_said(turn: Turn, values: Values, requested: str | None) -> Values:
    news: Values = {}
    if countries := countries_in(turn.typed):
        news["travel_countries"] = countries
    known = values.get("travel_days")
    if days := days_said(turn, known, today()) or another_end(turn.typed, known):
        news["travel_days"] = days
    return news
