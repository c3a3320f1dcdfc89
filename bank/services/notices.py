"""Things to notice: found in a customer's own transactions, told once, and never to who does not want them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from bank.domain import notices as rules
from bank.domain.accounts import AccountKind
from bank.domain.clock import bank_day, start_of_day
from bank.domain.customers import CustomerId
from bank.domain.limits import NOTICE_HISTORY, NOTICE_HORIZON, NOTICE_REST
from bank.domain.money import Money
from bank.domain.notices import Found, NoticeKind, Seen
from bank.domain.transactions import TransactionStatus
from bank.services.accounts import list_accounts
from bank.services.money_views import Notice
from bank.services.upcoming import look_ahead
from bank.services.views import AccountView
from bank.store.database import UnitOfWork
from bank.store.models import NoticeSetting, NoticeShown, Transaction

PRESSING = list(NoticeKind)


def list_notices(uow: UnitOfWork, customer: CustomerId) -> tuple[Notice, ...]:
    """All that hold today, told before or not; the most pressing first, then the latest."""
    accounts = list_accounts(uow, customer)
    seen, today = _seen(uow, customer), uow.today
    foreign = {a.currency: a for a in accounts if a.kind is AccountKind.CURRENT and not a.is_main}
    found = [
        *rules.duplicates(seen, today),
        *rules.unusual(seen, today),
        *rules.price_rises(seen, today),
        *rules.refunds(seen, today),
        *rules.avoidable_fees(seen, today, frozenset(foreign)),
    ]
    notices = [_notice(one, foreign) for one in found] + _low_balance(uow, customer)
    return tuple(sorted(notices, key=lambda one: (PRESSING.index(one.kind), -one.day.toordinal(), one.key)))


def offer(uow: UnitOfWork, customer: CustomerId) -> Notice | None:
    """The one to tell unasked now, written down as told (commit); None where there is none, or it would nag.

    Nobody is told a thing twice, nor two things within `NOTICE_REST`, nor anything after saying no.
    """
    if not are_wanted(uow, customer):
        return None
    last = uow.session.scalar(select(func.max(NoticeShown.shown_at)).where(NoticeShown.customer_id == customer))
    if last is not None and uow.now - last < NOTICE_REST:
        return None
    told = set(uow.session.scalars(select(NoticeShown.key).where(NoticeShown.customer_id == customer)))
    notice = next((one for one in list_notices(uow, customer) if one.key not in told), None)
    if notice is not None:
        mark_shown(uow, customer, (notice.key,))
    return notice


def mark_shown(uow: UnitOfWork, customer: CustomerId, keys: tuple[str, ...]) -> None:
    """Write down that the customer has been told these; once told, always told."""
    uow.lock_customer(customer)
    told = set(uow.session.scalars(select(NoticeShown.key).where(NoticeShown.customer_id == customer)))
    for key in keys:
        if key not in told:
            uow.session.add(NoticeShown(customer_id=customer, key=key, shown_at=uow.now))
    uow.session.flush()


def are_wanted(uow: UnitOfWork, customer: CustomerId) -> bool:
    """Whether the customer wants to be told things unasked."""
    setting = uow.session.get(NoticeSetting, customer)
    return setting is None or setting.wanted


def set_wanted(uow: UnitOfWork, customer: CustomerId, wanted: bool) -> None:
    """Stop or resume telling things unasked."""
    uow.lock_customer(customer)
    setting = uow.session.get(NoticeSetting, customer)
    if setting is None:
        uow.session.add(NoticeSetting(customer_id=customer, wanted=wanted, changed_at=uow.now))
    elif setting.wanted != wanted:
        setting.wanted, setting.changed_at = wanted, uow.now
    uow.session.flush()


def _seen(uow: UnitOfWork, customer: CustomerId) -> list[Seen]:
    rows = uow.session.scalars(
        select(Transaction)
        .where(
            Transaction.customer_id == customer,
            Transaction.status != TransactionStatus.DECLINED,
            Transaction.at >= start_of_day(uow.today - NOTICE_HISTORY),
        )
        .order_by(Transaction.at, Transaction.id)
    )
    return [
        Seen(
            id=row.id,
            account_id=row.account_id,
            at=row.at,
            day=bank_day(row.at),
            amount_minor=row.amount_minor,
            currency=row.currency,
            counterparty=row.counterparty,
            category=row.category_id,
            by_card=row.card_id is not None,
            fee_minor=row.fee_minor,
            original_currency=row.original_currency,
        )
        for row in rows
    ]


def _notice(found: Found, foreign: dict[str, AccountView]) -> Notice:
    about, currency = found.about, found.about.currency
    is_fee = found.kind is NoticeKind.FEE
    by_account = foreign.get(about.original_currency or "") if is_fee else None
    return Notice(
        key=f"{found.kind}:{about.id}",
        kind=found.kind,
        day=about.day,
        amount=Money(about.fee_minor if is_fee else abs(about.amount_minor), currency),
        counterparty=about.counterparty,
        transaction_ids=(about.id, *(one.id for one in found.others)),
        before=Money(abs(found.before_minor), currency) if found.before_minor is not None else None,
        account=by_account.name if by_account else None,
    )


def _low_balance(uow: UnitOfWork, customer: CustomerId) -> list[Notice]:
    """One a month at most: the day may shift while the month goes on."""
    ahead = look_ahead(uow, customer, uow.today + NOTICE_HORIZON)
    day, lowest = ahead.lowest
    if lowest.minor >= rules.LOW_BALANCE_MINOR or day - uow.today < timedelta(days=1):
        return []
    key = f"{NoticeKind.LOW_BALANCE}:{day:%Y-%m}"
    return [Notice(key, NoticeKind.LOW_BALANCE, day, lowest, ahead.account.name, account=ahead.account.name)]
