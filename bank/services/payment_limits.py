"""What a customer may send: in one payment, in one day, and to somebody who is new, as the bank's rules say."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import bindparam, func, select

from bank.domain.clock import bank_day, start_of_day
from bank.domain.customers import CustomerId
from bank.domain.money import Money
from bank.domain.orders import OrderKind, OrderState
from bank.store.database import UnitOfWork
from bank.store.models import Order, Payee, StandingOrder

SENT = (OrderState.AUTHORISED, OrderState.EXECUTED)
# Built once: to build a query takes longer than to run it.
SENT_ON = select(func.sum(Order.amount_minor)).where(
    Order.customer_id == bindparam("customer"),
    Order.execute_on == bindparam("day"),
    Order.kind == OrderKind.PAYMENT,
    Order.currency == bindparam("currency"),
    Order.state.in_(SENT),
    Order.id != bindparam("except"),
)
KNOWN_SINCE = select(Payee.created_at).where(
    Payee.customer_id == bindparam("customer"), Payee.iban == bindparam("iban")
)


def require_within_limits(
    uow: UnitOfWork,
    customer: CustomerId,
    payee: tuple[str, str],
    amount: Money,
    execute_on: date,
    except_order: int | None = None,
) -> None:
    """Refuse a payment to `payee` (name and IBAN) that is over a limit of the day it is for.

    CurrencyNotSent, AbsurdAmount, OverDayLimit, OverNewPayeeLimit.
    `except_order`: the order itself, or the one whose place it takes, which does not count.
    """
    rules = uow.rules.on(max(execute_on, uow.today))
    rules.check_amount(amount, sent_on(uow, customer, execute_on, amount.currency, except_order))
    require_within_new_payee_limit(uow, customer, payee, amount, execute_on, except_order)


def require_within_new_payee_limit(
    uow: UnitOfWork,
    customer: CustomerId,
    payee: tuple[str, str],
    amount: Money,
    execute_on: date,
    except_order: int | None = None,
) -> None:
    """Refuse more than a little to somebody who has only just become a payee, or is none yet. OverNewPayeeLimit."""
    name, iban = payee
    rules = uow.rules.on(max(execute_on, uow.today))
    since = uow.session.scalar(KNOWN_SINCE, {"customer": customer, "iban": iban}) or uow.now
    until = rules.new_until(since)
    paid_at = uow.now if execute_on <= uow.today else start_of_day(execute_on)
    if paid_at < until:
        sent = _sent_while_new(uow, customer, iban, amount, (since, until), except_order)
        rules.check_new_payee(name, amount, sent, until)


def sent_on(uow: UnitOfWork, customer: CustomerId, day: date, currency: str, except_order: int | None = None) -> Money:
    """What the customer's payments of that day come to, those that wait for the day included."""
    values = {"customer": customer, "day": day, "currency": currency, "except": except_order or 0}
    total = uow.session.scalar(SENT_ON, values)
    return Money(int(total or 0), currency)


def _sent_while_new(
    uow: UnitOfWork,
    customer: CustomerId,
    iban: str,
    amount: Money,
    time: tuple[datetime, datetime],
    except_order: int | None,
) -> Money:
    """What goes to the IBAN from the day on which it became a payee's, to the last day on which that is new."""
    first, last = (bank_day(moment) for moment in time)
    orders = uow.session.scalar(
        select(func.sum(Order.amount_minor)).where(
            Order.customer_id == customer,
            Order.execute_on.between(first, last),
            Order.payee_iban == iban,
            Order.currency == amount.currency,
            Order.state.in_(SENT),
            Order.id != (except_order or 0),
        )
    )
    standing = uow.session.scalar(
        select(func.sum(StandingOrder.amount_minor))
        .join(Payee, Payee.id == StandingOrder.payee_id)
        .where(
            StandingOrder.customer_id == customer,
            StandingOrder.next_on <= last,
            Payee.iban == iban,
            StandingOrder.currency == amount.currency,
        )
    )
    return Money(int(orders or 0) + int(standing or 0), amount.currency)
