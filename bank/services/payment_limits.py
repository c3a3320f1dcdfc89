"""What a customer may send: in one payment, in one day, and to somebody who is new, as the bank's rules say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Text, bindparam, cast, func, select

from bank.domain.clock import bank_day, start_of_day
from bank.domain.customers import CustomerId
from bank.domain.money import Money
from bank.domain.orders import OrderKind, OrderState
from bank.store.database import UnitOfWork
from bank.store.models import Order, Payee, StandingOrder
from bank.store.models.base import BigInt

SENT = (OrderState.AUTHORISED, OrderState.EXECUTED)
# Built once: to build a query takes longer than to run it.
SENT_ON = select(cast(func.coalesce(func.sum(Order.amount_minor), 0), BigInt)).where(
    Order.customer_id == bindparam("customer"),
    Order.execute_on == bindparam("day"),
    Order.kind == OrderKind.PAYMENT,
    Order.currency == bindparam("currency"),
    Order.state.in_(SENT),
    Order.id != bindparam("except"),
)
_payee = (Payee.customer_id == bindparam("customer"), Payee.iban == bindparam("iban", type_=Text))
KNOWN_SINCE = select(Payee.created_at).where(*_payee)
# For whoever judges a payment: asked with what else he asks, since each question goes to the database and back.
JUDGED_BY = (
    SENT_ON.scalar_subquery(),
    select(Payee.id).where(*_payee).scalar_subquery(),
    KNOWN_SINCE.scalar_subquery(),
)


@dataclass(frozen=True)
class Standing:
    """How a customer stands before a payment: what is held, sent on its day, and the payee's row if there is one."""

    held_minor: int
    sent_minor: int
    payee_id: int | None
    known_since: datetime | None


def values_of(
    customer: CustomerId, iban: str, amount: Money, execute_on: date, except_order: int | None = None
) -> dict[str, object]:
    """The values for `JUDGED_BY`.

    `except_order`: the order itself, or the one whose place it takes, which does not count.
    """
    return {
        "customer": customer,
        "iban": iban,
        "currency": amount.currency,
        "day": execute_on,
        "except": except_order or 0,
    }


def require_within_limits(
    uow: UnitOfWork,
    customer: CustomerId,
    payee: tuple[str, str],
    amount: Money,
    execute_on: date,
    stands: Standing,
    except_order: int | None = None,
) -> None:
    """Refuse a payment to `payee` (name and IBAN) that is over a limit of the day it is for.

    CurrencyNotSent, AbsurdAmount, OverDayLimit, OverNewPayeeLimit. `except_order`: as for `values_of`.
    """
    sent = Money(stands.sent_minor, amount.currency)
    uow.rules.on(max(execute_on, uow.today)).check_amount(amount, sent)
    _require_little_to_the_new(uow, customer, payee, amount, execute_on, stands.known_since, except_order)


def require_within_new_payee_limit(
    uow: UnitOfWork,
    customer: CustomerId,
    payee: tuple[str, str],
    amount: Money,
    execute_on: date,
) -> None:
    """Refuse more than a little to somebody who has only just become a payee, or is none yet. OverNewPayeeLimit."""
    known_since = uow.session.scalar(KNOWN_SINCE, {"customer": customer, "iban": payee[1]})
    _require_little_to_the_new(uow, customer, payee, amount, execute_on, known_since, None)


def _require_little_to_the_new(
    uow: UnitOfWork,
    customer: CustomerId,
    payee: tuple[str, str],
    amount: Money,
    execute_on: date,
    known_since: datetime | None,
    except_order: int | None,
) -> None:
    name, iban = payee
    rules = uow.rules.on(max(execute_on, uow.today))
    since = known_since or uow.now
    until = rules.new_until(since)
    paid_at = uow.now if execute_on <= uow.today else start_of_day(execute_on)
    if paid_at < until:
        sent = _sent_while_new(uow, customer, iban, amount, (since, until), except_order)
        rules.check_new_payee(name, amount, sent, until)


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
