"""Written conversations, run through the real assistant: what must be replied, done, and true at the bank afterwards.

A file holds a list of conversations. Each has a `name`, a `customer` (none: nobody signed in), `turns`, and what must
hold at the bank at its end. A turn says one thing (`say`, `press`, or `otp`) and what must come of it:

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
`cards` by kind, `payees` as `{ has: [names], lacks: [names] }`.
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
from bank.domain.orders import OrderState
from bank.services.cards import list_cards
from bank.services.cases import list_cases
from bank.services.check import check
from bank.services.payees import list_payees
from bank.store.models import Change, Order
from bot.conversation.house import House
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
TURN_KEYS = frozenset({"say", "press", "otp", "reply", "never", "skill", "outcome", "actions", "slots"})
FALLBACKS = frozenset({"Sorry, I didn't understand that. Could you say it in other words?"})


@dataclass(frozen=True)
class Dialogue:
    """One written conversation; `source` says where it stands."""

    name: str
    source: str
    customer: int | None
    turns: tuple[Mapping[str, Any], ...]
    bank: Mapping[str, Any] = field(default_factory=dict)


class DialogueError(ValueError):
    """A file of conversations that cannot be used; the message says what is wrong where."""


def load_dialogues(folder: Path) -> list[Dialogue]:
    """Every conversation of every file below the folder. DialogueError for what no run could check."""
    found = []
    for path in sorted(folder.rglob("*.yml")):
        source = str(path.relative_to(folder))
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")) or ():
            turns = tuple(entry["turns"])
            for turn in turns:
                if unknown := turn.keys() - TURN_KEYS:
                    raise DialogueError(f"{source}: {entry['name']}: unknown key {sorted(unknown)[0]}")
                if not turn.keys() & {"reply", "never", "skill", "outcome", "actions", "slots"}:
                    raise DialogueError(f"{source}: {entry['name']}: a turn expects nothing: {dict(turn)}")
            found.append(Dialogue(entry["name"], source, entry.get("customer"), turns, entry.get("bank") or {}))
    return found


async def run_dialogue(house: House, dialogue: Dialogue) -> list[str]:
    """Hold the conversation; the answer lists what was not as written, turn by turn, and at the bank."""
    line = open_line(house, dialogue.customer)
    started = house.bank.clock()
    wrong: list[str] = []
    replied: list[str] = []
    for number, turn in enumerate(dialogue.turns, 1):
        heard = await line.hear(_line_of(turn))
        wrong += [f"turn {number} ({_line_of(turn)}): {problem}" for problem in _compare(turn, heard)]
        said = " ".join(message.text for message in heard.replies)
        if said in FALLBACKS and said in replied[-1:]:
            wrong.append(f"turn {number}: the same fallback twice in a row")
        replied.append(said)
    return wrong + _compare_bank(dialogue, house, started)


def _line_of(turn: Mapping[str, Any]) -> str:
    if "press" in turn:
        return f"/press {turn['press']}"
    if "otp" in turn:
        return "/otp" if turn["otp"] == "latest" else f"/otp {turn['otp']}"
    return str(turn["say"])


def _compare(turn: Mapping[str, Any], heard: Heard) -> list[str]:
    got = as_json(heard)
    text = "\n".join(reply["text"] for reply in got["replies"])
    wrong = [f"no {wanted!r} in {text!r}" for wanted in _texts(turn.get("reply")) if wanted not in text]
    wrong += [f"{banned!r} in {text!r}" for banned in _texts(turn.get("never")) if banned in text]
    for key in ("skill", "outcome"):
        if key in turn and got[key] != turn[key]:
            wrong.append(f"{key} {got[key]!r}, not {turn[key]!r}")
    if missing := set(turn.get("actions", ())) - set(got["actions"]):
        wrong.append(f"actions {got['actions']} lack {sorted(missing)}")
    for slot, value in (turn.get("slots") or {}).items():
        if got["slots"].get(slot) != value:
            wrong.append(f"slot {slot} is {got['slots'].get(slot)!r}, not {value!r}")
    return wrong


def _compare_bank(dialogue: Dialogue, house: House, started: datetime) -> list[str]:
    """What was ordered and changed since the start, what the bank has in the end, and always the books."""
    wrong = [f"books: {problem.what}" for problem in check(house.bank).problems]
    if dialogue.customer is None:
        return wrong
    customer = CustomerId(dialogue.customer)
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


# part of the bank → how it is compared with what a conversation wants; a new skill adds its own
KEPT: Mapping[str, Callable[[UnitOfWork, CustomerId, Any], list[str]]] = {
    "cards": _compare_cards,
    "cases": _compare_cases,
    "payees": _compare_payees,
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
