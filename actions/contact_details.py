"""Where the customer is reached: see it, and change one detail at a time; the old place is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from actions import wording
from actions.change_form import (
    ChangeForm,
    ask_change_authorisation,
    ask_change_confirmation,
    current_change,
    facts,
    say_outcome,
)
from actions.context import customer_work
from actions.forms import Ask, Values, clear_form
from actions.instructions import receipt
from actions.turn import Choice, Event, SkillAction, Turn
from bank import BankError
from bank.domain.contact import Channel, clean_address
from bank.domain.orders import OrderState
from bank.services import contact_details

CHANNELS = (Channel.EMAIL, Channel.PHONE, Channel.ADDRESS)
NAMES = {Channel.EMAIL: "e-mail", Channel.PHONE: "phone number", Channel.ADDRESS: "address"}
# in this order: "my email address" is an e-mail
SAID = {
    Channel.EMAIL: r"\b(e[- ]?mails?|emial|emal|mail address|e-?mail)\b",
    Channel.PHONE: r"\b(tele)?(ph|f)one|\b(mobile|mob|cell|number|nr|sim|tel|text (me|number))\b",
    Channel.ADDRESS: r"\b(add?ress?e?s?|mov(ed?|ing)|house|flat|street|live|letters?|post(al)?|relocat\w+|home)\b",
}
NOT_THAT = re.compile(r"\bnot (?:my|the) [\w-]+(?: (?:number|address))?", re.IGNORECASE)
LEAD = re.compile(
    r".*?\b(?:(?:moved|moving|relocated|relocating) (?:in)?to|address (?:is|will be|should be|to)(?: now)?"
    r"|addr?ess? ?:|live (?:at|in)(?: now)?|(?:no|sorry|actually|wrong)\b,?(?: it'?s| it is| i meant)?|it'?s|to|:)\s+"
    r"(?=.*\d)(?P<address>.+)",
    re.IGNORECASE | re.DOTALL,
)
CORRECTS = re.compile(
    r"^(?:\W*\b(?:no+|wait|sorry|oops|actually|i mean|i meant|make it|it['’]?s|it is|number|should be)\b\W*)+",
    re.IGNORECASE,
)
STREET = re.compile(r"(\d{1,4}\w? [^\W\d][\w .'-]{2,40}|[^\W\d][\w .'-]{2,40} \d{1,4}\w?)")
LONGEST_ADDRESS_WORDS = 14
TAIL = re.compile(r"[\s,.;!]*\b(?:please|pls|thanks|thank you|now|from now on|instead)?[\s.;!]*$", re.IGNORECASE)


class ContactDetailsForm(ChangeForm):
    """Collects which detail changes, and the new one."""

    skill: ClassVar[str] = "contact_details"
    own_intents: ClassVar[frozenset[str]] = frozenset({"contact_change"})
    details: ClassVar[frozenset[str]] = frozenset({"email", "phone", "contact"})
    slots: ClassVar[tuple[str, ...]] = ("contact_channel", "contact_value")
    slot_to_blame: ClassVar[Mapping[str, str]] = {
        "invalid_email": "contact_value",
        "invalid_phone": "contact_value",
        "invalid_address": "contact_value",
        "invalid_text": "contact_value",
        "same_detail": "contact_value",
    }

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        channel, value = _said(turn, requested, values.get("contact_channel"))
        if channel is None:
            return {}
        if value is None and requested == "contact_value" and channel == values["contact_channel"]:
            value = turn.typed if turn.intent not in self.own_intents else None
        if channel != values.get("contact_channel"):
            return {"contact_channel": channel, "contact_value": value}
        return {"contact_value": value} if value else {}

    def _is_meant(self, turn: Turn, values: Values, requested: str | None) -> bool:
        # an address looks like a question for a branch
        return (requested is not None and self.brings_details(turn)) or super()._is_meant(turn, values, requested)

    def brings_details(self, turn: Turn) -> bool:
        return super().brings_details(turn) or (_address_in(turn.text) or _other_street_in(turn)) is not None

    def takes_any_text(self, values: Values) -> bool:
        return self.detail(values) is not None

    def detail(self, values: Values) -> str | None:
        return next((slot for slot in self.slots if not values.get(slot)), None)

    def kind(self, values: Values) -> str:
        return contact_details.kind_name(Channel(values["contact_channel"]))

    def content(self, values: Values) -> Mapping[str, Any]:
        return {"value": values["contact_value"]}


class AskContactChannel(Ask):
    skill: ClassVar[str] = "contact_details"
    slot: ClassVar[str] = "contact_channel"

    def ask(self, turn: Turn) -> None:
        turn.say("utter_ask_contact_details_contact_channel", choices=_change_choices("inform"))


class AskContactValue(Ask):
    skill: ClassVar[str] = "contact_details"
    slot: ClassVar[str] = "contact_value"

    def ask(self, turn: Turn) -> None:
        turn.say(f"utter_ask_contact_details_{turn.slot('contact_channel')}")


class AskContactConfirmation(Ask):
    skill: ClassVar[str] = "contact_details"
    slot: ClassVar[str] = "confirmation"

    def ask(self, turn: Turn) -> None:
        ask_change_confirmation(turn, yes="Yes, change it")


class AskContactAuthorisation(Ask):
    skill: ClassVar[str] = "contact_details"
    slot: ClassVar[str] = "authorisation"

    def ask(self, turn: Turn) -> None:
        ask_change_authorisation(turn)


class ContactDetails(SkillAction):
    """Say what became of the change, and that the old place has been told, if there was one."""

    action_name = "action_contact_details"
    skill = "contact_details"

    def answer(self, turn: Turn) -> list[Event]:
        change = current_change(turn)
        if change is None or change.state is not OrderState.EXECUTED or change.result.get("told"):
            return say_outcome(turn)
        turn.say("utter_contact_added", data=receipt(change), **facts(change))
        return clear_form(turn)


class ContactDetailsShow(SkillAction):
    """What the bank has, masked, with a way to change each."""

    action_name = "action_contact_details_show"
    skill = "contact_details"

    def answer(self, turn: Turn) -> list[Event]:
        with customer_work(turn.conversation_id) as (uow, customer):
            known = contact_details.get(uow, customer)
        rows = [(NAMES[c].capitalize(), getattr(known, c.value) or "none") for c in CHANNELS]
        turn.say(
            "utter_contact_details",
            rows=wording.lines(f"{name}: {value}" for name, value in rows),
            choices=_change_choices("contact_change"),
        )
        return []


def _change_choices(intent: str) -> list[Choice]:
    return [Choice(f"Change my {NAMES[c]}", intent, {"contact": c.value}) for c in CHANNELS]


def _said(turn: Turn, requested: str | None, known: str | None) -> tuple[str | None, str | None]:
    """Which detail the message is about, and the new one if it is there."""
    if pressed := turn.value("contact"):
        return str(pressed), None
    for channel in (Channel.EMAIL, Channel.PHONE):
        if value := turn.value(channel.value):
            return channel.value, str(value)
    text = NOT_THAT.sub("", turn.typed)
    address = _address_in(text) or _other_street_in(turn)
    if address and known in {None, Channel.ADDRESS}:
        return Channel.ADDRESS.value, address
    # "Home Street 5" is no wish for another detail; "not my phone, my email" is
    if requested == "contact_value" and known == Channel.ADDRESS and text == turn.typed:
        return known, None
    return next((c.value for c, said in SAID.items() if re.search(said, text, re.IGNORECASE)), known), None


def _other_street_in(turn: Turn) -> str | None:
    """ "No wait 16 Mill Lane", while an address is read back: the same post code and town."""
    known = str(turn.slot("contact_value") or "") if turn.slot("contact_channel") == Channel.ADDRESS else ""
    street, _, town = known.rpartition(",")
    said = CORRECTS.sub("", TAIL.sub("", turn.typed))
    return f"{said},{town}" if street and STREET.fullmatch(said) else None


def _address_in(text: str) -> str | None:
    """A whole address in the message, without the words before and after it."""
    found = LEAD.match(text)
    for candidate in (found["address"] if found else None, text):
        bare = TAIL.sub("", candidate or "")
        try:
            clean_address(bare)
        except BankError:
            continue
        return bare if len(bare.split()) <= LONGEST_ADDRESS_WORDS else None
    return None
