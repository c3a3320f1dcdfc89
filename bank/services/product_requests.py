"""What the bank offers, and a customer's wish to open, close or change it, which a colleague goes on with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from bank.domain import product_errors
from bank.domain.changes import Row
from bank.domain.customers import CustomerId
from bank.domain.products import RequestKind, request_number
from bank.domain.tariff import best_matches
from bank.services.change_kinds import ChangeKind, Fields
from bank.services.product_views import ProductView
from bank.store.database import UnitOfWork
from bank.store.models import Product, ProductRequest

REQUEST = "request_product"
WORDS = {RequestKind.OPEN: "Open", RequestKind.CLOSE: "Close", RequestKind.CHANGE: "Change"}


def list_products(uow: UnitOfWork) -> tuple[ProductView, ...]:
    """Everything that the bank offers."""
    return tuple(_view(row) for row in _rows(uow))


def find_products(uow: UnitOfWork, text: str) -> tuple[ProductView, ...]:
    """Those that the words name best; none if they name none."""
    rows = _rows(uow)
    found = set(best_matches(text, {row.id: row.words.splitlines() for row in rows}))
    return tuple(_view(row) for row in rows if row.id in found)


def product(uow: UnitOfWork, product_id: str) -> ProductView:
    """One of them. UnknownProduct."""
    row = uow.session.get(Product, product_id)
    if row is None:
        raise product_errors.UnknownProduct
    return _view(row)


def _check(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"request", "product"}`. UnknownProduct."""
    return [("Request", WORDS[RequestKind(fields["request"])]), ("Product", product(uow, fields["product"]).name)]


def _request(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Mapping[str, Any]:
    row = ProductRequest(
        customer_id=customer,
        kind=RequestKind(fields["request"]),
        product_id=fields["product"],
        made_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    return {"number": request_number(row.id)}


def _rows(uow: UnitOfWork) -> Sequence[Product]:
    return uow.session.scalars(select(Product).order_by(Product.position)).all()


def _view(row: Product) -> ProductView:
    return ProductView(row.id, row.name, tuple(row.to_open.splitlines()), tuple(row.to_close.splitlines()))


KINDS = (ChangeKind(REQUEST, "Start a request", needs_code=False, check=_check, execute=_request),)
