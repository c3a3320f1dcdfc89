"""An open bank's figures are those of its own tables, as they hold today."""

from __future__ import annotations

from datetime import timedelta

from bank import Money
from bank.domain.facts import Rate
from bank.services import catalogue
from bank.services.figures import current_figures
from bank.store.models import TariffValue
from tests.bank_fixtures import World


def test_a_new_value_counts_from_its_day_on(world: World) -> None:
    with world.work() as uow:
        catalogue.load(uow.session)
        uow.session.add(
            TariffValue(
                item_id="savings", valid_from=uow.today + timedelta(days=1), basis_points=200, currency="EUR", note=""
            )
        )
    with world.work() as uow:
        assert current_figures(uow)["rate:savings"] == Rate(150)
    world.clock.forward(days=1)
    with world.work() as uow:
        assert current_figures(uow)["rate:savings"] == Rate(200)


def test_limits_and_facts_are_there_whatever_the_tables_hold(world: World) -> None:
    with world.work() as uow:
        figures = current_figures(uow)
    assert "rate:savings" not in figures
    assert figures["limit:code_tries"] == 5
    assert figures["limit:contactless"] == Money(50_00, "EUR")
