"""Standing orders: which there are, and paying those that are due, each month once."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from bank.domain.customers import CustomerId
from bank.domain.entries import move
from bank.domain.errors import BankError, InsufficientFunds
from bank.domain.limits import STANDING_ORDER_RETRIES
from bank.domain.money import Money
from bank.domain.orders import OrderKind
from bank.domain.payment_days import leaves_on, month_after, next_payment
from bank.domain.payment_errors import UnknownStandingOrder
from bank.domain.working_days import working_days_after
from bank.services.ledger import Line, book_lines, post
from bank.services.moving_views import StandingOrderOutcome, StandingOrderView
from bank.services.proposals import receiving_account, require_funds, require_source
from bank.store.books import BankAccount, bank_account_id
from bank.store.database import UnitOfWork
from bank.store.models import Account, Customer, Payee, StandingOrder, StandingOrderRun


def list_standing_orders(uow: UnitOfWork, customer: CustomerId) -> tuple[StandingOrderView, ...]:
    """All of the customer's standing orders, the next one to be paid first."""
    rows = uow.session.scalars(select(StandingOrder).where(StandingOrder.customer_id == customer))
    return tuple(sorted((view(uow, row) for row in rows), key=lambda one: (one.next_on, one.id)))


def own_standing_order(uow: UnitOfWork, customer: CustomerId, standing_order_id: int) -> StandingOrder:
    """One of them, for other services. UnknownStandingOrder alike for none and for another customer's."""
    row = uow.session.get(StandingOrder, standing_order_id)
    if row is None or row.customer_id != customer:
        raise UnknownStandingOrder
    return row


def view(uow: UnitOfWork, row: StandingOrder) -> StandingOrderView:
    """The standing order for its customer's eyes."""
    payee, account = uow.session.get_one(Payee, row.payee_id), uow.session.get_one(Account, row.account_id)
    last = uow.session.scalars(
        select(StandingOrderRun)
        .where(StandingOrderRun.standing_order_id == row.id)
        .order_by(StandingOrderRun.due_on.desc())
        .limit(1)
    ).one_or_none()
    return StandingOrderView(
        id=row.id,
        payee_id=payee.id,
        payee_name=payee.name,
        amount=Money(row.amount_minor, row.currency),
        reference=row.reference,
        day_of_month=row.day_of_month,
        next_on=next_payment(row.next_on, row.day_of_month, row.paused_until),
        paused_until=row.paused_until if row.paused_until and row.paused_until >= uow.today else None,
        account_id=account.id,
        account_name=account.name,
        failure=last.failure if last else None,
    )


def run_due(uow: UnitOfWork, today: date | None = None) -> tuple[StandingOrderOutcome, ...]:
    """Pay every standing order whose day has come; commits after each.

    Killed at any point and run again, or run twice at once, it pays each month once. Where there is too little money
    the month waits for the next run, and is given up after some working days.
    """
    day = today or uow.today
    due = uow.session.execute(
        select(StandingOrder.id, StandingOrder.customer_id)
        .where(StandingOrder.next_on <= day)
        .order_by(StandingOrder.next_on, StandingOrder.id)
    ).all()
    done: list[StandingOrderOutcome] = []
    for id, customer in due:
        uow.lock_customer(customer)
        row = uow.session.get(StandingOrder, id, populate_existing=True)
        while row is not None and row.next_on <= day and (outcome := _month(uow, row, day)):
            done += [] if outcome is SKIPPED else [outcome]
        uow.commit()
    return tuple(done)


SKIPPED = StandingOrderOutcome(0, date.min, None)
"""A month that was left out, since it lies in a pause."""


def _month(uow: UnitOfWork, row: StandingOrder, today: date) -> StandingOrderOutcome | None:
    """Settle the month that is due and go on to the next; None while it waits for money."""
    due_on = row.next_on
    if row.paused_until is not None and due_on <= row.paused_until:
        row.next_on = month_after(due_on, row.day_of_month)
        return SKIPPED
    set_id, failure = None, None
    try:
        set_id = _pay(uow, row)
    except InsufficientFunds as error:
        if today < working_days_after(due_on, STANDING_ORDER_RETRIES):
            return None
        failure = error.sentence
    except BankError as error:
        failure = error.sentence
    row.next_on = month_after(due_on, row.day_of_month)
    uow.session.add(
        StandingOrderRun(standing_order_id=row.id, due_on=due_on, entry_set_id=set_id, failure=failure, at=uow.now)
    )
    uow.session.flush()
    return StandingOrderOutcome(row.id, due_on, failure)


def _pay(uow: UnitOfWork, row: StandingOrder) -> int:
    amount, payee = Money(row.amount_minor, row.currency), uow.session.get_one(Payee, row.payee_id)
    payee_name, reference, customer_id = payee.name, row.reference, row.customer_id
    target_id = receiving_account(uow, payee.iban, row.currency)
    source_id = row.account_id
    source = uow.lock_accounts({source_id} if target_id is None else {source_id, target_id})[source_id]
    require_source(source, amount, OrderKind.PAYMENT)
    uow.rules.on(uow.today).check_amount(amount, Money(0, amount.currency))
    require_funds(uow, source, amount)
    counter_id = target_id or bank_account_id(uow.session, BankAccount.PAYMENTS, row.currency)
    value_on = uow.today if target_id else leaves_on(uow.today, uow.now, uow.rules)
    set_id = post(uow, "standing_order", move(source_id, counter_id, amount), value_on=value_on)
    lines = [Line(customer_id, source_id, -amount, payee_name)]
    if target_id is not None:
        payer = uow.session.get_one(Customer, customer_id)
        holder = uow.session.get_one(Account, target_id).customer_id or 0
        name = f"{payer.first_name} {payer.last_name}"
        lines.append(Line(holder, target_id, amount, name))
    book_lines(uow, set_id, *lines, description=reference, category_id="payments")
    return set_id
