"""Lost, stolen, damaged: block the card for good where it must be, and send a new one to the address that is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from rasa_sdk.events import SlotSet

from actions import cards, wording
from actions.change_form import ChangeForm, ask_change_confirmation, current_change, say_outcome
from actions.context import customer_work
from actions.forms import Ask, StopForm, Values, chosen, clear_form
from actions.one_at_a_time import WAITING
from actions.turn import Event, SkillAction, Turn, numbered
from bank.domain.cards import HOLDER_MAY_CHANGE, ReplaceReason
from bank.domain.orders import OrderState
from bank.services import contact_details
from bank.services.card_changes import REPLACE
from bank.services.views import CardView

NOT_SO = re.compile(
    r"\b(?:not|n['’]?t|wasn['’]?t|isn['’]?t) (?:been )?(?:lost|stolen|damaged|broken|missing)\b", re.IGNORECASE
)
# in this order: "its chip is gone" is damage, and "i lost it, the one with the crack" is not
REASON_SAID = (
    (
        ReplaceReason.STOLEN,
        r"\b(stol\w*|steal\w*|theft|thief|nicked|pinched|robbed|mugged|burgl\w*|snatched)|pickpocket",
    ),
    (ReplaceReason.LOST, r"\b(lost|lose|losing|loosing|lsot)\b"),
    (
        ReplaceReason.DAMAGED,
        r"\b(damag\w*|brok\w*|defect\w*|crack\w*|snapped|bent|chip|worn|scratch\w*|melted|washing"
        r"|magnet\w*|unreadable|does ?n['’o]?t (work|read)|faulty|torn|chewed|split)",
    ),
    (
        ReplaceReason.LOST,
        r"\b(los[te]\w*|gone|missing|mislaid|misplaced|disappear\w*|vanish\w*|left (it|my|the)"
        r"|can['’]?t find|dropped|forgot|don['’]?t know where|swallowed|ate|kept by)",
    ),
)
FOUND = re.compile(
    r"\b(found (it|my|the|them)|(got|have) (it|my card|the card|them) (back|again)|i have it|turned up"
    r"|it['’]?s (here|back))\b",
    re.IGNORECASE,
)
"""That there is nothing to replace after all."""
AT_HOME = re.compile(
    r"\b(to )?(my|our|the usual|the same) (home|house|flat|place|own|address|usual)\b|\bhome address\b", re.IGNORECASE
)
ELSEWHERE = re.compile(
    r"\b(to|at) (my|the|a|an) (work|office|branch|hotel|parents?|mum|dad|sister|brother|friend|new address)"
    r"|\b(other|another|different|new|work) address\b|\bsomewhere else\b|\belsewhere\b",
    re.IGNORECASE,
)
WISH_OF = {"lost": "I lost my {card}", "stolen": "My {card} was stolen", "damaged": "My {card} is damaged"}
"""How the second of two cards is asked for, when the first is done."""
REASONS = (ReplaceReason.LOST, ReplaceReason.STOLEN, ReplaceReason.DAMAGED)
REASON_TITLES = {"lost": "I lost it", "stolen": "It was stolen", "damaged": "It is damaged"}


class CardReplaceForm(ChangeForm):
    """Finds out which card and why."""

    skill: ClassVar[str] = "card_replace"
    own_intents: ClassVar[frozenset[str]] = frozenset({"card_replace"})
    details: ClassVar[frozenset[str]] = frozenset({"account", "card_digits", "ordinal"})
    slots: ClassVar[tuple[str, ...]] = ("card", "replace_reason", "replace_next")
    slot_to_blame: ClassVar[Mapping[str, str]] = {}

    def open(self, turn: Turn, values: Values) -> None:
        super().open(turn, values)
        known = _replaceable(turn)
        if not known:
            turn.say("utter_no_cards")
            raise StopForm
        values["card"] = cards.slot_value(known[0]) if len(known) == 1 else cards.in_hand(turn)

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        news: Values = {}
        if reason := _reason_said(turn, requested):
            news["replace_reason"] = reason
        if AT_HOME.search(turn.typed) or ELSEWHERE.search(turn.typed):
            _say_where_it_goes(turn)
        if picked := chosen(turn, values, "card"):
            return {**news, "card": picked, "candidates": None}
        known = _replaceable(turn)
        if len(known) > 1 and cards.means_all(turn.typed):
            first, *others = known
            return {
                **news,
                "card": cards.slot_value(first),
                "replace_next": [cards.label(card) for card in others],
                "candidates": None,
            }
        if values.get("card") and (other := cards.pointed(turn, known, values["card"])):
            return {**news, **other}
        return {**news, **cards.said(turn, known)}

    def event(self, turn: Turn, values: Values) -> bool:
        if FOUND.search(turn.typed) and _reason_said(turn, None) is None:
            self.changed(turn, values)
            turn.say("utter_cancelled_card_replace")
            raise StopForm
        return super().event(turn, values)

    def _is_meant(self, turn: Turn, values: Values, requested: str | None) -> bool:
        answers = requested is not None and (_reason_said(turn, requested) or self.brings_details(turn))
        return bool(answers) or super()._is_meant(turn, values, requested)

    def brings_details(self, turn: Turn) -> bool:
        others = (AT_HOME, ELSEWHERE, cards.OTHER)
        return (
            super().brings_details(turn)
            or cards.means_all(turn.typed)
            or any(words.search(turn.typed) for words in others)
        )

    def takes_any_text(self, values: Values) -> bool:
        return self.detail(values) is not None

    def detail(self, values: Values) -> str | None:
        return next((slot for slot in ("card", "replace_reason") if not values.get(slot)), None)

    def advance(self, turn: Turn, values: Values, wanted: str | None) -> None:
        if wanted == "card" and not values.get("candidates"):
            values["candidates"] = cards.candidates(_replaceable(turn))
        super().advance(turn, values, wanted)

    def kind(self, values: Values) -> str:
        return REPLACE

    def content(self, values: Values) -> Mapping[str, Any]:
        return {"card_id": values["card"]["id"], "reason": values["replace_reason"]}


class AskReplacedCard(Ask):
    skill: ClassVar[str] = "card_replace"
    slot: ClassVar[str] = "card"
    which: ClassVar[str] = "utter_ask_card_replace_card"

    def ask(self, turn: Turn) -> None:
        turn.say(self.which)


class AskReplaceReason(Ask):
    skill: ClassVar[str] = "card_replace"
    slot: ClassVar[str] = "replace_reason"

    def ask(self, turn: Turn) -> None:
        turn.say(
            "utter_ask_card_replace_reason",
            choices=numbered(REASON_TITLES[reason] for reason in REASONS),
            card=turn.slot("card")["label"],
        )


class AskReplaceConfirmation(Ask):
    skill: ClassVar[str] = "card_replace"
    slot: ClassVar[str] = "confirmation"

    def ask(self, turn: Turn) -> None:
        ask_change_confirmation(turn, yes="Yes, send a new one")


class CardReplace(SkillAction):
    """Say what became of the old card, when the new one comes, and who has to be told its number."""

    action_name = "action_card_replace"
    skill = "card_replace"

    def answer(self, turn: Turn) -> list[Event]:
        change = current_change(turn)
        if change is None or change.state is not OrderState.EXECUTED:
            return say_outcome(turn)
        reason = turn.slot("replace_reason")
        turn.say(
            f"utter_card_replaced_{reason}",
            card=turn.slot("card")["label"],
            new=f"…{change.result['new_digits']}",
            day=date.fromisoformat(change.result["expected_on"]),
        )
        if subscriptions := change.result["subscriptions"]:
            turn.say("utter_card_replaced_subscriptions", names=wording.every(subscriptions))
        then = [WISH_OF[reason].format(card=card) for card in turn.slot("replace_next") or ()]
        waiting = [SlotSet(WAITING, [*then, *(turn.slot(WAITING) or ())])] if then else []
        return [*clear_form(turn), cards.remember(turn.slot("card")), *waiting]


def _say_where_it_goes(turn: Turn) -> None:
    with customer_work(turn.conversation_id) as (uow, customer):
        address = contact_details.get(uow, customer).address
    known = "utter_card_replace_elsewhere" if ELSEWHERE.search(turn.typed) else "utter_card_replace_to_home"
    turn.say(known, address=address)


def _replaceable(turn: Turn) -> list[CardView]:
    return [card for card in cards.own(turn) if card.state in HOLDER_MAY_CHANGE]


def _reason_said(turn: Turn, requested: str | None) -> str | None:
    if requested == "replace_reason" and (placed := turn.placed(REASONS)):
        return placed.value
    text = NOT_SO.sub(" ", turn.typed)
    for reason, pattern in REASON_SAID:
        if re.search(pattern, text, re.IGNORECASE):
            return reason.value
    return None
