"""What alerts tell: found in accounts and transactions, put into the inbox and the outbox, each once.

A worker calls `watch` every minute; two at a time, or one that was killed, tell nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import delete, select

from bank.domain.accounts import AccountKind, AccountStatus
from bank.domain.alerts import AlertKind
from bank.domain.contact import Channel
from bank.domain.customers import CustomerId
from bank.domain.exchange import rate_between
from bank.domain.house import BANK_NAME
from bank.domain.limits import ALERT_BILL_DAYS, ALERT_LOOKS_BACK, NOTIFICATIONS_LISTED
from bank.domain.money import Money, minor_digits
from bank.domain.payment_errors import NoRate
from bank.domain.transactions import TransactionStatus
from bank.services.accounts import list_accounts
from bank.services.exchange import rates
from bank.services.messages import send
from bank.services.product_views import NotificationView
from bank.store.database import UnitOfWork
from bank.store.models import Alert, AlertSent, ContactDetails, Notification, Transaction

OWN_TRANSFERS = "transfers"
"""Category of what stays with the customer."""


@dataclass(frozen=True)
class Found:
    """Something to tell: `about` is what it is told once of; money in `facts` is text like "85.20 EUR"."""

    about: str
    facts: Mapping[str, str]


def watch(uow: UnitOfWork) -> int:
    """Tell what there is to tell, and how much that was; commits after each alert."""
    told = 0
    for alert_id, customer in (
        uow.session.execute(select(Alert.id, Alert.customer_id).order_by(Alert.id)).tuples().all()
    ):
        uow.lock_customer(CustomerId(customer))
        alert = uow.session.get(Alert, alert_id, populate_existing=True)
        if alert is not None:
            told += _tell_new(uow, alert)
        uow.commit()
    return told


def take_unshown(uow: UnitOfWork, customer: CustomerId) -> tuple[NotificationView, ...]:
    """What has not been shown in the chat yet, oldest first; from now on (commit) it has been."""
    rows = uow.session.scalars(
        select(Notification)
        .where(Notification.customer_id == customer, Notification.shown_at.is_(None))
        .order_by(Notification.id)
        .limit(NOTIFICATIONS_LISTED)
    ).all()
    for row in rows:
        row.shown_at = uow.now
    return tuple(map(_view, rows))


def list_notifications(uow: UnitOfWork, customer: CustomerId) -> tuple[NotificationView, ...]:
    """The latest, the newest first."""
    rows = uow.session.scalars(
        select(Notification)
        .where(Notification.customer_id == customer)
        .order_by(Notification.id.desc())
        .limit(NOTIFICATIONS_LISTED)
    )
    return tuple(map(_view, rows))


def _tell_new(uow: UnitOfWork, alert: Alert) -> int:
    """Tell what holds now and was not told; what holds no more may be told again when it comes back."""
    kind = AlertKind(alert.kind)
    found = {one.about: one for one in FINDERS[kind](uow, alert)}
    known = set(uow.session.scalars(select(AlertSent.about).where(AlertSent.alert_id == alert.id)))
    if kind is AlertKind.LOW_BALANCE and (over := known - found.keys()):
        uow.session.execute(delete(AlertSent).where(AlertSent.alert_id == alert.id, AlertSent.about.in_(over)))
    news = [one for about, one in found.items() if about not in known]
    for one in news:
        uow.session.add(AlertSent(alert_id=alert.id, about=one.about, at=uow.now))
        uow.session.add(Notification(customer_id=alert.customer_id, kind=kind, facts=dict(one.facts), at=uow.now))
        _mail(uow, CustomerId(alert.customer_id), MAIL[kind].format(**one.facts))
    return len(news)


def _mail(uow: UnitOfWork, customer: CustomerId, words: str) -> None:
    details = uow.session.get(ContactDetails, customer)
    if details is not None and details.email:
        send(uow, customer, Channel.EMAIL, details.email, f"{BANK_NAME}: {words}")


def _low_balances(uow: UnitOfWork, alert: Alert) -> Iterator[Found]:
    """Everyday accounts in the alert's currency with less of the customer's own money, after what is pending."""
    for account in list_accounts(uow, CustomerId(alert.customer_id)):
        is_everyday = account.kind is AccountKind.CURRENT and account.currency == alert.currency
        own = account.available - account.limit
        if is_everyday and account.status is not AccountStatus.CLOSED and own.minor < (alert.threshold_minor or 0):
            facts = {"account": _name(account.name, account.digits), "amount": str(own)}
            yield Found(str(account.id), facts)


def _large_payments(uow: UnitOfWork, alert: Alert) -> Iterator[Found]:
    """What has left an account since the alert was set, to somebody else."""
    for row in _since_set(uow, alert, Transaction.amount_minor < 0, Transaction.category_id != OWN_TRANSFERS):
        paid = Money(-row.amount_minor, row.currency)
        if row.status != TransactionStatus.DECLINED and _at_home(uow, paid, alert.currency) >= (
            alert.threshold_minor or 0
        ):
            yield Found(str(row.id), {"amount": str(paid), "payee": row.counterparty})


def _bills_due(uow: UnitOfWork, alert: Alert) -> Iterator[Found]:
    """Credit card bills that are due within a few days."""
    for account in list_accounts(uow, CustomerId(alert.customer_id)):
        if account.kind is not AccountKind.CREDIT_CARD or account.due is None or account.due_on is None:
            continue
        if account.due_on <= uow.today + timedelta(days=ALERT_BILL_DAYS):
            day = account.due_on.isoformat()
            facts = {"account": _name(account.name, account.digits), "amount": str(account.due), "day": day}
            yield Found(f"{account.id}:{day}", facts)


def _card_abroad(uow: UnitOfWork, alert: Alert) -> Iterator[Found]:
    """Cards used in another currency since the alert was set, whether the payment went through or not."""
    for row in _since_set(uow, alert, Transaction.card_id.is_not(None), Transaction.original_currency.is_not(None)):
        paid = Money(abs(row.original_minor or 0), row.original_currency or row.currency)
        yield Found(str(row.id), {"amount": str(paid), "payee": row.counterparty})


def _since_set(uow: UnitOfWork, alert: Alert, *conditions: Any) -> Iterator[Transaction]:
    """Of the last days only, however old the alert is: not all that it ever saw is read again each minute."""
    since = max(alert.set_at, uow.now - ALERT_LOOKS_BACK)
    yield from uow.session.scalars(
        select(Transaction)
        .where(Transaction.customer_id == alert.customer_id, Transaction.at >= since, *conditions)
        .order_by(Transaction.id)
    )


def _at_home(uow: UnitOfWork, amount: Money, currency: str) -> int | Fraction:
    """The amount in minor units of the alert's currency, at the rate of the day."""
    if amount.currency == currency:
        return amount.minor
    unit = Fraction(10) ** (minor_digits(currency) - minor_digits(amount.currency))
    try:
        per_euro, _ = rates(uow)
        return amount.minor * unit * rate_between(amount.currency, currency, per_euro)
    except NoRate:
        return amount.minor * unit  # one to one is nearer to what is wanted than silence


def _name(account: str, digits: str) -> str:
    return f"{account} (…{digits})"


def _view(row: Notification) -> NotificationView:
    return NotificationView(AlertKind(row.kind), dict(row.facts), row.at)


FINDERS: Mapping[AlertKind, Callable[[UnitOfWork, Alert], Iterator[Found]]] = {
    AlertKind.LOW_BALANCE: _low_balances,
    AlertKind.LARGE_PAYMENT: _large_payments,
    AlertKind.BILL_DUE: _bills_due,
    AlertKind.CARD_ABROAD: _card_abroad,
}
# An e-mail names no more than is needed, and holds no link: nobody shall learn to follow one.
MAIL: Mapping[AlertKind, str] = {
    AlertKind.LOW_BALANCE: "{amount} is left on your {account}, less than you set your alert to.",
    AlertKind.LARGE_PAYMENT: "{amount} went to {payee}. If it wasn't you, please ring us at once.",
    AlertKind.BILL_DUE: "{amount} is due for your {account} on {day}.",
    AlertKind.CARD_ABROAD: "your card was used at {payee} for {amount}. If it wasn't you, please ring us at once.",
}
