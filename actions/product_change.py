"""Opening, closing or changing a product: what it takes, and a request that a colleague goes on with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, ClassVar

from actions import wording
from actions.appointment_form import BOOK_ONE
from actions.change_form import ChangeForm, current_change, say_outcome
from actions.context import NotSignedInError, anybodys_work, is_signed_in
from actions.forms import Ask, StopForm, Values, chosen, clear_form
from actions.instruction_form import read_back
from actions.instructions import receipt
from actions.overdraft import CHANGE_IT as CHANGE_OVERDRAFT
from actions.turn import TALK_TO_A_PERSON, Event, SkillAction, Turn, numbered, payload
from bank.domain.orders import OrderState
from bank.domain.products import RequestKind
from bank.services.product_requests import REQUEST, find_products, list_held, list_products
from bank.services.product_views import ProductView

ONE = re.compile(r"\bone\b", re.IGNORECASE)
PLAIN_ACCOUNT = "current"
"""What "account" alone is taken for."""
WISHES = {
    "product_open": RequestKind.OPEN.value,
    "product_close": RequestKind.CLOSE.value,
    "product_change": RequestKind.CHANGE.value,
}
OFFERED = 6
"""Products named under the question which one."""
OVERDRAFT = "overdraft"
SHORT_WORDS = 5


class ProductChangeForm(ChangeForm):
    """Finds out which product, and says what it takes before anything is asked for."""

    skill: ClassVar[str] = "product_change"
    own_intents: ClassVar[frozenset[str]] = frozenset(WISHES)
    details: ClassVar[frozenset[str]] = frozenset({"account", "ordinal"})
    slots: ClassVar[tuple[str, ...]] = ("product_wish", "product")
    slot_to_blame: ClassVar[Mapping[str, str]] = {"not_held": "product"}

    def open(self, turn: Turn, values: Values) -> None:
        values["product_wish"] = WISHES.get(turn.intent, RequestKind.OPEN.value)
        values["product"] = turn.value("product")
        with suppress(NotSignedInError):  # what it takes is for everybody to know
            super().open(turn, values)

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        wish = str(WISHES.get(turn.intent, values["product_wish"]))
        news: Values = {} if wish == values["product_wish"] else {"product_wish": wish}
        if picked := chosen(turn, values, "product"):
            return {**news, "product": picked, "candidates": None}
        offered = _offered(turn, wish)
        if requested == "product" and (placed := turn.placed(offered)):
            return {**news, "product": _slot_value(placed)}
        found = _find(turn)
        if not found:
            return news
        if any(one.id == OVERDRAFT for one in found):
            turn.say("utter_product_overdraft", choices=[CHANGE_OVERDRAFT])
            raise StopForm
        if len(found) > 1:
            options = [{"title": wording.capital(one.name), "value": _slot_value(one)} for one in found]
            return {**news, "product": None, "candidates": {"slot": "product", "options": options}}
        return {**news, "product": _slot_value(found[0]), "candidates": None}

    def _is_meant(self, turn: Turn, values: Values, requested: str | None) -> bool:
        is_short = len(turn.text.split()) <= SHORT_WORDS
        if requested == "product" and is_short and _find(turn):
            return True
        return super()._is_meant(turn, values, requested)

    def brings_details(self, turn: Turn) -> bool:
        return super().brings_details(turn) or bool(_find(turn))

    def detail(self, values: Values) -> str | None:
        return None if values.get("product") else "product"

    def advance(self, turn: Turn, values: Values, wanted: str | None) -> None:
        if wanted == "confirmation" and not is_signed_in(turn.conversation_id):
            wish, product = values["product_wish"], values["product"]
            turn.say(f"utter_product_needs_{wish}", product=product["name"], needs=_needs(product, wish))
            intent = next(intent for intent, one in WISHES.items() if one == wish)
            raise StopForm(turn.ask_to_sign_in("utter_product_sign_in", payload(intent, {"product": product})))
        super().advance(turn, values, wanted)

    def kind(self, values: Values) -> str:
        return REQUEST

    def content(self, values: Values) -> Mapping[str, Any]:
        return {"request": values["product_wish"], "product": values["product"]["id"]}


class AskProduct(Ask):
    skill: ClassVar[str] = "product_change"
    slot: ClassVar[str] = "product"

    def ask(self, turn: Turn) -> None:
        offered = _offered(turn, turn.slot("product_wish"))
        choices = numbered(wording.capital(one.name) for one in offered)
        turn.say(f"utter_ask_product_{turn.slot('product_wish')}", choices=choices)


class AskProductConfirmation(Ask):
    skill: ClassVar[str] = "product_change"
    slot: ClassVar[str] = "confirmation"

    def ask(self, turn: Turn) -> None:
        wish, product = turn.slot("product_wish"), turn.slot("product")
        needs = _needs(product, wish)
        read_back(turn, f"utter_ask_request_{wish}_confirmation", "Yes, start it", product=product["name"], needs=needs)


class ProductChange(SkillAction):
    """Say under which number a colleague goes on, by when, and what can be done meanwhile."""

    action_name = "action_product_change"
    skill = "product_change"

    def answer(self, turn: Turn) -> list[Event]:
        change = current_change(turn)
        if change is None or change.state is not OrderState.EXECUTED:
            return say_outcome(turn)
        takes_adviser = any("adviser" in need for need in turn.slot("product")["to_open"])
        is_opening = turn.slot("product_wish") == RequestKind.OPEN
        turn.say(
            "utter_product_requested",
            data=receipt(change),
            number=change.result["number"],
            day=date.fromisoformat(change.result["answer_by"]),
            choices=[*([BOOK_ONE] if takes_adviser and is_opening else []), TALK_TO_A_PERSON],
        )
        return clear_form(turn)


def _find(turn: Turn) -> tuple[ProductView, ...]:
    with anybodys_work(turn.conversation_id) as (uow, _):
        found: tuple[ProductView, ...] = find_products(uow, turn.typed)
        if not found and turn.slot("last_skill") == "product_change" and len(turn.typed.split()) <= SHORT_WORDS:
            # "a joint one", "for my son": another account than the one just spoken of
            kinds = (ONE.sub("account", turn.typed), f"account {turn.typed}")
            named = [one for text in kinds for one in find_products(uow, text) if one.id != PLAIN_ACCOUNT]
            found = tuple(named[:1])
    return found


def _offered(turn: Turn, wish: str) -> Sequence[ProductView]:
    """Of what there is, or of what the customer has."""
    with anybodys_work(turn.conversation_id) as (uow, customer):
        if wish == RequestKind.OPEN or customer is None:
            return list_products(uow)[:OFFERED]
        return list_held(uow, customer)[:OFFERED]


def _slot_value(one: ProductView) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "to_open": list(one.to_open), "to_close": list(one.to_close)}


def _needs(product: Mapping[str, Any], wish: str) -> str:
    """What it takes; a change takes what the product takes."""
    needs = product["to_close"] if wish == RequestKind.CLOSE else product["to_open"]
    return wording.lines(map(wording.capital, needs))
