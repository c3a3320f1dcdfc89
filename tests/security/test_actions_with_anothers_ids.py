"""Every action, in Ben's conversation, with Ada's ids wherever a conversation can hold one: nothing of hers is told,
moved or changed. An action needs no entry here; a slot that is new has to be put among those that hold ids, or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import yaml
from rasa_sdk.executor import ActionExecutor
from sqlalchemy import Table, select

from actions import context
from bank import Bank, BankError, CustomerId, UnitOfWork
from bank.domain.alerts import AlertKind
from bank.services import account_details, accounts, cards, identity, payees
from bank.store.models import Base
from bot.runtime.settings import PROJECT_ROOT
from tests.security.adas_things import ADA, BEN, Things

EXECUTOR = ActionExecutor()
EXECUTOR.register_package("actions")
ACTIONS = sorted(EXECUTOR.actions)
LABEL = "that one"
LATER = "2099-01-05"
# As many turns as the form with the most wishes has.
WISHES = 6

# Slots that hold no id: what makes a form go on to its end, whichever way it goes; each value has its turn.
HARMLESS: dict[str, tuple[Any, ...]] = {
    "amount": ({"minor": 10_00, "currency": "EUR"},), "payee_wish": ("rename_payee", "remove_payee", "nickname_payee"),
    "payee_iban": (None,), "payee_name": ("Somebody Else",), "execute_on": (None, LATER), "reference": ("Rent",),
    "wants_usual": (True, None), "planned_wish": ("cancel", "change"),
    "standing_wish": (
        "cancel_standing_order", "change_standing_order", "pause_standing_order", "resume_standing_order",
        "create_standing_order", "return_direct_debit",
    ),
    "recall_reason": ("twice",), "card_wish": ("freeze", "unfreeze"),
    "replace_reason": ("lost",), "replace_next": (None,),
    "complaint_text": ("It took too long",), "dispute_reason": ("not_mine",), "noticed_on": ("2026-03-01",),
    "calculation": ("repayment",), "credit": (None,), "monthly_amount": (100_00,), "income": (2_000_00,),
    "commitments": (0,), "term_months": (12,), "rate": (300,), "contact_channel": ("email",),
    "contact_value": ("ben@example.org",), "appointment_wish": ("cancel_appointment", "move_appointment"),
    "topic": ("account",), "branch": ({"id": 1, "label": LABEL},), "time_search": (None,),
    "starts_at": ("2099-01-05T10:00:00+00:00",), "alert_wish": ("set_alert", "remove_alert"),
    "alert": (AlertKind.BILL_DUE.value,), "product_wish": ("open", "close", "change"), "spending_asked": (None,),
    "document_kind": ("statement", "confirmation", "balance_confirmation", "receipt"), "last_calculation": (None,),
    "price_words": (None,), "branch_place": (None,), "shown_places": (None,),
    "last_skill": ("find_transactions", "spending_insight", "loans"),
    "concern": (None,), "misunderstandings": (0,), "hand_over": (None,), "offered_times": (None,),
    "offered_articles": (None,), "waiting_requests": (None,), "sign_in_wish": (None,), "settings_wish": (None,),
    "pin_chosen": (None,),
    "card_limit": ("payments",), "card_uses": (["online"],), "card_switch": ("off",),
    "converted": ({"minor": 100_00, "currency": "EUR", "to": "GBP"},),
    "travel_countries": (["JP"],), "travel_days": ({"since": "2099-01-05", "until": "2099-01-09"},),
}  # fmt: skip
# How a message may end what was begun.
INTENTS = ("confirm", "inform", "resend_code", "code_accepted", "code_failed", "cancel", "deny")


def anothers(things: Things, turn: int) -> dict[str, Any]:
    """Slots that hold ids, with Ada's in them."""
    account = {"id": things.account, "label": LABEL}
    kept = (
        {"key": things.order, "hash": things.order_hash, "needs_code": True},
        {"key": things.change, "hash": things.change_hash, "needs_code": False},
        {"key": things.planned, "hash": things.order_hash, "needs_code": False},
        None,
    )
    return {
        "payee": {"id": things.payee, "name": LABEL},
        "from_account": account,
        "to_account": {"id": things.savings, "label": LABEL},
        "planned": {"key": things.planned, "label": LABEL},
        "standing_order": {"id": things.standing_order, "label": LABEL},
        "collected": {"id": things.transaction, "label": LABEL},
        "bill": ({"account": things.savings, "label": LABEL}, {"id": things.payee, "label": LABEL})[turn % 2],
        "recalled": {"id": things.transaction, "label": LABEL},
        "card": {"id": things.card, "label": LABEL},
        "complaint_case": {"number": things.case, "answer_by": LATER, "is_new": True},
        "disputed": {"id": things.transaction, "day": LATER, "label": LABEL},
        "fraud_case": {"number": things.case, "cards": [{"id": things.card, "label": LABEL}]},
        "appointment": {"id": things.appointment or 1, "branch_id": 1, "label": LABEL},
        "product": {"id": str(things.savings), "name": LABEL, "to_open": True, "to_close": True},
        "order": kept[turn % len(kept)],
        "candidates": {
            "slot": "from_account", "options": [{"title": LABEL, "value": {"id": things.account, "label": LABEL}}]
        },
        "transactions_filter": {"offset": 0, "account_ids": [things.account]},
        "shown_transactions": [things.transaction],
        "loan": things.account,
        "travel_cards": [things.card],
        "pointed_card": things.card,
        "pointed_transaction": things.transaction,
        "last_order": things.order,
        "shown_payee": "Rosa Winter",
        "shown_account": {"kind": "current", "digits": things.digits},
        "document_of": {"accounts": [{"kind": "current", "digits": things.digits}]},
    }  # fmt: skip


OF_A_FORM = {"confirmation", "authorisation"}


def test_every_slot_of_a_conversation_is_filled() -> None:
    domain = yaml.safe_load((PROJECT_ROOT / "domain.yml").read_text(encoding="utf-8"))
    nothing = Things(*[0] * len(Things.__dataclass_fields__))  # type: ignore[arg-type]
    assert domain["slots"].keys() - OF_A_FORM == anothers(nothing, 0).keys() | HARMLESS.keys()


@dataclass
class Heard:
    """What the runs of an action came to."""

    said: str = ""


async def run_all_ways(action: str, things: Things, conversation: str) -> Heard:
    """Run an action with every answer, at every point of its form."""
    heard = Heard()
    for intent, slots in _ways(action, things):
        try:
            answer = await EXECUTOR.run(_call(action, conversation, intent, slots, things))
        except (BankError, LookupError, TypeError, ValueError, RuntimeError):
            continue  # an incident: nothing is told, nothing kept
        heard.said += str(answer["responses"])
    return heard


def _ways(action: str, things: Things) -> Iterator[tuple[str, dict[str, Any]]]:
    form = getattr(EXECUTOR.actions[action], "__self__", None) if action.startswith("validate_") else None
    intents = (*INTENTS, *(form.own_intents if form else ()))
    points = (None, "confirmation", "authorisation") if form else ("confirmation",)
    for number, (intent, point) in enumerate((intent, point) for intent in intents for point in points):
        for turn in range(number, number + (WISHES if form else 2)):
            yield intent, {**_filled(things, turn), "requested_slot": point}
    for turn in range(WISHES if form else 0):
        for slot, value in anothers(things, turn).items():
            if form and slot in form.slots:  # "the first one", of those to choose from: what follows is proposed
                choice = {"slot": slot, "options": [{"title": LABEL, "value": value}]}
                nothing_yet = {slot: None, "order": None, "confirmation": None, "authorisation": None}
                filled = {**_filled(things, turn), **nothing_yet, "candidates": choice}
                yield "inform", {**filled, "requested_slot": slot}


def _filled(things: Things, turn: int) -> dict[str, Any]:
    harmless = {slot: values[turn % len(values)] for slot, values in HARMLESS.items()}
    return {**harmless, **anothers(things, turn), "confirmation": True, "authorisation": True}


def _call(action: str, conversation: str, intent: str, slots: Mapping[str, Any], things: Things) -> dict[str, Any]:
    entities = [
        {"entity": "ordinal", "value": 1},
        {"entity": "account", "value": {"digits": things.digits}},
    ]  # fmt: skip
    message = {"text": f"/{intent}", "intent": {"name": intent}, "entities": entities}
    tracker = {"sender_id": conversation, "slots": slots, "latest_message": message, "active_loop": {}, "events": []}
    return {"next_action": action, "sender_id": conversation, "tracker": tracker}


Rows = dict[str, dict[tuple[Any, ...], dict[str, Any]]]


def all_rows(uow: UnitOfWork) -> Rows:
    """Every row of the bank, by table and primary key."""

    def rows(table: Table) -> dict[tuple[Any, ...], dict[str, Any]]:
        key = [column.name for column in table.primary_key]
        found = uow.session.execute(select(table)).mappings()
        return {tuple(row[name] for name in key): dict(row) for row in found}

    return {table.name: rows(table) for table in Base.metadata.sorted_tables}


def is_adas(table: str, row: Mapping[str, Any], known: Mapping[str, set[Any]]) -> bool:
    """Whether a row is Ada's, or says anything of what is."""
    if row.get("customer_id") == ADA or (table == "customers" and row["id"] == ADA):
        return True
    return any(
        row.get(key.parent.name) in known.get(key.column.table.name, ())
        for key in Base.metadata.tables[table].foreign_keys
    )


def of_ada(rows: Rows) -> dict[str, set[Any]]:
    """The ids of what is Ada's, by table; parents come before children."""
    known: dict[str, set[Any]] = {}
    for table, found in rows.items():
        known[table] = {key[0] for key, row in found.items() if is_adas(table, row, known)}
    return known


def private_words(uow: UnitOfWork) -> set[str]:
    """What only Ada may be told: her IBANs, card numbers, and whom she pays; not what Ben has or pays as well."""

    def words(customer: CustomerId) -> set[str]:
        own = accounts.list_accounts(uow, customer)
        return {
            *(details.iban for details in account_details.list_account_details(uow, customer) if details.iban),
            *(card.digits for card in cards.list_cards(uow, customer)),
            *(payee.name for payee in payees.list_payees(uow, customer)),
            *(payee.iban for payee in payees.list_payees(uow, customer)),
            *(f"{account.balance.minor / 100:,.2f}" for account in own if account.balance.minor),
        }

    return {word for word in words(ADA) - words(BEN) if len(word) > 3}


@contextmanager
def conversation_of(bank: Bank, customer: CustomerId) -> Iterator[str]:
    """A conversation of a customer, in the actions' own bank."""
    before = context._context
    context.use(context.Context(bank))
    with bank.unit_of_work() as uow:
        conversation = identity.open_session_for(uow, customer).conversation_id
        uow.commit()
    try:
        yield conversation
    finally:
        context._context = before


@pytest.mark.parametrize("start", range(0, len(ACTIONS), 15))
async def test_no_action_tells_or_changes_what_is_another_customers(bank: Bank, adas: Things, start: int) -> None:
    with conversation_of(bank, BEN) as bens:
        with bank.unit_of_work() as uow:
            before, secrets = all_rows(uow), private_words(uow)
        hers = of_ada(before)
        for action in ACTIONS[start : start + 15]:
            heard = await run_all_ways(action, adas, bens)
            assert not {word for word in secrets if word in heard.said}, action
        with bank.unit_of_work() as uow:
            after = all_rows(uow)
    for table, rows in before.items():
        for key, row in rows.items():
            if is_adas(table, row, hers):
                assert after[table].get(key) == row, (table, key)
        for key, row in after[table].items():
            if rows.get(key) != row:
                assert not is_adas(table, row, hers), (table, key)


async def test_the_same_ids_do_tell_and_change_in_adas_own_conversation(bank: Bank, adas: Things) -> None:
    """Else the test above would prove nothing."""
    told, changed = set(), set()
    with conversation_of(bank, ADA) as own:
        with bank.unit_of_work() as uow:
            secrets, before = private_words(uow), all_rows(uow)
        for action in ACTIONS:
            heard = await run_all_ways(action, adas, own)
            with bank.unit_of_work() as uow:
                after = all_rows(uow)
            told |= {action} if any(word in heard.said for word in secrets) else set()
            changed |= {action} if after != before else set()
            before = after
    forms = ("card_freeze", "card_replace", "pay_bill", "pay_payee", "payees", "standing_orders", "transfer_own")
    assert {f"validate_{form}_form" for form in forms} <= changed
    assert {"action_card_status", "action_pay_payee", "action_payees_list", "action_transfer_own"} <= told
    assert len(told) >= 40
