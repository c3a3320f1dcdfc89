"""Written conversations, run through the real assistant: what must be replied, done, and true at the bank afterwards.

A file holds a list of conversations. Each has a `name`, a `customer` (none: nobody signed in), `turns`, and what must
hold at the bank at its end. A turn does one thing (`say`, `press`, `otp`, `pin`, or `sign_in` with a customer's number)
and tells what must come of it:

    - name: the amount is corrected after the read-back
      customer: 1
      turns:
        - { say: send 50 to mia, reply: €50.00 to Mia Brandt, skill: pay_payee }
        - { say: "no, 60", reply: €60.00 to Mia Brandt }
        - { press: "Yes, pay it", reply: code }
        - { otp: latest, reply: "Done: €60.00", slots: { payee: null } }
      bank: { orders: [{ to: Mia Brandt, amount: 60.00 EUR, state: executed }] }

`reply` and `never` are texts (or lists of them) that the replies together must or must not hold; `skill`, `outcome` and
`actions` are those of `teller talk --json`; `slots` gives values, null for empty. `bank` holds what must be there in
the end: `orders` that were made and not cancelled and the kinds of `changes` that were executed (none if not given),
`cards` by kind, `payees` as `{ has: [names], lacks: [names] }`, the `overdraft`, `contact` details, who was
`told`, `appointments` by topic and branch, `alerts` by kind, `card_settings` and `travels` (countries) by kind of card
in use, and `requests` for products. A conversation may say which `skill` it is about; without that, it is the first
that a turn expects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from bank import CustomerId, Money, UnitOfWork
from bank.domain.cards import HOLDER_MAY_CHANGE
from bank.domain.countries import COUNTRIES
from bank.domain.orders import OrderState
from bank.services.alerts import list_alerts
from bank.services.appointments import list_appointments
from bank.services.card_details import list_card_details
from bank.services.cards import list_cards
from bank.services.cases import list_cases
from bank.services.check import check
from bank.services.overdraft import list_overdrafts
from bank.services.payees import list_payees
from bank.services.trouble_views import CardDetails
from bank.store.models import Change, ContactDetails, Order, OutgoingMessage, ProductRequest
from bot.conversation.house import House
from bot.runtime.turns import CLARIFY
from bot.shell.line import Heard, as_json, open_line

FOLDERS = (
    "happy_path",
    "corrections",
    "digressions",
    "cancellations",
    "compound",
    "references",
    "clarification",
    "refusals",
    "handover",
)
SAYINGS = frozenset({"say", "press", "otp", "pin", "sign_in"})
EXPECTATIONS = frozenset({"reply", "never", "skill", "outcome", "actions", "slots"})
TURN_KEYS = SAYINGS | EXPECTATIONS
SMALL_TALK = frozenset({"small_talk", "confirm", "deny", "cancel", "out_of_scope"})
"""What a turn may be understood as without being what a conversation is about."""


@dataclass(frozen=True)
class Dialogue:
    """One written conversation; `source` says where it stands."""

    name: str
    source: str
    customer: int | None
    turns: tuple[Mapping[str, Any], ...]
    bank: Mapping[str, Any] = field(default_factory=dict)
    skill: str | None = None


@dataclass(frozen=True)
class Held:
    """How a conversation went: what was not as written, and what it took."""

    dialogue: Dialogue
    wrong: tuple[str, ...]
    skill: str
    turns: int
    clarifications: int
    handed_over: bool
    repeated_fallbacks: int

    @property
    def succeeded(self) -> bool:
        return not self.wrong


class DialogueError(ValueError):
    """A file of conversations that cannot be used; the message says what is wrong where."""


def load_dialogues(place: Path) -> list[Dialogue]:
    """Every conversation of a file, or of every file below a folder. DialogueError for what no run could check."""
    files = [(place, place.name)] if place.is_file() else [(f, str(f.relative_to(place))) for f in place.rglob("*.yml")]
    return [dialogue for path, source in sorted(files) for dialogue in _of_file(path, source)]


def _of_file(path: Path, source: str) -> list[Dialogue]:
    try:
        entries = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) or []
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DialogueError(f"{source} cannot be read: {' '.join(str(error).split())}") from error
    if not isinstance(entries, list):
        raise DialogueError(f"{source}: there must be a list of conversations.")
    return [_dialogue(entry, source) for entry in entries]


def _dialogue(entry: Any, source: str) -> Dialogue:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        raise DialogueError(f"{source}: every conversation needs a name.")
    name = entry["name"]
    turns = entry.get("turns")
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, dict) for turn in turns):
        raise DialogueError(f"{source}: {name}: there must be a list of turns.")
    for turn in turns:
        if unknown := turn.keys() - TURN_KEYS:
            raise DialogueError(f"{source}: {name}: unknown key {min(unknown)}")
        if len(turn.keys() & SAYINGS) != 1:
            raise DialogueError(f"{source}: {name}: a turn needs one of {', '.join(sorted(SAYINGS))}: {turn}")
        if not turn.keys() & EXPECTATIONS:
            raise DialogueError(f"{source}: {name}: a turn expects nothing: {turn}")
    if unknown := entry.keys() - {"name", "customer", "turns", "bank", "skill"}:
        raise DialogueError(f"{source}: {name}: unknown key {min(unknown)}")
    return Dialogue(name, source, entry.get("customer"), tuple(turns), entry.get("bank") or {}, entry.get("skill"))


async def run_dialogue(house: House, dialogue: Dialogue) -> Held:
    """Hold the conversation, and compare turn by turn, and at the bank, with what is written."""
    line = open_line(house, dialogue.customer)
    started = house.bank.clock()
    wrong: list[str] = []
    heard: list[Heard] = []
    for number, turn in enumerate(dialogue.turns, 1):
        heard.append(await (line.sign_in(turn["sign_in"]) if "sign_in" in turn else line.hear(_line_of(turn))))
        wrong += [f"turn {number} ({_line_of(turn)}): {problem}" for problem in _compare(turn, heard[-1])]
    repeated = [number for number in range(2, len(heard) + 1) if _is_repeated(heard[number - 2], heard[number - 1])]
    wrong += [f"turn {number}: the same fallback twice in a row" for number in repeated]
    return Held(
        dialogue=dialogue,
        wrong=(*wrong, *_compare_bank(dialogue, house, started)),
        skill=_skill_of(dialogue, heard),
        turns=len(heard),
        clarifications=sum(one.turn is not None and one.turn.outcome == CLARIFY for one in heard),
        handed_over=any(one.turn is not None and one.turn.hand_over is not None for one in heard),
        repeated_fallbacks=len(repeated),
    )


def _is_repeated(before: Heard, now: Heard) -> bool:
    """Whether somebody who was not understood, or was turned away, is told so again in the very same words."""
    failed = now.turn is not None and (now.turn.outcome == CLARIFY or now.turn.skill in (None, "out_of_scope"))
    return failed and bool(now.replies) and _said(before) == _said(now)


def _said(heard: Heard) -> str:
    return " ".join(message.text for message in heard.replies)


def _skill_of(dialogue: Dialogue, heard: Sequence[Heard]) -> str:
    """What a conversation is about: as written, else as expected first, else as understood first."""
    expected = [turn.get("skill") for turn in dialogue.turns]
    understood = [one.turn.skill for one in heard if one.turn is not None]
    named = [skill for skill in (dialogue.skill, *expected, *understood) if skill]
    return next((skill for skill in named if skill not in SMALL_TALK), named[0] if named else "none")


def _line_of(turn: Mapping[str, Any]) -> str:
    if "press" in turn:
        return f"/press {turn['press']}"
    if "otp" in turn:
        return "/otp" if turn["otp"] == "latest" else f"/otp {turn['otp']}"
    if "pin" in turn:
        return f"/pin {turn['pin']}"
    if "sign_in" in turn:
        return f"sign in as {turn['sign_in']}"
    return str(turn["say"])


def _compare(turn: Mapping[str, Any], heard: Heard) -> list[str]:
    got = as_json(heard)
    text = "\n".join(reply["text"] for reply in got["replies"])
    wrong = [f"no {wanted!r} in {text!r}" for wanted in _texts(turn.get("reply")) if wanted not in text]
    wrong += [f"{banned!r} in {text!r}" for banned in _texts(turn.get("never")) if banned in text]
    for key in ("skill", "outcome"):
        if key in turn and got[key] != turn[key]:
            wrong.append(f"{key} {got[key]!r}, not {turn[key]!r}")
    if got["outcome"] == CLARIFY and "skill" in turn and "outcome" not in turn:
        wrong.append(f"asked back about {turn['skill']}")
    if missing := set(turn.get("actions", ())) - set(got["actions"]):
        wrong.append(f"actions {got['actions']} lack {sorted(missing)}")
    for slot, value in (turn.get("slots") or {}).items():
        if got["slots"].get(slot) != value:
            wrong.append(f"slot {slot} is {got['slots'].get(slot)!r}, not {value!r}")
    return wrong


def _compare_bank(dialogue: Dialogue, house: House, started: datetime) -> list[str]:
    """What was ordered and changed since the start, what the bank has in the end, and always the books."""
    wrong = [f"books: {problem.what}" for problem in check(house.bank).problems]
    signed_in = [turn["sign_in"] for turn in dialogue.turns if "sign_in" in turn]
    number = signed_in[-1] if signed_in else dialogue.customer
    if number is None:
        return wrong
    customer = CustomerId(number)
    with house.bank.unit_of_work() as uow:
        wrong += _compare_orders(uow, customer, started, dialogue.bank.get("orders") or [])
        wrong += _compare_changes(uow, customer, started, dialogue.bank.get("changes") or [])
        for part, wanted in dialogue.bank.items():
            if part in KEPT:
                wrong += KEPT[part](uow, customer, wanted)
    return wrong


def _compare_orders(uow: UnitOfWork, customer: CustomerId, started: datetime, wanted: Sequence[Any]) -> list[str]:
    rows = uow.session.scalars(
        select(Order).where(Order.customer_id == customer, Order.created_at >= started).order_by(Order.id)
    )
    made = [_order(row) for row in rows if row.state != OrderState.CANCELLED]
    alike = len(made) == len(wanted) and all(
        want.items() <= order.items() for want, order in zip(wanted, made, strict=True)
    )
    return [] if alike else [f"orders at the bank are {made}, not {wanted}"]


def _compare_changes(uow: UnitOfWork, customer: CustomerId, started: datetime, wanted: Sequence[str]) -> list[str]:
    made = uow.session.scalars(
        select(Change.kind)
        .where(Change.customer_id == customer, Change.created_at >= started, Change.state == OrderState.EXECUTED)
        .order_by(Change.id)
    ).all()
    return [] if list(made) == list(wanted) else [f"changes at the bank are {list(made)}, not {list(wanted)}"]


def _compare_cards(uow: UnitOfWork, customer: CustomerId, wanted: Mapping[str, str]) -> list[str]:
    states = {card.kind.value: card.state.value for card in list_cards(uow, customer)}
    return [
        f"the {kind} card is {states.get(kind)}, not {state}"
        for kind, state in wanted.items()
        if states.get(kind) != state
    ]


def _compare_card_settings(uow: UnitOfWork, customer: CustomerId, wanted: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Limits and uses of the cards in use, as far as they are named."""
    found = {
        details.card.kind.value: {
            "payments": str(details.payments_day),
            "cash": str(details.cash_day),
            "online": details.is_online_open,
            "abroad": details.is_abroad_open,
            "contactless": details.is_contactless_open,
        }
        for details in _in_use(uow, customer)
    }
    return [
        f"the {kind} card has {found.get(kind)}, not {dict(settings)}"
        for kind, settings in wanted.items()
        if not settings.items() <= found.get(kind, {}).items()
    ]


def _compare_travels(uow: UnitOfWork, customer: CustomerId, wanted: Mapping[str, Sequence[str]]) -> list[str]:
    """The countries of journeys to come, in the order in which they begin."""
    names = {kind: [COUNTRIES[code] for code in codes] for kind, codes in wanted.items()}
    found = {details.card.kind.value: [one.place for one in details.travels] for details in _in_use(uow, customer)}
    return [
        f"with the {kind} card to {found.get(kind)}, not {to}" for kind, to in names.items() if found.get(kind) != to
    ]


def _in_use(uow: UnitOfWork, customer: CustomerId) -> list[CardDetails]:
    known = list_card_details(uow, customer)
    return [one for one in known if one.card.state in HOLDER_MAY_CHANGE and not one.awaits_activation]


def _compare_payees(uow: UnitOfWork, customer: CustomerId, wanted: Mapping[str, Sequence[str]]) -> list[str]:
    names = {payee.name for payee in list_payees(uow, customer)}
    missing, kept = set(wanted.get("has") or ()) - names, set(wanted.get("lacks") or ()) & names
    return [f"payees at the bank lack {missing} and keep {kept}"] if missing or kept else []


def _compare_cases(uow: UnitOfWork, customer: CustomerId, wanted: Sequence[Mapping[str, Any]]) -> list[str]:
    """The newest cases, newest first."""
    found = [
        {"kind": case.kind.value, "reason": case.reason and case.reason.value, "about": case.about}
        for case in list_cases(uow, customer, "")[: len(wanted)]
    ]
    alike = len(found) == len(wanted) and all(
        want.items() <= case.items() for want, case in zip(wanted, found, strict=True)
    )
    return [] if alike else [f"cases at the bank are {found}, not {list(wanted)}"]


def _compare_overdraft(uow: UnitOfWork, customer: CustomerId, wanted: str) -> list[str]:
    """The limit of the first current account."""
    limit = str(list_overdrafts(uow, customer)[0].limit)
    return [] if limit == wanted else [f"the overdraft is {limit}, not {wanted}"]


def _compare_contact(uow: UnitOfWork, customer: CustomerId, wanted: Mapping[str, str]) -> list[str]:
    row = uow.session.get_one(ContactDetails, customer)
    return [
        f"the {channel} is {getattr(row, channel)}, not {value}"
        for channel, value in wanted.items()
        if getattr(row, channel) != value
    ]


def _compare_alerts(uow: UnitOfWork, customer: CustomerId, wanted: Mapping[str, str | None]) -> list[str]:
    """Amounts by kind, None where a kind has none."""
    found = {one.kind.value: one.threshold and str(one.threshold) for one in list_alerts(uow, customer)}
    return [] if found == dict(wanted) else [f"the alerts are {found}, not {dict(wanted)}"]


def _compare_appointments(uow: UnitOfWork, customer: CustomerId, wanted: Sequence[Mapping[str, str]]) -> list[str]:
    """Those to come, the next one first; a conversation cannot know the hour, since what is free is real."""
    found = [{"topic": one.topic.value, "branch": one.branch} for one in list_appointments(uow, customer)]
    alike = len(found) == len(wanted) and all(
        want.items() <= one.items() for want, one in zip(wanted, found, strict=True)
    )
    return [] if alike else [f"the appointments are {found}, not {list(wanted)}"]


def _compare_requests(uow: UnitOfWork, customer: CustomerId, wanted: Sequence[str]) -> list[str]:
    """What was asked of which product: "open savings"."""
    rows = uow.session.scalars(select(ProductRequest).filter_by(customer_id=customer).order_by(ProductRequest.id))
    made = [f"{row.kind} {row.product_id}" for row in rows]
    return [] if made == list(wanted) else [f"the requests are {made}, not {list(wanted)}"]


def _compare_told(uow: UnitOfWork, customer: CustomerId, wanted: Sequence[str]) -> list[str]:
    """The channels of all messages that went out."""
    query = select(OutgoingMessage.channel).where(OutgoingMessage.customer_id == customer).order_by(OutgoingMessage.id)
    channels = list(uow.session.scalars(query))
    return [] if channels == list(wanted) else [f"messages went out by {channels}, not {list(wanted)}"]


# part of the bank → how it is compared with what a conversation wants; a new skill adds its own
KEPT: Mapping[str, Callable[[UnitOfWork, CustomerId, Any], list[str]]] = {
    "alerts": _compare_alerts,
    "appointments": _compare_appointments,
    "card_settings": _compare_card_settings,
    "cards": _compare_cards,
    "cases": _compare_cases,
    "contact": _compare_contact,
    "overdraft": _compare_overdraft,
    "payees": _compare_payees,
    "requests": _compare_requests,
    "told": _compare_told,
    "travels": _compare_travels,
}


def _order(row: Order) -> dict[str, str]:
    to = row.payee_name or "own account"
    return {
        "to": to,
        "amount": str(Money(row.amount_minor, row.currency)),
        "state": row.state,
        "reference": row.reference,
    }


def _texts(wanted: str | Sequence[str] | None) -> Sequence[str]:
    return [] if wanted is None else [wanted] if isinstance(wanted, str) else wanted
