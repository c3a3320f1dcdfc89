"""What is Ada's is not Ben's: with her ids, every service, change, route and action refuses him as if there were none.

A service, a change or a route that is new has to be entered here: each test of a list fails on what it does not know.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route, WebSocketRoute

import actions
import bank.services
from bank import Bank, BankError, CustomerId, UnitOfWork
from bank.demo.people import SIGN_INS
from bank.domain.payment_errors import UnknownStandingOrder
from bank.services import (
    account_details,
    accounts,
    card_payments,
    card_pins,
    card_settings,
    cards,
    case_work,
    cases,
    changes,
    documents,
    exchange,
    instructions,
    loans,
    orders,
    papers,
    payees,
    proposals,
    recalls,
    scheduled,
    spending,
    standing_orders,
    step_up,
    transactions,
    usual,
)
from bank.services.card_pins import PinSafe
from bank.services.spending import SpendingFilter
from bank.services.views import PaymentRequest, TransactionFilter, TransferRequest
from tests.door_fixtures import Door
from tests.security.adas_things import ADA, BEN, TEN, Things

# A PIN is refused before anything would be sealed.
NO_SAFE = PinSafe(seal=lambda secret, owner: "", open=lambda sealed, owner: b"", renew=lambda sealed, owner: sealed)
# Parameters that name nothing of anybody's.
NAMELESS = {
    "uow", "customer", "customer_id", "limit", "offset", "since", "until", "day", "currency", "months", "words",
    "channel", "recipient", "name", "iban", "kind", "text", "reason", "noticed_on", "amount", "execute_on", "payee",
    "code", "keys", "content_hash", "except_order", "stands",
}  # fmt: skip
# Without an id of their own, and called by services that have checked whose it is.
INNER = {("cases", "add"), ("payment_limits", "standing")}


Case = Callable[[UnitOfWork, CustomerId, Things], Any]
ALL = TransactionFilter()


def _month(uow: UnitOfWork, things: Things) -> SpendingFilter:
    return SpendingFilter(uow.today - timedelta(days=30), uow.today, account_ids=(things.account,))


CASES: dict[tuple[str, str], Case] = {
    ("accounts", "own_accounts"): lambda u, who, t: accounts.own_account(accounts.own_accounts(u, who), t.account),
    ("card_payments", "pay_by_card"): lambda u, who, t: card_payments.pay_by_card(u, who, t.card, TEN, "Corner Shop"),
    ("card_settings", "settable"): lambda u, who, t: card_settings.settable(u, who, t.card),
    ("card_pins", "choose"): lambda u, who, t: card_pins.choose(u, who, t.pin_change, "7391", NO_SAFE),
    ("cards", "freeze"): lambda u, who, t: cards.freeze(u, who, t.card),
    ("cards", "own_card"): lambda u, who, t: cards.own_card(u, who, t.card),
    ("cards", "unfreeze"): lambda u, who, t: cards.unfreeze(u, who, t.card),
    ("cases", "get_case"): lambda u, who, t: cases.get_case(u, who, "none" if who == BEN else t.conversation, t.case),
    ("changes", "cancel"): lambda u, who, t: changes.cancel(u, who, t.change),
    ("changes", "confirm"): lambda u, who, t: changes.confirm(u, who, t.change, t.change_hash),
    ("changes", "get"): lambda u, who, t: changes.get(u, who, t.change),
    ("changes", "own_change"): lambda u, who, t: changes.own_change(u, who, t.change),
    ("documents", "make_account_confirmation"): lambda u, who, t: documents.make_account_confirmation(
        u, who, t.conversation, t.account
    ),
    ("documents", "make_balance_confirmation"): lambda u, who, t: documents.make_balance_confirmation(
        u, who, t.conversation, t.account
    ),
    ("documents", "make_csv"): lambda u, who, t: documents.make_csv(
        u, who, t.conversation, replace(ALL, account_ids=(t.account,))
    ),
    ("documents", "make_receipt"): lambda u, who, t: documents.make_receipt(u, who, t.conversation, t.transaction),
    ("documents", "make_statement"): lambda u, who, t: documents.make_statement(
        u, who, t.conversation, t.account, u.today - timedelta(days=20), u.today
    ),
    ("documents", "open_document"): lambda u, who, t: documents.open_document(u, who, t.conversation, t.document),
    ("exchange", "quote"): lambda u, who, t: exchange.quote(u, who, t.account, t.savings, TEN),
    ("instructions", "cancel"): lambda u, who, t: instructions.cancel(u, who, t.order),
    ("instructions", "confirm"): lambda u, who, t: instructions.confirm(u, who, t.order, t.order_hash),
    ("instructions", "find"): lambda u, who, t: instructions.find(u, who, t.order),
    ("instructions", "get"): lambda u, who, t: instructions.get(u, who, t.change),
    ("instructions", "locked"): lambda u, who, t: instructions.locked(u, who, t.change),
    ("loans", "quote_early_repayment"): lambda u, who, t: loans.quote_early_repayment(u, who, t.account, TEN),
    ("orders", "cancel"): lambda u, who, t: orders.cancel(u, who, t.order),
    ("orders", "confirm"): lambda u, who, t: orders.confirm(u, who, t.order, t.order_hash),
    ("orders", "get"): lambda u, who, t: orders.get(u, who, t.order),
    ("orders", "locked_order"): lambda u, who, t: orders.locked_order(u, who, t.order),
    ("orders", "own_order"): lambda u, who, t: orders.own_order(u, who, t.order),
    ("orders", "planned_order"): lambda u, who, t: orders.planned_order(u, who, t.planned),
    ("orders", "propose_payment"): lambda u, who, t: orders.propose_payment(u, who, PaymentRequest(TEN, t.payee)),
    ("orders", "propose_transfer"): lambda u, who, t: orders.propose_transfer(
        u, who, TransferRequest(TEN, t.savings, t.account)
    ),
    ("papers", "account_confirmation"): lambda u, who, t: papers.account_confirmation(u, who, t.account),
    ("papers", "balance_confirmation"): lambda u, who, t: papers.balance_confirmation(u, who, t.account),
    ("papers", "receipt"): lambda u, who, t: papers.receipt(u, who, t.transaction),
    ("papers", "statement"): lambda u, who, t: papers.statement(
        u, who, t.account, u.today - timedelta(days=20), u.today
    ),
    ("papers", "transactions_csv"): lambda u, who, t: papers.transactions_csv(
        u, who, replace(ALL, account_ids=(t.account,))
    ),
    ("payees", "own_payee"): lambda u, who, t: payees.own_payee(u, who, t.payee),
    ("proposals", "payment_proposal"): lambda u, who, t: proposals.payment_proposal(
        u, who, PaymentRequest(TEN, t.payee, from_account_id=t.account)
    ),
    ("proposals", "transfer_proposal"): lambda u, who, t: proposals.transfer_proposal(
        u, who, TransferRequest(TEN, t.savings, t.account)
    ),
    ("scheduled", "propose_change"): lambda u, who, t: scheduled.propose_change(
        u, who, t.planned, PaymentRequest(TEN, t.payee, execute_on=u.today + timedelta(days=21))
    ),
    ("spending", "spent_by_category"): lambda u, who, t: spending.spent_by_category(u, who, _month(u, t)),
    ("spending", "spent_by_merchant"): lambda u, who, t: spending.spent_by_merchant(u, who, _month(u, t)),
    ("spending", "spent_by_month"): lambda u, who, t: spending.spent_by_month(u, who, _month(u, t), 3),
    ("spending", "spent_in_all"): lambda u, who, t: spending.spent_in_all(u, who, _month(u, t)),
    ("standing_orders", "own_standing_order"): lambda u, who, t: standing_orders.own_standing_order(
        u, who, t.standing_order
    ),
    ("step_up", "send_code"): lambda u, who, t: step_up.send_code(u, who, t.order),
    ("step_up", "verify_code"): lambda u, who, t: step_up.verify_code(u, who, t.order, "123456"),
    ("transactions", "find_transactions"): lambda u, who, t: transactions.find_transactions(
        u, who, replace(ALL, account_ids=(t.account,))
    ),
    ("transactions", "get_transactions"): lambda u, who, t: transactions.get_transactions(u, who, [t.transaction]),
    ("usual", "last_amount"): lambda u, who, t: usual.last_amount(u, who, t.payee),
}
# Those that answer "nothing" for what is not one's own.
EMPTY: dict[tuple[str, str], Case] = {
    ("case_work", "take_untold"): lambda u, who, t: case_work.take_untold(u, who, "none", {t.case}),
    ("card_pins", "awaits_pin"): lambda u, who, t: card_pins.awaits_pin(u, who, t.pin_change),
    ("card_pins", "took_pin"): lambda u, who, t: card_pins.took_pin(u, who, t.pin_change),
    ("cases", "list_cases"): lambda u, who, t: cases.list_cases(u, who, "none"),
    ("step_up", "awaits_code"): lambda u, who, t: step_up.awaits_code(u, who, t.order),
    ("step_up", "took_code"): lambda u, who, t: step_up.took_code(u, who, t.order),
}
# Tested elsewhere in this file, or by what they do to a conversation.
OTHERWISE = {
    ("changes", "propose"): "each kind, below",
    ("cases", "open_case"): "writes into the caller's own conversation",
    ("documents", "make_interest_confirmation"): "of all one's own accounts",
    ("notices", "set_wanted"): "wanted or not",
    ("identity", "open_session_for"): "tests/integration/bank/services/test_identity.py",
}

CHANGES: dict[str, Callable[[Things], dict[str, Any]]] = {
    "rename_payee": lambda t: {"payee_id": t.payee, "name": "Somebody Else"},
    "nickname_payee": lambda t: {"payee_id": t.payee, "name": "Pal"},
    "remove_payee": lambda t: {"payee_id": t.payee},
    "cancel_scheduled": lambda t: {"order": t.planned},
    "create_standing_order": lambda t: {
        "payee_id": t.payee, "minor": 10_00, "currency": "EUR", "first_on": "2099-01-01", "account_id": t.account
    },
    "change_standing_order": lambda t: {"standing_order_id": t.standing_order, "minor": 11_00},
    "pause_standing_order": lambda t: {"standing_order_id": t.standing_order},
    "resume_standing_order": lambda t: {"standing_order_id": t.standing_order},
    "cancel_standing_order": lambda t: {"standing_order_id": t.standing_order},
    "return_direct_debit": lambda t: {"transaction_id": t.transaction},
    "recall_payment": lambda t: {"transaction_id": t.transaction, "reason": "twice"},
    "exchange": lambda t: {"quote": t.quote},
    "move_appointment": lambda t: {"appointment_id": t.appointment or 1, "starts_at": "2099-01-05T10:00:00+00:00"},
    "cancel_appointment": lambda t: {"appointment_id": t.appointment or 1},
    "set_overdraft": lambda t: {"account_id": t.account, "limit_minor": 100_00},
    "open_dispute": lambda t: {"transaction_id": t.transaction, "reason": "not_mine", "noticed_on": "2026-01-01"},
    "replace_card": lambda t: {"card_id": t.card, "reason": "lost"},
    "activate_card": lambda t: {"card_id": t.card},
    "set_card_limit": lambda t: {"card_ids": [t.card], "limit": "cash", "minor": 100_00},
    "set_card_use": lambda t: {"card_ids": [t.card], "uses": ["online"], "on": False},
    "choose_pin": lambda t: {"card_id": t.card},
    "note_travel": lambda t: {
        "card_ids": [t.card], "countries": ["ES"], "since": "2099-01-01", "until": "2099-01-05"
    },
}  # fmt: skip
CHANGES_WITHOUT_IDS = {
    "add_payee", "book_appointment", "set_alert", "remove_alert", "change_email", "change_phone", "change_address",
    "request_product",
}  # fmt: skip
# Where "none" has words of its own: a quote that is over or used, and lines, debts and accounts that are not such ones.
AS_IF_NONE = {"quote_expired", "not_a_direct_debit", "no_such_debt", "no_overdraft_here", "not_recallable"}


def services() -> Iterator[tuple[tuple[str, str], set[str]]]:
    """Every service that takes a customer and something that may be somebody's, with the names of its parameters."""
    for module in pkgutil.iter_modules(bank.services.__path__):
        loaded = importlib.import_module(f"bank.services.{module.name}")
        for name, function in vars(loaded).items():
            if not inspect.isfunction(function) or function.__module__ != loaded.__name__ or name.startswith("_"):
                continue
            parameters = inspect.signature(function).parameters
            if any(str(parameter.annotation).startswith("CustomerId") for parameter in parameters.values()):
                yield (module.name, name), set(parameters) - NAMELESS


def refuses_as_if_there_were_none(error: BankError) -> bool:
    return error.code.startswith("unknown_") or error.code in AS_IF_NONE


def test_every_service_that_takes_an_id_is_tried() -> None:
    found = {service for service, names in services() if names} - INNER
    assert found - (CASES.keys() | EMPTY.keys() | OTHERWISE.keys()) == set()


@pytest.mark.parametrize("service", CASES, ids=".".join)
def test_a_service_refuses_another_customers_id_as_if_there_were_none(
    bank: Bank, adas: Things, service: tuple[str, str]
) -> None:
    with bank.unit_of_work() as uow, pytest.raises(BankError) as refused:
        CASES[service](uow, BEN, adas)
    assert refuses_as_if_there_were_none(refused.value), refused.value.code
    with bank.unit_of_work() as uow:  # the ids are real: Ada may be refused for another reason, and for no such one
        try:
            CASES[service](uow, ADA, adas)
        except BankError as error:
            assert not refuses_as_if_there_were_none(error) or service == ("loans", "quote_early_repayment"), error.code


@pytest.mark.parametrize("service", EMPTY, ids=".".join)
def test_a_service_that_looks_finds_nothing_of_another_customers(
    bank: Bank, adas: Things, service: tuple[str, str]
) -> None:
    with bank.unit_of_work() as uow:
        assert not EMPTY[service](uow, BEN, adas)


def test_every_kind_of_change_is_tried() -> None:
    assert CHANGES.keys() | CHANGES_WITHOUT_IDS == changes.KINDS.keys()
    assert not CHANGES.keys() & CHANGES_WITHOUT_IDS


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_refuses_another_customers_id_as_if_there_were_none(bank: Bank, adas: Things, kind: str) -> None:
    with bank.unit_of_work() as uow, pytest.raises(BankError) as refused:
        changes.propose(uow, BEN, kind, CHANGES[kind](adas))
    assert refuses_as_if_there_were_none(refused.value), refused.value.code


def test_nothing_of_adas_is_different_after_all_this(bank: Bank, adas: Things) -> None:
    def state() -> str:
        with bank.unit_of_work() as uow:
            return str(
                [
                    account_details.list_account_details(uow, ADA),
                    accounts.list_accounts(uow, ADA),
                    cards.list_cards(uow, ADA),
                    payees.list_payees(uow, ADA),
                    orders.get(uow, ADA, adas.order),
                    changes.get(uow, ADA, adas.change),
                    standing_orders.list_standing_orders(uow, ADA),
                    recalls.list_recalls(uow, ADA),
                ]
            )

    before = state()
    for case in (*CASES.values(), *EMPTY.values()):
        with bank.unit_of_work() as uow:
            with suppress(BankError):
                case(uow, BEN, adas)
            uow.commit()
    assert state() == before


# Actions


def action_files() -> list[Path]:
    return sorted(Path(str(actions.__file__)).parent.glob("*.py"))


@pytest.mark.parametrize("file", action_files(), ids=lambda file: file.stem)
def test_no_action_can_name_a_customer(file: Path) -> None:
    """Whose conversation it is says the bank, in actions/context.py alone; the conversation is Rasa's own sender."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    if file.stem == "context":
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            assert called not in {"CustomerId", "open_session_for", "sign_in", "start_session"}, ast.dump(node)
            if called in {"customer_work", "anybodys_work"}:
                (given,) = node.args
                assert isinstance(given, ast.Attribute | ast.Name), ast.dump(node)
                assert (given.attr if isinstance(given, ast.Attribute) else given.id) == "conversation_id"
        if isinstance(node, ast.ImportFrom) and node.module == "bank.services":
            assert "identity" not in {alias.name for alias in node.names}
        if isinstance(node, ast.Attribute) and node.attr == "sender_id":
            assert file.stem == "turn"


# Routes

ROUTES_OF_A_SESSION = {
    "POST /api/sign-out", "GET /api/conversation", "GET /api/documents/{token}", "POST /api/messages", "POST /api/code",
    "POST /api/secret",
    "GET /api/phone", "WS /api/chat",
}  # fmt: skip
OTHER_ROUTES = ("/", "/desk", "/static", "/health/", "/api/desk/", "/api/demo", "/api/session", "/api/sign-in")


def test_every_route_of_a_session_is_tried(door: Door) -> None:
    found = set()
    for route in door.app.routes:
        path = str(getattr(route, "path", ""))
        if isinstance(route, WebSocketRoute):
            found.add(f"WS {path}")
        elif isinstance(route, Route):
            found |= {f"{method} {path}" for method in (route.methods or set()) - {"HEAD"}}
    ours = {each for each in found if not each.split(" ")[1].startswith(OTHER_ROUTES[2:]) and each.count("/api/")}
    assert ours - {"WS /api/desk/live"} == ROUTES_OF_A_SESSION


async def test_no_route_gives_ben_what_is_adas(door: Door, bank: Bank, adas: Things) -> None:
    ada, ben = SIGN_INS[0], SIGN_INS[1]
    async with door.visitor() as hers, door.visitor() as his:
        conversation = (await hers.sign_in(ada.name, ada.password)).json()["conversation"]
        await hers.say("choose, this is my private matter")
        await hers.say("pay somebody")
        await his.sign_in(ben.name, ben.password)
        with bank.unit_of_work() as uow:
            link = documents.make_account_confirmation(uow, ADA, conversation, adas.account)
            uow.commit()
        assert (await hers.get(f"/api/documents/{link.token}")).status_code == 200
        names = {"conversation": conversation, "conversation_id": conversation, "sender": conversation, "customer": 1}

        refused = [
            await his.get(f"/api/documents/{link.token}"),
            await his.get(f"/api/documents/{adas.document}"),
            await his.post("/api/code", {"order": adas.order, "code": "123456", **names}),
            await his.post("/api/code", {"order": "order-1", "code": "427193", **names}),
            await his.post("/api/secret", {"order": adas.pin_change, "secret": "7391", **names}),
            await his.post("/api/secret", {"order": "order-1", "secret": "7391", **names}),
            await his.post("/api/messages", {"id": "p", "press": "/confirm", **names}),
        ]
        assert [answer.status_code for answer in refused] == [404, 404, 404, 404, 404, 404, 409]
        answers = [
            await his.get(f"/api/conversation?conversation={conversation}&customer=1"),
            await his.get(f"/api/phone?customer=1&conversation={conversation}"),
            await his.post("/api/messages", {"id": "a", "text": "hello", **names}),
        ]
        async with his.page(f"/api/chat?conversation={conversation}") as page:
            await page.send({"type": "resume", "after": 0, **names})
            await page.send({"type": "ping"})
            await page.until("pong")
            assert "private matter" not in str(page.heard)
        assert not any("private matter" in answer.text for answer in (*answers, *refused))
        assert (await his.post("/api/sign-out", names)).status_code == 204
        assert "private matter" in (await hers.get("/api/conversation")).text


def test_a_standing_order_that_is_none_is_refused_alike(bank: Bank, adas: Things) -> None:
    with bank.unit_of_work() as uow:
        sentences = set()
        for number in (adas.standing_order, 10**9):
            with pytest.raises(UnknownStandingOrder) as refused:
                standing_orders.own_standing_order(uow, BEN, number)
            sentences.add(str(refused.value).replace(str(number), "…"))
    assert len(sentences) == 1
