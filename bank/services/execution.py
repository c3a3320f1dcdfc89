"""Executing an authorised order: the money moves, or the order fails with its reason; never half of it."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from bank.domain.accounts import AccountStatus
from bank.domain.customers import CustomerId
from bank.domain.entries import move
from bank.domain.errors import BankError, PayeeCannotReceive
from bank.domain.money import Money
from bank.domain.orders import OrderKind, OrderState
from bank.domain.payment_days import leaves_on
from bank.services.accounts import held_by
from bank.services.ledger import Line, book_lines, post
from bank.services.payment_limits import JUDGED_BY, Standing, require_within_limits, values_of
from bank.services.proposals import require_available, require_receiving, require_source
from bank.services.steps import step
from bank.store.books import BankAccount, bank_account_id
from bank.store.database import UnitOfWork
from bank.store.models import Account, Customer, Order
from bank.store.models.base import BigInt

# Built once: to build a query takes longer than to run it.
LAST_LOOK = select(
    select(Customer.first_name + " " + Customer.last_name)
    .where(Customer.id == bindparam("customer", type_=BigInt))
    .scalar_subquery(),
    held_by(bindparam("source", type_=BigInt)),
    *JUDGED_BY,
)


def execute(uow: UnitOfWork, order: Order) -> None:
    """Post an authorised order and leave it `executed`, or `failed`. The caller holds the customer's lock."""
    amount = Money(order.amount_minor, order.currency)
    try:
        source, target = _locked(uow, order)
        payer = _checked(uow, order, amount, source, target)
    except BankError as error:
        step(uow, order, OrderState.FAILED, error)
        return
    counter_id = target.id if target else bank_account_id(uow.session, BankAccount.PAYMENTS, order.currency)
    value_on = uow.today if target else leaves_on(order.execute_on, uow.now, uow.rules)
    set_id = post(uow, order.kind, move(source.id, counter_id, amount), order.id, value_on)
    lines = [Line(source.customer_id, source.id, -amount, _payer_sees(order, target))]
    if target is not None:
        lines.append(Line(target.customer_id, target.id, amount, _receiver_sees(order, source, payer)))
    category = "transfers" if order.kind == OrderKind.TRANSFER else "payments"
    book_lines(uow, set_id, *lines, description=order.reference, category_id=category)
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


def _checked(uow: UnitOfWork, order: Order, amount: Money, source: Account, target: Account | None) -> str:
    """Refuse what may not be paid now; gives the payer's name."""
    require_source(source, amount, OrderKind(order.kind))
    customer, payee = CustomerId(order.customer_id), (order.payee_name or "", order.payee_iban or "")
    values = values_of(customer, payee[1], amount, order.execute_on, order.id)
    payer, *found = uow.session.execute(LAST_LOOK, {"source": source.id, **values}).one()
    stands = Standing(*found)
    if order.kind == OrderKind.PAYMENT:
        require_within_limits(uow, customer, payee, amount, order.execute_on, stands, order.id)
    if target is not None and target.status == AccountStatus.CLOSED:
        raise PayeeCannotReceive
    require_available(source, amount, stands.held_minor)
    return str(payer)


def _payer_sees(order: Order, target: Account | None) -> str:
    if order.kind == OrderKind.TRANSFER and target is not None:
        return target.name
    return order.payee_name or ""


def _receiver_sees(order: Order, source: Account, payer: str) -> str:
    return source.name if order.kind == OrderKind.TRANSFER else payer
