"""The bank's rates and fees as they are today, and those that a customer's words ask for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from bank.domain.money import Money
from bank.domain.tariff import Per, best_matches
from bank.services.product_views import PriceView
from bank.store.database import UnitOfWork
from bank.store.models import TariffItem, TariffValue


def list_prices(uow: UnitOfWork, on: date | None = None) -> tuple[PriceView, ...]:
    """Every rate and fee that holds on a day (today), in the order of the price list."""
    return prices_of(_items(uow), on or uow.today)


def prices_of(items: Iterable[TariffItem], on: date) -> tuple[PriceView, ...]:
    """Of these items what holds on a day."""
    return tuple(view for item in items if (view := _view(item, on)) is not None)


def find_prices(uow: UnitOfWork, text: str) -> tuple[PriceView, ...]:
    """Those that the words ask for; none if they name nothing of the price list."""
    items = _items(uow)
    found = set(best_matches(text, {item.id: item.words.splitlines() for item in items}))
    return tuple(view for item in items if item.id in found and (view := _view(item, uow.today)) is not None)


def rate_basis_points(uow: UnitOfWork, item_id: str) -> int:
    """One rate as it is today, for other services and the calculators. KeyError if there is none."""
    for price in list_prices(uow):
        if price.id == item_id and price.basis_points is not None:
            return price.basis_points
    raise KeyError(item_id)


def fee(uow: UnitOfWork, item_id: str) -> Money | None:
    """What something costs today; None for nothing, as for what the price list does not name."""
    item = uow.session.get(TariffItem, item_id)
    price = None if item is None else _view(item, uow.today)
    if price is None or price.amount is None or not price.amount.minor:
        return None
    return price.amount


def _items(uow: UnitOfWork) -> Sequence[TariffItem]:
    query = select(TariffItem).options(selectinload(TariffItem.values)).order_by(TariffItem.position)
    return uow.session.scalars(query).all()


def _view(item: TariffItem, day: date) -> PriceView | None:
    """The value that holds on the day, and the next one; None before the first."""
    begun = [value for value in item.values if value.valid_from <= day]
    if not begun:
        return None
    now, coming = begun[-1], next((value for value in item.values if value.valid_from > day), None)
    return PriceView(
        id=item.id,
        subject=item.subject,
        title=item.title,
        per=Per(item.per),
        since=now.valid_from,
        basis_points=now.basis_points,
        amount=_money(now, now.amount_minor),
        least=_money(now, now.least_minor),
        most=_money(now, now.most_minor),
        note=now.note,
        changes_on=coming.valid_from if coming else None,
        next_basis_points=coming.basis_points if coming else None,
        next_amount=_money(coming, coming.amount_minor) if coming else None,
    )


def _money(value: TariffValue, minor: int | None) -> Money | None:
    return None if minor is None else Money(minor, value.currency)
