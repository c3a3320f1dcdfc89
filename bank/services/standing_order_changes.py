"""Changes of standing orders: create, change, pause, go on, cancel. Each takes a code, since money leaves by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete

from bank.domain import errors
from bank.domain.accounts import AccountKind
from bank.domain.changes import Row
from bank.domain.customers import CustomerId
from bank.domain.limits import STANDING_ORDER_PAUSE
from bank.domain.money import Money
from bank.domain.orders import OrderKind, check_amount, check_date, clean_reference
from bank.domain.payment_days import count_payments, month_after, next_payment, require_before_cut_off
from bank.domain.payment_errors import NothingNew, NotPaused, PauseTooLong
from bank.services.accounts import own_account, own_accounts
from bank.services.change_kinds import ChangeKind, Fields
from bank.services.payees import own_payee
from bank.services.payment_limits import require_within_new_payee_limit
from bank.services.proposals import receiving_account, require_source
from bank.services.standing_orders import own_standing_order, view
from bank.store.database import UnitOfWork
from bank.store.models import Account, StandingOrder, StandingOrderRun

CREATE, CHANGE = "create_standing_order", "change_standing_order"
PAUSE, RESUME, CANCEL = "pause_standing_order", "resume_standing_order", "cancel_standing_order"


def _check_create(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"payee_id", "minor", "currency", "first_on", "reference", "account_id" or None}`; `first_on` an ISO date.

    UnknownPayee, UnknownAccount, AccountNotAllowed, what a payment's amount is refused for, PastCutOff, DateTooFar.
    """
    payee, account = own_payee(uow, customer, fields["payee_id"]), _account(uow, customer, fields)
    amount, first_on = Money(fields["minor"], fields["currency"]), date.fromisoformat(fields["first_on"])
    _require_payable(uow, amount, account, payee.iban)
    require_within_new_payee_limit(uow, customer, (payee.name, payee.iban), amount, first_on)
    check_date(first_on, uow.today)
    require_before_cut_off(first_on, uow.now, uow.rules)
    reference = clean_reference(fields.get("reference") or "")
    rows: list[Row] = [("Amount", amount), ("To", payee.name), ("From", account.name), ("First payment", first_on)]
    return [*rows, ("Then", f"every month on day {first_on.day}"), *([("Reference", reference)] if reference else [])]


def _create(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> None:
    first_on = date.fromisoformat(fields["first_on"])
    uow.session.add(
        StandingOrder(
            customer_id=customer,
            account_id=_account(uow, customer, fields).id,
            payee_id=fields["payee_id"],
            amount_minor=fields["minor"],
            currency=fields["currency"],
            reference=clean_reference(fields.get("reference") or ""),
            day_of_month=first_on.day,
            next_on=first_on,
        )
    )


def _check_change(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"standing_order_id", "minor" or None, "next_on" or None}`. A new `next_on` also sets the day of the month.

    UnknownStandingOrder, NothingNew, PastCutOff, and what a payment is refused for.
    """
    row = own_standing_order(uow, customer, fields["standing_order_id"])
    known = view(uow, row)
    amount, next_on = _wanted(row, fields)
    if (amount, next_on) == (known.amount, known.next_on):
        raise NothingNew
    require_before_cut_off(known.next_on, uow.now, uow.rules)
    account = own_account(own_accounts(uow, customer), row.account_id)
    _require_payable(uow, amount, account, own_payee(uow, customer, row.payee_id).iban)
    check_date(next_on, uow.today)
    require_before_cut_off(next_on, uow.now, uow.rules)
    rows: list[Row] = [("To", known.payee_name), ("Amount now", known.amount), ("New amount", amount)]
    return [*rows, ("Next payment", next_on), ("Then", f"every month on day {_day(row, fields)}")]


def _change(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> None:
    row = own_standing_order(uow, customer, fields["standing_order_id"])
    amount, next_on = _wanted(row, fields)
    row.day_of_month = _day(row, fields)
    row.amount_minor, row.next_on, row.paused_until = amount.minor, next_on, None


def _check_pause(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"standing_order_id", "until" or None}`, an ISO date; None leaves out the next payment only.

    UnknownStandingOrder, PastCutOff, DateInPast, PauseTooLong.
    """
    row = own_standing_order(uow, customer, fields["standing_order_id"])
    known, until = view(uow, row), _until(row, fields)
    if until < known.next_on:
        raise errors.DateInPast(until, known.next_on)
    if until > uow.today + STANDING_ORDER_PAUSE:
        raise PauseTooLong(until, uow.today + STANDING_ORDER_PAUSE)
    require_before_cut_off(known.next_on, uow.now, uow.rules)
    left_out = count_payments(row.next_on, row.day_of_month, until)
    rows: list[Row] = [("To", known.payee_name), ("Amount", known.amount), ("Paused until", until)]
    following = next_payment(row.next_on, row.day_of_month, until)
    return [*rows, ("Left out", "1 payment" if left_out == 1 else f"{left_out} payments"), ("Next payment", following)]


def _pause(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> None:
    row = own_standing_order(uow, customer, fields["standing_order_id"])
    row.paused_until = _until(row, fields)


def _check_resume(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"standing_order_id"}`. UnknownStandingOrder, NotPaused."""
    row = own_standing_order(uow, customer, fields["standing_order_id"])
    known = view(uow, row)
    if known.paused_until is None:
        raise NotPaused(known.payee_name)
    return [("To", known.payee_name), ("Amount", known.amount), ("Next payment", _resumed(uow, row))]


def _resume(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> None:
    row = own_standing_order(uow, customer, fields["standing_order_id"])
    row.next_on, row.paused_until = _resumed(uow, row), None


def _check_cancel(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"standing_order_id"}`. UnknownStandingOrder, PastCutOff."""
    known = view(uow, own_standing_order(uow, customer, fields["standing_order_id"]))
    require_before_cut_off(known.next_on, uow.now, uow.rules)
    return [("To", known.payee_name), ("Amount", known.amount), ("Not paid any more from", known.next_on)]


def _cancel(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> None:
    row = own_standing_order(uow, customer, fields["standing_order_id"])
    uow.session.execute(delete(StandingOrderRun).where(StandingOrderRun.standing_order_id == row.id))
    uow.session.delete(row)


def _account(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Account:
    accounts = own_accounts(uow, customer)
    if fields.get("account_id") is not None:
        return own_account(accounts, fields["account_id"])
    current = [one for one in accounts.values() if one.kind == AccountKind.CURRENT]
    current.sort(key=lambda one: (one.currency != fields["currency"], not one.is_main, one.id))
    if not current:
        raise errors.UnknownAccount
    return current[0]


def _require_payable(uow: UnitOfWork, amount: Money, account: Account, iban: str) -> None:
    check_amount(amount)
    require_source(account, amount, OrderKind.PAYMENT)
    uow.rules.on(uow.today).check_amount(amount, Money(0, amount.currency))
    receiving_account(uow, iban, amount.currency)


def _wanted(row: StandingOrder, fields: Fields) -> tuple[Money, date]:
    minor = fields.get("minor") or row.amount_minor
    kept = next_payment(row.next_on, row.day_of_month, row.paused_until)
    return Money(minor, row.currency), date.fromisoformat(fields["next_on"]) if fields.get("next_on") else kept


def _day(row: StandingOrder, fields: Fields) -> int:
    return date.fromisoformat(fields["next_on"]).day if fields.get("next_on") else row.day_of_month


def _until(row: StandingOrder, fields: Fields) -> date:
    if fields.get("until"):
        return date.fromisoformat(fields["until"])
    return next_payment(row.next_on, row.day_of_month, row.paused_until)


def _resumed(uow: UnitOfWork, row: StandingOrder) -> date:
    """The next of its days that can still be met."""
    day = row.next_on
    while day <= uow.today:
        day = month_after(day, row.day_of_month)
    return day


KINDS = (
    ChangeKind(CREATE, "Set up a standing order", needs_code=True, check=_check_create, execute=_create),
    ChangeKind(CHANGE, "Change a standing order", needs_code=True, check=_check_change, execute=_change),
    ChangeKind(PAUSE, "Pause a standing order", needs_code=True, check=_check_pause, execute=_pause),
    ChangeKind(RESUME, "Go on with a standing order", needs_code=True, check=_check_resume, execute=_resume),
    ChangeKind(CANCEL, "Cancel a standing order", needs_code=True, check=_check_cancel, execute=_cancel),
)
