"""Alerts: which a customer has, and their changes. What they tell is found by `bank.services.alert_watch`."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from bank.domain import product_errors
from bank.domain.alerts import NAMES, WITH_AMOUNT, AlertKind, check_threshold
from bank.domain.changes import Row
from bank.domain.customers import CustomerId
from bank.domain.house import HOME_CURRENCY
from bank.domain.money import Money
from bank.services.change_kinds import ChangeKind, Fields
from bank.services.product_views import AlertView
from bank.store.database import UnitOfWork
from bank.store.models import Alert, AlertSent

SET, REMOVE = "set_alert", "remove_alert"


def list_alerts(uow: UnitOfWork, customer: CustomerId) -> tuple[AlertView, ...]:
    """Every alert that is set, in the order of the kinds."""
    rows = uow.session.scalars(select(Alert).where(Alert.customer_id == customer)).all()
    order = list(AlertKind)
    return tuple(sorted((_view(row) for row in rows), key=lambda view: order.index(view.kind)))


def _check_set(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"alert", "threshold_minor" (None where the kind has none), "currency" (None: the home currency)}`.

    NotPositive, AbsurdAmount, HomeCurrencyOnly, SameAlert.
    """
    if fields.get("currency") not in {None, HOME_CURRENCY}:
        raise product_errors.HomeCurrencyOnly(HOME_CURRENCY)
    kind, threshold = AlertKind(fields["alert"]), _threshold(fields)
    if threshold is not None:
        check_threshold(threshold)
    known = _row(uow, customer, kind)
    if known is not None and known.threshold_minor == fields.get("threshold_minor"):
        raise product_errors.SameAlert
    return [("Alert", NAMES[kind]), *_rows(kind, threshold)]


def _set(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> None:
    kind, threshold = AlertKind(fields["alert"]), _threshold(fields)
    row = _row(uow, customer, kind)
    if row is None:
        row = Alert(customer_id=customer, kind=kind, currency=HOME_CURRENCY)
        uow.session.add(row)
    else:
        # with another amount it may be time to tell again
        uow.session.execute(delete(AlertSent).where(AlertSent.alert_id == row.id))
    row.threshold_minor = threshold.minor if threshold else None
    row.set_at = uow.now


def _check_remove(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"alert"}`. UnknownAlert."""
    view = _view(_own(uow, customer, AlertKind(fields["alert"])))
    return [("Alert", view.name), *_rows(view.kind, view.threshold)]


def _remove(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> None:
    uow.session.delete(_own(uow, customer, AlertKind(fields["alert"])))


def _threshold(fields: Fields) -> Money | None:
    if AlertKind(fields["alert"]) not in WITH_AMOUNT:
        return None
    return Money(fields["threshold_minor"], HOME_CURRENCY)


def _rows(kind: AlertKind, threshold: Money | None) -> list[Row]:
    return [] if threshold is None else [("Below" if kind is AlertKind.LOW_BALANCE else "From", threshold)]


def _own(uow: UnitOfWork, customer: CustomerId, kind: AlertKind) -> Alert:
    row = _row(uow, customer, kind)
    if row is None:
        raise product_errors.UnknownAlert
    return row


def _row(uow: UnitOfWork, customer: CustomerId, kind: AlertKind) -> Alert | None:
    return uow.session.scalars(select(Alert).where(Alert.customer_id == customer, Alert.kind == kind)).one_or_none()


def _view(row: Alert) -> AlertView:
    kind = AlertKind(row.kind)
    threshold = None if row.threshold_minor is None else Money(row.threshold_minor, row.currency)
    return AlertView(row.id, kind, NAMES[kind], threshold)


KINDS = (
    ChangeKind(SET, "Set an alert", needs_code=False, check=_check_set, execute=_set),
    ChangeKind(REMOVE, "Remove an alert", needs_code=False, check=_check_remove, execute=_remove),
)
