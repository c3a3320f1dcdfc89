"""Freeze a card, or let it work again: read back, done at once on a yes."""

from __future__ import annotations

from typing import ClassVar

from rasa_sdk.events import SlotSet

from actions import cards, instructions
from actions.context import customer_work
from actions.forms import Ask, SkillForm, StopForm, Values, chosen, clear_form
from actions.turn import CANCEL, Choice, Event, SkillAction, Turn
from bank.domain.cards import HOLDER_MAY_CHANGE, CardState
from bank.services import cards as bank_cards

FREEZE, UNFREEZE = "freeze", "unfreeze"


class CardFreezeForm(SkillForm):
    """Finds out which card, and whether to freeze or to unfreeze it."""

    skill: ClassVar[str] = "card_freeze"
    own_intents: ClassVar[frozenset[str]] = frozenset({"card_freeze", "card_unfreeze"})
    details: ClassVar[frozenset[str]] = frozenset({"account", "card_digits", "ordinal"})
    slots: ClassVar[tuple[str, ...]] = ("card", "card_wish")

    def open(self, turn: Turn, values: Values) -> None:
        instructions.drop(turn)
        values["card_wish"] = UNFREEZE if turn.intent == "card_unfreeze" else FREEZE
        own = cards.own(turn)
        if not own:
            turn.say("utter_no_cards")
            raise StopForm
        state = CardState.FROZEN if values["card_wish"] == UNFREEZE else CardState.ACTIVE
        fit = [card for card in own if card.state is state]
        only = fit if len(fit) == 1 else own  # "unfreeze my card": there is but one that is frozen
        values["card"] = cards.slot_value(only[0]) if len(only) == 1 else cards.in_hand(turn)

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        news: Values = {}
        if turn.intent in self.own_intents:
            news["card_wish"] = UNFREEZE if turn.intent == "card_unfreeze" else FREEZE
        if picked := chosen(turn, values, "card"):
            return {**news, "card": picked, "candidates": None}
        known = cards.own(turn)
        if cards.means_all(turn.typed):
            state = CardState.FROZEN if (news.get("card_wish") or values["card_wish"]) == UNFREEZE else CardState.ACTIVE
            fit = [card for card in known if card.state is state] or known
            return {**news, "card": cards.slot_value_of_all(fit), "candidates": None}
        if requested is None or values.get("card"):
            news |= cards.pointed(turn, known, values.get("card"))
        return {**news, **cards.said(turn, known)}

    def brings_details(self, turn: Turn) -> bool:
        return super().brings_details(turn) or cards.means_all(turn.typed) or cards.OTHER.search(turn.text) is not None

    def takes_any_text(self, values: Values) -> bool:
        return self.missing(values) == "card"

    def changed(self, turn: Turn, values: Values) -> None:
        values["confirmation"] = None

    def missing(self, values: Values) -> str | None:
        return next((slot for slot in ("card", "confirmation") if not values.get(slot)), None)

    def advance(self, turn: Turn, values: Values, wanted: str | None) -> None:
        card = values.get("card")
        if wanted == "card":
            own = cards.own(turn)
            if not values.get("candidates"):
                values["candidates"] = cards.candidates(own)
        elif card and wanted == "confirmation" and turn.intent != "confirm":
            self._stop_if_already_so(turn, cards.ids(card)[0], values["card_wish"])
        elif card and wanted is None:
            with customer_work(turn.conversation_id) as (uow, customer):
                change = bank_cards.freeze if values["card_wish"] == FREEZE else bank_cards.unfreeze
                for card_id in cards.ids(card):
                    change(uow, customer, card_id)
                uow.commit()

    @staticmethod
    def _stop_if_already_so(turn: Turn, card_id: int, wish: str) -> None:
        card = next(card for card in cards.own(turn) if card.id == card_id)
        if (card.state is CardState.FROZEN) is (wish == FREEZE) and card.state in HOLDER_MAY_CHANGE:
            already = "utter_card_already_frozen" if wish == FREEZE else "utter_card_already_active"
            turn.say(already, card=cards.label(card))
            raise StopForm


class AskCard(Ask):
    skill: ClassVar[str] = "card_freeze"
    slot: ClassVar[str] = "card"
    which: ClassVar[str] = "utter_ask_card_freeze_card"

    def ask(self, turn: Turn) -> None:
        turn.say(self.which)


class AskConfirmation(Ask):
    skill: ClassVar[str] = "card_freeze"
    slot: ClassVar[str] = "confirmation"

    def ask(self, turn: Turn) -> None:
        if turn.intent == "deny" and not turn.digressed:
            turn.say("utter_what_to_change", choices=[CANCEL])
            return
        wish = turn.slot("card_wish")
        turn.say(
            f"utter_ask_card_freeze_confirmation_{wish}",
            choices=[Choice("Yes", "confirm"), Choice("No", "deny"), CANCEL],
            card=turn.slot("card")["label"],
        )


class CardFreeze(SkillAction):
    """Say what became of the card, as the bank has it now."""

    action_name = "action_card_freeze"
    skill = "card_freeze"

    def answer(self, turn: Turn) -> list[Event]:
        slot = turn.slot("card")
        if slot and turn.slot("confirmation"):
            card = next(card for card in cards.own(turn) if card.id == slot["id"])
            frozen = "frozen" if card.state is CardState.FROZEN else "unfrozen"
            turn.say(f"utter_cards_{frozen}" if "ids" in slot else f"utter_card_{frozen}", card=slot["label"])
        return [*clear_form(turn), cards.remember(slot), SlotSet("last_skill", self.skill)]
