"""Reading the bank's own file of payment rules (data/payments.yml), which is changed without touching Python."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from bank.domain.limits import CURRENCIES, LONGEST_NEW_PAYEE_TIME
from bank.domain.money import Money
from bank.domain.payment_rules import PaymentLimits, PaymentRules, RuleBook
from bank.domain.product_errors import CatalogueBroken

PAYMENT_RULES = Path(__file__).resolve().parents[2] / "data" / "payments.yml"


@lru_cache
def load(path: Path = PAYMENT_RULES) -> RuleBook:
    """The rules in the file, read once by a process. CatalogueBroken names the file and the entry that is wrong."""
    try:
        read = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as error:
        raise CatalogueBroken(path.name, "", str(error)) from error
    if not isinstance(read, list) or not read:
        raise CatalogueBroken(path.name, "", "it must be a list of rules, each from a day on")
    sets = tuple(_rules(entry, path) for entry in read)
    if any(one.since >= following.since for one, following in pairwise(sets)):
        raise CatalogueBroken(path.name, "", "each set of rules must hold from a later day than the one before it")
    return RuleBook(sets)


def _rules(entry: Mapping[str, Any], path: Path) -> PaymentRules:
    name = str(entry.get("from", "")) if isinstance(entry, dict) else ""
    try:
        if type(entry["from"]) is not date:
            raise ValueError("from must be a day")
        new_payee_time = timedelta(hours=entry["new_payee_hours"])
        if not timedelta(0) <= new_payee_time <= LONGEST_NEW_PAYEE_TIME:
            raise ValueError(f"new_payee_hours must be between 0 and {LONGEST_NEW_PAYEE_TIME // timedelta(hours=1)}")
        return PaymentRules(
            since=entry["from"],
            cut_off=time.fromisoformat(entry["cut_off"]),
            new_payee_time=new_payee_time,
            limits={currency: _limits(currency, of_one) for currency, of_one in entry["limits"].items()},
        )
    except KeyError as error:
        raise CatalogueBroken(path.name, name, f"{error} is missing") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise CatalogueBroken(path.name, name, str(error)) from error


def _limits(currency: str, written: Mapping[str, str]) -> PaymentLimits:
    if currency not in CURRENCIES:
        raise ValueError(f"the bank keeps no accounts in {currency}")
    one, day, new = (Money.parse(written[name], currency).minor for name in ("payment", "day", "new_payee"))
    if not 0 < one <= day or not new >= 0:
        raise ValueError(f"{currency}: a day must allow at least one payment of the largest size, and none below zero")
    return PaymentLimits(per_payment_minor=one, per_day_minor=day, new_payee_minor=new)
