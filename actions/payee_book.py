"""The list of payees: see it, add to it, rename or remove one. Each change is read back and takes a one-time code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from actions import follow_up, payees, wording
from actions.change_form import ChangeForm, ask_change_authorisation, ask_change_confirmation, say_outcome
from actions.forms import Ask, StopForm, Values, chosen
from actions.names import is_written_large, name_in, new_name_in
from actions.turn import Choice, Event, SkillAction, Turn
from bank.services.payee_changes import ADD, NICKNAME, REMOVE, RENAME
from bank.services.views import PayeeView

WISHES = {"payee_add": ADD, "payee_rename": RENAME, "payee_remove": REMOVE}
NEEDED = {
    ADD: ("payee_iban", "payee_name"),
    RENAME: ("payee", "payee_name"),
    NICKNAME: ("payee", "payee_name"),
    REMOVE: ("payee",),
}
# The name on the account stays: "call Anna Schmidt 'mum'", "a nickname for Rosa".
NICKNAMES = re.compile(
    r"\bnick ?names?\b|\bpet name\b|\balias\b|\bcall\s+(?!him\b|her\b|it\b|them\b|that\b|the\b|back\b)[^'‘“\"]+['‘“\"]",
    re.IGNORECASE,
)
RENAMES = re.compile(r"\brenam(e|ing)\b", re.IGNORECASE)
# "no, Klaus M. Muster", "the name is Klaus": a name that corrects the one that was read back
CORRECTION = re.compile(
    r"\W*(no|nope|nah|not|wrong|sorry|actually|i meant?|make (it|that)|((the|her|his|their|its) )?(new )?name|it'?s"
    r"|it should|call (him|her|it|them))\b",
    re.IGNORECASE,
)
ADD_A_PAYEE = Choice("Add a payee", "payee_add")


class PayeesForm(ChangeForm):
    """Collects an addition to the list, another name for a payee, or whom to remove."""

    skill: ClassVar[str] = "payees"
    own_intents: ClassVar[frozenset[str]] = frozenset(WISHES)
    details: ClassVar[frozenset[str]] = frozenset({"payee", "iban", "iban_invalid", "ordinal"})
    slots: ClassVar[tuple[str, ...]] = ("payee_wish", "payee", "payee_iban", "payee_name")
    slot_to_blame: ClassVar[Mapping[str, str]] = {
        "invalid_iban": "payee_iban",
        "own_account_as_payee": "payee_iban",
        "payee_known": "payee_iban",
        "unknown_payee": "payee",
        "invalid_text": "payee_name",
        "same_name": "payee_name",
        "nickname_taken": "payee_name",
    }

    def open(self, turn: Turn, values: Values) -> None:
        super().open(turn, values)
        values["payee_wish"] = _wish(turn) or (REMOVE if follow_up.gives_up(turn.text) else RENAME)
        if values["payee_wish"] != ADD and not payees.own(turn):
            turn.say("utter_no_payees", choices=[ADD_A_PAYEE])
            raise StopForm

    def brings_details(self, turn: Turn) -> bool:
        return super().brings_details(turn) or bool(CORRECTION.match(turn.text) and is_written_large(turn.text))

    def takes_any_text(self, values: Values) -> bool:
        return self.detail(values) in {"payee", "payee_name"}

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        news = self._another_wish(turn, values, requested)
        wish = news.get("payee_wish") or values["payee_wish"]
        if wish == ADD:
            return news | _addition_said(turn, requested)
        if requested != "payee_name":
            news |= _payee_said(turn, values, requested)
        return news | (_new_name_said(turn, values, requested) if wish in {RENAME, NICKNAME} else {})

    @staticmethod
    def _another_wish(turn: Turn, values: Values, requested: str | None) -> Values:
        """ "Actually, remove her": another wish in the middle. "Call him Klaus" is none while he is being added."""
        wish = _wish(turn)
        if wish in {None, values["payee_wish"]} or (wish == RENAME and values["payee_wish"] == NICKNAME):
            return {}
        of_the_new_one = values["payee_wish"] == ADD and not turn.entities("payee") and not RENAMES.search(turn.text)
        if wish == RENAME and of_the_new_one and requested:
            return {}
        return {"payee_wish": wish, "payee_name": None, "candidates": None}

    def detail(self, values: Values) -> str | None:
        return next((slot for slot in NEEDED[values["payee_wish"]] if not values.get(slot)), None)

    def kind(self, values: Values) -> str:
        return str(values["payee_wish"])

    def content(self, values: Values) -> Mapping[str, Any]:
        if values["payee_wish"] == ADD:
            return {"name": values["payee_name"], "iban": values["payee_iban"]}
        payee_id = values["payee"]["id"]
        return {"payee_id": payee_id} | ({"name": values["payee_name"]} if values["payee_wish"] != REMOVE else {})


class AskPayee(Ask):
    skill: ClassVar[str] = "payees"
    slot: ClassVar[str] = "payee"

    def ask(self, turn: Turn) -> None:
        turn.say(f"utter_ask_payees_payee_{turn.slot('payee_wish')}", choices=payees.choices(payees.own(turn)))


class AskPayeeIban(Ask):
    skill: ClassVar[str] = "payees"
    slot: ClassVar[str] = "payee_iban"

    def ask(self, turn: Turn) -> None:
        if name := turn.slot("payee_name"):
            turn.say("utter_ask_payees_iban_of", name=name)
        else:
            turn.say("utter_ask_payees_iban")


class AskPayeeName(Ask):
    skill: ClassVar[str] = "payees"
    slot: ClassVar[str] = "payee_name"

    def ask(self, turn: Turn) -> None:
        if turn.slot("payee_wish") == ADD:
            turn.say("utter_ask_payees_name", iban=f"…{turn.slot('payee_iban')[-4:]}")
        else:
            turn.say("utter_ask_payees_new_name", payee=turn.slot("payee")["name"])


class AskPayeesConfirmation(Ask):
    skill: ClassVar[str] = "payees"
    slot: ClassVar[str] = "confirmation"

    def ask(self, turn: Turn) -> None:
        ask_change_confirmation(turn)


class AskPayeesAuthorisation(Ask):
    skill: ClassVar[str] = "payees"
    slot: ClassVar[str] = "authorisation"

    def ask(self, turn: Turn) -> None:
        ask_change_authorisation(turn)


class Payees(SkillAction):
    """Say what became of the change."""

    action_name = "action_payees"
    skill = "payees"

    def answer(self, turn: Turn) -> list[Event]:
        removed = turn.slot("payee_wish") == REMOVE
        name = turn.slot("payee_name") or (turn.slot("payee") or {}).get("name")
        return [*say_outcome(turn), payees.shown(None if removed else name)]


class PayeesList(SkillAction):
    """Name the payees; those of one name, if one was asked for."""

    action_name = "action_payees_list"
    skill = "payees"

    def answer(self, turn: Turn) -> list[Event]:
        known = payees.own(turn)
        name = turn.value("payee")
        found = payees.matching(known, str(name)) if name else known
        if not known:
            turn.say("utter_no_payees", choices=[ADD_A_PAYEE])
        elif not found:
            turn.say("utter_no_such_payee", name=name, choices=[ADD_A_PAYEE])
        else:
            turn.say("utter_payees", rows=wording.lines(_line(payee) for payee in found))
            return [payees.shown(found[0].name if len(found) == 1 else None)]
        return []


def _line(payee: PayeeView) -> str:
    nickname = f", “{payee.nickname}”" if payee.nickname else ""
    return f"{payee.name}{nickname} ({payee.iban})"


def _wish(turn: Turn) -> str | None:
    wish = WISHES.get(turn.intent)
    return NICKNAME if wish == RENAME and NICKNAMES.search(turn.text) else wish


def _addition_said(turn: Turn, requested: str | None) -> Values:
    """The IBAN and the name that a message gives, in any order."""
    news: Values = {}
    if iban := turn.value("iban"):
        news["payee_iban"] = iban
    elif turn.entities("iban_invalid"):
        turn.say("utter_refused_invalid_iban")
    bare = _without(turn, "iban", "iban_invalid")
    name = new_name_in(bare) or name_in(bare)
    # after the read-back only what is plainly a name is one: "no, wrong" is not
    if name and (requested in {None, "payee_iban", "payee_name"} or is_written_large(bare) or new_name_in(bare)):
        news["payee_name"] = name
    return news


def _payee_said(turn: Turn, values: Values, requested: str | None) -> Values:
    """Which of the payees the message means: one, or a choice of several."""
    if picked := chosen(turn, values, "payee"):
        return {"payee": picked, "candidates": None}
    known = values.get("payee") or {}
    asked = requested in {None, "payee"}
    if asked and (placed := turn.placed(payees.own(turn))):
        return {"payee": payees.slot_value(placed), "candidates": None}  # "remove the second one" of those listed
    name = (payees.spoken_of(turn) if asked else turn.value("payee")) or (_stranger(turn) if asked else None)
    if name is None:
        other = payees.the_other_one(turn, known) if requested else None
        return {"payee": payees.slot_value(other), "candidates": None} if other else {}
    found = payees.said(turn, known, str(name))
    if not found:
        turn.say("utter_no_such_payee", name=name)
        return {}
    return payees.picked(found)


def _new_name_said(turn: Turn, values: Values, requested: str | None) -> Values:
    """What a payee shall be called from now on."""
    if turn.is_pressed:
        return {}
    text, known = turn.text, values.get("payee") or {}
    named = next(iter(turn.entities("payee")), None)
    if named and re.search(r"\b(call|name)\s+$", text[: named["start"]], re.IGNORECASE):
        text = text[: named["start"]] + text[named["end"] :]  # "call mia Mimi"
    name = new_name_in(text)
    another = named and named["value"] != known.get("name")
    if name is None and requested != "payee" and not another and CORRECTION.match(text) and is_written_large(text):
        name = name_in(text)
    if name is None and requested == "payee_name":
        name = name_in(text)
    return {"payee_name": name} if name else {}


def _stranger(turn: Turn) -> str | None:
    """A name that is none of the customer's payees: "delete klaus", "rename klaus to Bert"."""
    if turn.is_pressed:
        return None
    new_name = new_name_in(turn.text)
    return name_in(turn.text.rpartition(new_name)[0] if new_name and new_name in turn.text else turn.text)


def _without(turn: Turn, *kinds: str) -> str:
    """The text without the first entity of each of these kinds."""
    if turn.is_pressed:
        return ""
    text = turn.text
    for entity in sorted((turn.entities(kind)[0] for kind in kinds if turn.entities(kind)), key=lambda e: -e["start"]):
        text = f"{text[: entity['start']]} {text[entity['end'] :]}"
    return text
