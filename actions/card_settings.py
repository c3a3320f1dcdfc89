"""A card's settings: activate a new one, change its limits, where it may be used, and say where one is travelling."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from actions import cards, wording
from actions.card_settings_form import details_of, limits_of_each
from actions.card_settings_words import USES
from actions.change_form import ask_change_authorisation, ask_change_confirmation, say_outcome
from actions.forms import Ask
from actions.turn import Choice, Event, SkillAction, Turn, numbered
from bank.domain.card_rules import CardLimit, CardUse
from bank.services.card_settings import LIMIT_NAMES, USE_NAMES

OTHER_WISHES = (Choice("A limit", "card_limit"), Choice("A journey", "travel_notice"))


class AskSettingsCard(Ask):
    skill: ClassVar[str] = "card_settings"
    slot: ClassVar[str] = "card"
    which: ClassVar[str] = "utter_ask_card_settings_card"

    def ask(self, turn: Turn) -> None:
        turn.say(self.which)


class AskCardUses(Ask):
    skill: ClassVar[str] = "card_settings"
    slot: ClassVar[str] = "card_uses"

    def ask(self, turn: Turn) -> None:
        uses = numbered(USE_NAMES[use] for use in USES)
        turn.say("utter_ask_card_settings_card_uses", choices=[*uses, *OTHER_WISHES])


class AskCardSwitch(Ask):
    skill: ClassVar[str] = "card_settings"
    slot: ClassVar[str] = "card_switch"

    def ask(self, turn: Turn) -> None:
        turn.say(
            "utter_ask_card_settings_card_switch",
            what=uses_written(turn.slot("card_uses")),
            choices=[Choice("On", "inform", {"switch": "on"}), Choice("Off", "inform", {"switch": "off"})],
        )


class AskCardLimit(Ask):
    skill: ClassVar[str] = "card_settings"
    slot: ClassVar[str] = "card_limit"

    def ask(self, turn: Turn) -> None:
        card = turn.slot("card")
        choices = numbered(("Payments", "Cash"))
        if "ids" in card:
            turn.say("utter_ask_card_settings_card_limit_of_all", card=card["label"], choices=choices)
            return
        details = details_of(turn, card["id"])
        turn.say(
            "utter_ask_card_settings_card_limit",
            card=card["label"],
            payments=details.payments_day,
            cash=details.cash_day,
            choices=choices,
        )


class AskCardLimitAmount(Ask):
    skill: ClassVar[str] = "card_settings"
    slot: ClassVar[str] = "amount"

    def ask(self, turn: Turn) -> None:
        limit = CardLimit(turn.slot("card_limit"))
        limits = limits_of_each(turn, turn.slot("card"), limit)
        turn.say(
            "utter_ask_card_settings_amount",
            what=LIMIT_NAMES[limit],
            now=" and ".join(dict.fromkeys(wording.money(now) for now, _ in limits)),
            most=min(most for _, most in limits),
        )


class AskTravelCountries(Ask):
    skill: ClassVar[str] = "card_settings"
    slot: ClassVar[str] = "travel_countries"

    def ask(self, turn: Turn) -> None:
        turn.say("utter_ask_card_settings_travel_countries")


class AskTravelDays(Ask):
    skill: ClassVar[str] = "card_settings"
    slot: ClassVar[str] = "travel_days"

    def ask(self, turn: Turn) -> None:
        since = (turn.slot("travel_days") or {}).get("since")
        if since:
            turn.say("utter_ask_card_settings_travel_until", since=date.fromisoformat(since))
        else:
            turn.say("utter_ask_card_settings_travel_days")


class AskSettingsConfirmation(Ask):
    skill: ClassVar[str] = "card_settings"
    slot: ClassVar[str] = "confirmation"

    def ask(self, turn: Turn) -> None:
        ask_change_confirmation(turn)


class AskSettingsAuthorisation(Ask):
    skill: ClassVar[str] = "card_settings"
    slot: ClassVar[str] = "authorisation"

    def ask(self, turn: Turn) -> None:
        ask_change_authorisation(turn)


class CardSettings(SkillAction):
    """Say what became of it."""

    action_name = "action_card_settings"
    skill = "card_settings"

    def answer(self, turn: Turn) -> list[Event]:
        return [*say_outcome(turn), cards.remember(turn.slot("card"))]


def uses_written(uses: list[str]) -> str:
    """ "Online payments and use abroad"."""
    names = [USE_NAMES[CardUse(use)] for use in uses]
    return " and ".join([names[0], *(name[0].lower() + name[1:] for name in names[1:])])
