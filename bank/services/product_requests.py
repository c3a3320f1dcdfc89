"""What the bank offers, and a customer's wish to open, close or change it, which a colleague goes on with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from bank.domain import product_errors
from bank.domain.accounts import AccountKind
from bank.domain.changes import Row
from bank.domain.customers import CustomerId
from bank.domain.house import HOME_CURRENCY
from bank.domain.limits import PRODUCT_ANSWER_WORKING_DAYS, SAME_REQUEST_WITHIN
from bank.domain.products import RequestKind, request_number
from bank.domain.tariff import best_matches
from bank.domain.working_days import working_days_after
from bank.services.accounts import list_accounts
from bank.services.change_kinds import ChangeKind, Fields
from bank.services.product_views import ProductView
from bank.services.views import AccountView
from bank.store.database import UnitOfWork
from bank.store.models import Product, ProductRequest

REQUEST = "request_product"
# Products that show as an account: one that is not there can be neither closed nor changed.
HELD: Mapping[str, Callable[[AccountView], bool]] = {
    "current": lambda account: account.kind is AccountKind.CURRENT and account.currency == HOME_CURRENCY,
    "currency": lambda account: account.kind is AccountKind.CURRENT and account.currency != HOME_CURRENCY,
    "savings": lambda account: account.kind is AccountKind.SAVINGS,
    "credit_card": lambda account: account.kind is AccountKind.CREDIT_CARD,
    "loan": lambda account: account.kind is AccountKind.LOAN,
    "mortgage": lambda account: account.kind is AccountKind.MORTGAGE,
}
WORDS = {RequestKind.OPEN: "Open", RequestKind.CLOSE: "Close", RequestKind.CHANGE: "Change"}


def list_products(uow: UnitOfWork) -> tuple[ProductView, ...]:
    """Everything that the bank offers."""
    return tuple(_view(row) for row in _rows(uow))


def find_products(uow: UnitOfWork, text: str) -> tuple[ProductView, ...]:
    """Those that the words name best; none if they name none."""
    rows = _rows(uow)
    found = set(best_matches(text, {row.id: row.words.splitlines() for row in rows}))
    return tuple(_view(row) for row in rows if row.id in found)


def list_held(uow: UnitOfWork, customer: CustomerId) -> tuple[ProductView, ...]:
    """What the customer has, as far as accounts tell."""
    accounts = list_accounts(uow, customer)
    return tuple(view for view in list_products(uow) if view.id in HELD and any(map(HELD[view.id], accounts)))


def product(uow: UnitOfWork, product_id: str) -> ProductView:
    """One of them. UnknownProduct."""
    row = uow.session.get(Product, product_id)
    if row is None:
        raise product_errors.UnknownProduct
    return _view(row)


def _check(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"request", "product"}`. UnknownProduct, NotHeld, RequestOpen."""
    kind, view = RequestKind(fields["request"]), product(uow, fields["product"])
    if kind is not RequestKind.OPEN and view.id in HELD and view not in list_held(uow, customer):
        raise product_errors.NotHeld(view.name)
    known = uow.session.scalars(
        select(ProductRequest.id)
        .where(
            ProductRequest.customer_id == customer,
            ProductRequest.kind == kind,
            ProductRequest.product_id == view.id,
            ProductRequest.made_at > uow.now - SAME_REQUEST_WITHIN,
        )
        .limit(1)
    ).first()
    if known is not None:
        raise product_errors.RequestOpen(request_number(known))
    return [("Request", WORDS[kind]), ("Product", view.name)]


def _request(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Mapping[str, Any]:
    row = ProductRequest(
        customer_id=customer,
        kind=RequestKind(fields["request"]),
        product_id=fields["product"],
        made_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    answer_by = working_days_after(uow.today, PRODUCT_ANSWER_WORKING_DAYS)
    return {"number": request_number(row.id), "answer_by": answer_by.isoformat()}


def _rows(uow: UnitOfWork) -> Sequence[Product]:
    return uow.session.scalars(select(Product).order_by(Product.position)).all()


def _view(row: Product) -> ProductView:
    return ProductView(row.id, row.name, tuple(row.to_open.splitlines()), tuple(row.to_close.splitlines()))


KINDS = (ChangeKind(REQUEST, "Start a request", needs_code=False, check=_check, execute=_request),)
