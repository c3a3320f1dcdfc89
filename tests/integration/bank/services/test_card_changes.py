"""Replacing a card, on both databases: blocked or not, a new one on its way, the fee in the books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import delete

from bank import Money
from bank.domain import errors
from bank.domain.cards import CardState
from bank.domain.orders import OrderState
from bank.services import catalogue, changes, check
from bank.services.card_details import list_card_details
from bank.services.trouble_views import CardDetails
from bank.services.views import ChangeView
from bank.store.models import Card, ContactDetails, TariffValue
from tests.bank_fixtures import ADA, BEN, TODAY, World

ADDRESS = "Quay Street 5, 20115 Harbourton"


@pytest.fixture(autouse=True)
def _address(world: World) -> None:
    with world.work() as uow:
        uow.session.add(ContactDetails(customer_id=ADA, email=None, phone=None, address=ADDRESS))


@pytest.fixture(autouse=True)
def price_list(world: World) -> None:
    with world.work() as uow:
        catalogue.load(uow.session)


def replace(world: World, reason: str) -> ChangeView:
    return world.change("replace_card", card_id=world.ada_debit_card, reason=reason)


def cards(world: World) -> Sequence[CardDetails]:
    with world.bank.unit_of_work() as uow:
        return list_card_details(uow, ADA)


def test_a_lost_card_is_blocked_for_good_and_a_new_one_is_sent(world: World) -> None:
    done = replace(world, "lost")
    assert done.summary == (
        ("Card", "debit card …4821"),
        ("Reason", "Lost"),
        ("Old card", "Blocked for good, at once"),
        ("New card to", ADDRESS),
        ("Fee", Money(10_00, "EUR")),
    )
    old, new = cards(world)
    assert (old.card.state, new.card.state, new.awaits_activation) == (CardState.BLOCKED, CardState.ACTIVE, True)
    assert new.card.digits == done.result["new_digits"] != "4821"
    assert new.delivery is not None
    assert (new.delivery.expected_on, new.delivery.replaces_digits) == (date(2026, 3, 19), "4821")


def test_the_fee_is_in_the_books_once(world: World) -> None:
    before = world.balance_minor(world.ada_current)
    replace(world, "damaged")
    assert world.balance_minor(world.ada_current) == before - 10_00
    assert check.check(world.bank).is_fine


def test_the_fee_is_the_price_lists_of_the_day_and_what_it_does_not_name_is_free(world: World) -> None:
    with world.work() as uow:
        begins = TODAY + timedelta(days=1)
        uow.session.add(TariffValue(item_id="card_new", valid_from=begins, amount_minor=12_50, currency="EUR", note=""))
    assert ("Fee", Money(10_00, "EUR")) in proposed(world).summary
    world.clock.forward(days=1)
    assert ("Fee", Money(12_50, "EUR")) in proposed(world).summary
    with world.work() as uow:
        uow.session.execute(delete(TariffValue).where(TariffValue.item_id == "card_new"))
    assert ("Fee", "Free of charge") in proposed(world).summary


def proposed(world: World) -> ChangeView:
    return world.propose_change("replace_card", card_id=world.ada_debit_card, reason="damaged")


def test_a_stolen_card_is_replaced_free_of_charge(world: World) -> None:
    before = world.balance_minor(world.ada_current)
    assert ("Fee", "Free of charge") in replace(world, "stolen").summary
    assert world.balance_minor(world.ada_current) == before


def test_an_empty_account_keeps_nobody_from_blocking_a_card(world: World) -> None:
    world.pay_mia("1195.00")
    assert replace(world, "lost").state is OrderState.EXECUTED
    assert cards(world)[0].card.state is CardState.BLOCKED


def test_a_damaged_card_works_on(world: World) -> None:
    replace(world, "damaged")
    assert cards(world)[0].card.state is CardState.ACTIVE


def test_a_card_is_replaced_once_and_nobody_elses(world: World) -> None:
    replace(world, "damaged")
    with pytest.raises(errors.CardOnItsWay):
        replace(world, "lost")
    with world.work() as uow, pytest.raises(errors.UnknownCard):
        changes.propose(uow, BEN, "replace_card", {"card_id": world.ada_debit_card, "reason": "lost"})


def test_without_an_address_no_card_is_sent(world: World) -> None:
    with world.work() as uow, pytest.raises(errors.NoAddress):
        changes.propose(uow, BEN, "replace_card", {"card_id": world.ben_debit_card, "reason": "lost"})


def test_the_new_card_may_do_what_the_old_one_could(world: World) -> None:
    with world.work() as uow:
        uow.session.get_one(Card, world.ada_debit_card).is_abroad_open = False
    replace(world, "lost")
    assert [details.is_abroad_open for details in cards(world)] == [False, False]
