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
from bank.services.payment_limits import require_within_limits, standing
from bank.services.proposals import require_available, require_funds, require_receiving, require_source
from bank.services.steps import step
from bank.store.books import BankAccount, bank_account_id
from bank.store.database import UnitOfWork
from bank.store.models import Account, Customer, Order


def execute(uow: UnitOfWork, order: Order) -> None:
    """Post an authorised order and leave it `executed`, or `failed`. The caller holds the customer's lock."""
    amount = Money(order.amount_minor, order.currency)
    try:
        source, target = _locked(uow, order)
        _check(uow, order, amount, source, target)
    except BankError as error:
        step(uow, order, OrderState.FAILED, error)
        return
    counter_id = target.id if target else bank_account_id(uow.session, BankAccount.PAYMENTS, order.currency)
    value_on = uow.today if target else leaves_on(order.execute_on, uow.now, uow.rules)
    set_id = post(uow, order.kind, move(source.id, counter_id, amount), order.id, value_on)
    payer_sees, receiver_sees = _payer_sees(order, target), _receiver_sees(uow, order, source)
    _book_line(uow, order, source, -amount, set_id, payer_sees)
    if target is not None:
        _book_line(uow, order, target, amount, set_id, receiver_sees)
    step(uow, order, OrderState.EXECUTED)


def _locked(uow: UnitOfWork, order: Order) -> tuple[Account, Account | None]:
    """The account that pays, and the one that is paid if it is at this bank."""
    if order.kind == OrderKind.TRANSFER:
        accounts = uow.lock_accounts({order.from_account_id, order.to_account_id or 0})
        return accounts[order.from_account_id], accounts[order.to_account_id or 0]
    accounts = uow.lock_accounts({order.from_account_id}, order.payee_iban)
    target = next((account for account in accounts.values() if account.iban == order.payee_iban), None)
    if target is not None:
        require_receiving(target, order.currency)
    return accounts[order.from_account_id], target


def _check(uow: UnitOfWork, order: Order, amount: Money, source: Account, target: Account | None) -> None:
    require_source(source, amount, OrderKind(order.kind))
    stands = None
    if order.kind == OrderKind.PAYMENT:
        customer, payee = CustomerId(order.customer_id), (order.payee_name or "", order.payee_iban or "")
        stands = standing(uow, customer, source.id, payee[1], amount, order.execute_on, order.id)
        require_within_limits(uow, customer, payee, amount, order.execute_on, stands, order.id)
    if target is not None and target.status == AccountStatus.CLOSED:
        raise PayeeCannotReceive
    if stands is None:
        require_funds(uow, source, amount)
    else:
        require_available(source, amount, stands.held_minor)


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
