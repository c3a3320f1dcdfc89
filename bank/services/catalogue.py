"""Bringing the bank's own files of products, rates and fees (data/products.yml, data/tariff.yml) into its database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import Session

from bank.domain.house import HOME_CURRENCY
from bank.domain.lending import BASIS
from bank.domain.money import Money
from bank.domain.product_errors import CatalogueBroken
from bank.domain.tariff import Per
from bank.store.models import Product, TariffItem, TariffValue

DATA = Path(__file__).resolve().parents[2] / "data"
PRODUCTS, TARIFF = DATA / "products.yml", DATA / "tariff.yml"


@dataclass(frozen=True)
class Loaded:
    """How many products, prices and dated values the files hold."""

    products: int
    items: int
    values: int


def load(session: Session, products: Path = PRODUCTS, tariff: Path = TARIFF) -> Loaded:
    """Make the database say what the files say; what they no longer name stays, for old requests refer to it.

    CatalogueBroken names the file and entry that cannot be used; nothing is changed then.
    """
    offered = [_product(entry, place, products) for place, entry in enumerate(_entries(products))]
    items = read_tariff(tariff)
    values = [value for item in items for value in item.values]
    for row in (*offered, *items, *values):
        session.merge(row)
    session.flush()
    return Loaded(len(offered), len(items), len(values))


def read_tariff(path: Path = TARIFF) -> list[TariffItem]:
    """The price list with each price's values by their day, in no database yet. CatalogueBroken."""
    return [_item(entry, place, path) for place, entry in enumerate(_entries(path))]


def _entries(path: Path) -> list[Mapping[str, Any]]:
    try:
        read = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as error:
        raise CatalogueBroken(path.name, "", str(error)) from error
    if not isinstance(read, list) or not all(isinstance(entry, dict) and entry.get("id") for entry in read):
        raise CatalogueBroken(path.name, "", "it must be a list of entries with an id")
    if len({entry["id"] for entry in read}) != len(read):
        raise CatalogueBroken(path.name, "", "an id stands twice")
    return read


def _product(entry: Mapping[str, Any], place: int, path: Path) -> Product:
    try:
        return Product(
            id=entry["id"],
            position=place,
            name=entry["name"],
            words="\n".join(entry["words"]),
            to_open="\n".join(entry["to_open"]),
            to_close="\n".join(entry["to_close"]),
        )
    except (KeyError, TypeError) as error:
        raise CatalogueBroken(path.name, entry["id"], f"{error} is missing or wrong") from error


def _item(entry: Mapping[str, Any], place: int, path: Path) -> TariffItem:
    try:
        return TariffItem(
            id=entry["id"],
            position=place,
            subject=entry["subject"],
            title=entry["title"],
            per=Per(entry["per"]).value,
            words="\n".join(entry["words"]),
            values=sorted(_values(entry, path), key=lambda value: value.valid_from),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueBroken(path.name, entry["id"], f"{error} is missing or wrong") from error


def _values(entry: Mapping[str, Any], path: Path) -> list[TariffValue]:
    try:
        return [_value(entry["id"], value) for value in entry["values"]]
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueBroken(path.name, entry["id"], f"{error} is missing or wrong") from error


def _value(item_id: str, value: Mapping[str, Any]) -> TariffValue:
    currency = value.get("currency", HOME_CURRENCY)

    def minor(field: str) -> int | None:
        return Money.parse(value[field], currency).minor if field in value else None

    # A rate has two decimal places, like an amount of hundredths.
    rate = Money.parse(value["rate"], HOME_CURRENCY).minor if "rate" in value else None
    if (rate is None) == ("amount" not in value) or (rate or 0) > BASIS:
        raise ValueError("either a rate of at most 100 or an amount")
    return TariffValue(
        item_id=item_id,
        valid_from=value["from"],
        basis_points=rate,
        amount_minor=minor("amount"),
        least_minor=minor("least"),
        most_minor=minor("most"),
        currency=currency,
        note=value.get("note", ""),
    )
