"""What the rules work with are values: nobody can change one that another holds."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from typing import Any

import pytest

import bank.domain

VALUES = [
    thing
    for module in pkgutil.iter_modules(bank.domain.__path__)
    for thing in vars(importlib.import_module(f"bank.domain.{module.name}")).values()
    if isinstance(thing, type) and dataclasses.is_dataclass(thing) and thing.__module__ == f"bank.domain.{module.name}"
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.__name__)
def test_a_value_cannot_be_rewritten(value: Any) -> None:
    assert value.__dataclass_params__.frozen


def test_there_are_such() -> None:
    assert len(VALUES) > 10
