"""Executing an authorised order: the money moves, or the order fails with its reason; never half of it."""

from __future__ import annotations

from bank.domain.accounts import AccountStatus
from bank.domain.customers import CustomerId
from bank.domain.entries import move
from bank.domain.errors import BankError, PayeeCannotReceive
from bank.domain.money import Money
from bank.domain.orders import OrderKind, OrderState
from bank.domain.payment_days import leaves_on
from bank.services.ledger import book_line, post
from bank.services.payment_limits import require_within_limits
from bank.services.proposals import receiving_account, require_funds, require_source
from bank.services.steps import step
from bank.store.books import BankAccount, bank_account_id
from bank.store.database import UnitOfWork
from bank.store.models import Account, Customer, Order


def execute(uow: UnitOfWork, order: Order) -> None:
    """Post an authorised order and leave it `executed`, or `failed`. The caller holds the customer's lock."""
    amount = Money(order.amount_minor, order.currency)
    try:
        target_id = _target(uow, order)
        accounts = uow.lock_accounts(
            {order.from_account_id} if target_id is None else {order.from_account_id, target_id}
        )
        source, target = accounts[order.from_account_id], accounts.get(target_id or 0)
        _check(uow, order, amount, source, target)
    except BankError as error:
        step(uow, order, OrderState.FAILED, error)
        return
    counter_id = target_id or bank_account_id(uow.session, BankAccount.PAYMENTS, order.currency)
    value_on = uow.today if target else leaves_on(order.execute_on, uow.now, uow.rules)
    set_id = post(uow, order.kind, move(source.id, counter_id, amount), order.id, value_on)
    _book_line(uow, order, source, -amount, set_id, _payer_sees(order, target))
    if target is not None:
        _book_line(uow, order, target, amount, set_id, _receiver_sees(uow, order, source))
    step(uow, order, OrderState.EXECUTED)


def _target(uow: UnitOfWork, order: Order) -> int | None:
    if order.kind == OrderKind.TRANSFER:
        return order.to_account_id
    return receiving_account(uow, order.payee_iban or "", order.currency)


def _check(uow: UnitOfWork, order: Order, amount: Money, source: Account, target: Account | None) -> None:
    require_source(source, amount, OrderKind(order.kind))
    if order.kind == OrderKind.PAYMENT:
        payee = (order.payee_name or "", order.payee_iban or "")
        require_within_limits(uow, CustomerId(order.customer_id), payee, amount, order.execute_on, order.id)
    if target is not None and target.status == AccountStatus.CLOSED:
        raise PayeeCannotReceive
    require_funds(uow, source, amount)


def _payer_sees(order: Order, target: Account | None) -> str:
    if order.kind == OrderKind.TRANSFER and target is not None:
        return target.name
    return order.payee_name or ""


def _receiver_sees(uow: UnitOfWork, order: Order, source: Account) -> str:
    if order.kind == OrderKind.TRANSFER:
        return source.name
    payer = uow.session.get_one(Customer, order.customer_id)
    return f"{payer.first_name} {payer.last_name}"


def _book_line(uow: UnitOfWork, order: Order, account: Account, amount: Money, set_id: int, counterparty: str) -> None:
    book_line(
        uow,
        set_id,
        account.customer_id,
        account.id,
        amount,
        counterparty=counterparty,
        description=order.reference,
        category_id="transfers" if order.kind == OrderKind.TRANSFER else "payments",
    )
