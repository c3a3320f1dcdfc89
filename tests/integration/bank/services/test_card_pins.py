"""A new PIN on both databases: allowed by a code, chosen once, kept so that the database alone gives nothing away."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bank import Money
from bank.domain import card_errors, errors
from bank.domain.cards import CardState
from bank.domain.limits import PIN_CHOICE_TIME, PIN_TRIES
from bank.domain.orders import OrderState
from bank.services import card_pins, changes, check
from bank.services.card_payments import pay_by_card
from bank.services.card_pins import PinSafe
from bank.services.views import ChangeView
from bank.store.models import Card, CardPin
from bank.store.models.base import Base
from bot.conversation.bank_side import pin_safe, reseal_pins
from bot.store.sealing import KEY_CHARACTERS, SealingError
from tests.bank_fixtures import ADA, BEN, World

PIN, OTHER = "7391", "8206"


@pytest.fixture
def safe(tmp_path: Path) -> PinSafe:
    return pin_safe(tmp_path / "keys")


def allowed(world: World) -> ChangeView:
    """A change whose code was entered, so that only the PIN is missing."""
    return world.change("choose_pin", card_id=world.ada_debit_card)


def choose(world: World, key: str, pin: str, safe: PinSafe) -> str:
    with world.work() as uow:
        return card_pins.choose(uow, ADA, key, pin, safe)


def state(world: World, key: str) -> OrderState:
    with world.bank.unit_of_work() as uow:
        return changes.get(uow, ADA, key).state


def pay(world: World, pin: str, safe: PinSafe) -> str | None:
    with world.work() as uow:
        amount = Money.parse("1.00", "EUR")
        return pay_by_card(uow, ADA, world.ada_debit_card, amount, "Corner Shop", pin=pin, safe=safe).decline_reason


def test_a_pin_is_chosen_after_the_code_and_holds_from_then_on(world: World, safe: PinSafe) -> None:
    change = allowed(world)
    assert (change.state, change.needs_code) == (OrderState.AUTHORISED, True)
    assert change.summary == (("Card", "debit card …4821"), ("PIN", "A new one, which you choose"))
    assert choose(world, change.key, PIN, safe) == "accepted"
    assert state(world, change.key) is OrderState.EXECUTED
    assert pay(world, PIN, safe) is None
    assert pay(world, OTHER, safe) == "wrong_pin"
    assert check.check(world.bank).is_fine


def test_no_pin_is_chosen_before_the_code(world: World, safe: PinSafe) -> None:
    change = world.propose_change("choose_pin", card_id=world.ada_debit_card)
    assert choose(world, change.key, PIN, safe) == "expired"
    world.code_for_change(change)
    assert choose(world, change.key, PIN, safe) == "expired"
    with world.bank.unit_of_work() as uow:
        assert uow.session.get(CardPin, world.ada_debit_card) is None


def test_one_code_sets_one_pin_however_often_it_is_sent(world: World, safe: PinSafe) -> None:
    key = allowed(world).key
    assert [choose(world, key, pin, safe) for pin in (PIN, PIN, OTHER, PIN)] == [
        "accepted",
        "accepted",
        "expired",
        "accepted",
    ]
    assert pay(world, PIN, safe) is None


@pytest.mark.parametrize("pin", ["1234", "0000", "1985", "4821"])
def test_an_obvious_pin_is_refused_and_another_one_taken(world: World, safe: PinSafe, pin: str) -> None:
    key = allowed(world).key
    assert choose(world, key, pin, safe) == "weak"
    assert state(world, key) is OrderState.AUTHORISED
    assert choose(world, key, PIN, safe) == "accepted"


@pytest.mark.parametrize("pin", ["", "739", "73911", "7a91", "７３９１"])
def test_what_is_no_pin_is_refused_with_what_one_is(world: World, safe: PinSafe, pin: str) -> None:
    with pytest.raises(card_errors.InvalidPin, match="4 digits"):
        choose(world, allowed(world).key, pin, safe)


def test_the_time_for_choosing_ends(world: World, safe: PinSafe) -> None:
    key = allowed(world).key
    world.clock.now += PIN_CHOICE_TIME - timedelta(seconds=1)
    with world.bank.unit_of_work() as uow:
        assert card_pins.awaits_pin(uow, ADA, key)
    world.clock.now += timedelta(seconds=1)
    with world.bank.unit_of_work() as uow:
        assert not card_pins.awaits_pin(uow, ADA, key)
    assert choose(world, key, PIN, safe) == "expired"
    assert state(world, key) is OrderState.FAILED


def test_what_was_cancelled_meanwhile_sets_no_pin(world: World, safe: PinSafe) -> None:
    key = allowed(world).key
    with world.work() as uow:
        changes.cancel(uow, ADA, key)
    assert choose(world, key, PIN, safe) == "expired"
    with world.bank.unit_of_work() as uow:
        assert not card_pins.took_pin(uow, ADA, key)


def test_a_card_that_was_blocked_meanwhile_gets_no_pin(world: World, safe: PinSafe) -> None:
    key = allowed(world).key
    with world.work() as uow:
        uow.session.get_one(Card, world.ada_debit_card).state = CardState.BLOCKED
    with pytest.raises(card_errors.CardNotSettable):
        choose(world, key, PIN, safe)


def test_nobody_chooses_for_another_customer_nor_by_another_kind_of_change(world: World, safe: PinSafe) -> None:
    key = allowed(world).key
    other = world.change("set_card_use", card_ids=[world.ada_debit_card], uses=["online"], on=False).key
    for customer, wanted in ((BEN, key), (ADA, other), (ADA, "nothing")):
        with world.bank.unit_of_work() as uow, pytest.raises(errors.UnknownOrder):
            card_pins.choose(uow, customer, wanted, PIN, safe)
        with world.bank.unit_of_work() as uow:
            assert not card_pins.awaits_pin(uow, customer, wanted)
            assert not card_pins.took_pin(uow, customer, wanted)


def test_the_third_wrong_pin_in_a_row_blocks_it_and_a_new_one_frees_it(world: World, safe: PinSafe) -> None:
    choose(world, allowed(world).key, PIN, safe)
    assert [pay(world, OTHER, safe) for _ in range(PIN_TRIES - 1)] == ["wrong_pin"] * (PIN_TRIES - 1)
    assert pay(world, PIN, safe) is None, "a right one begins the count anew"
    assert [pay(world, OTHER, safe) for _ in range(PIN_TRIES)] == ["wrong_pin"] * PIN_TRIES
    assert pay(world, PIN, safe) == "pin_blocked"
    choose(world, allowed(world).key, OTHER, safe)
    assert pay(world, OTHER, safe) is None


def test_neither_the_pin_nor_a_hash_that_could_be_searched_is_in_the_database(world: World, safe: PinSafe) -> None:
    choose(world, allowed(world).key, PIN, safe)
    with world.bank.unit_of_work() as uow:
        rows = [
            tuple(row)
            for table in Base.metadata.sorted_tables
            if table.name in {"changes", "change_state_changes", "card_pins", "step_up_challenges", "phone_messages"}
            for row in uow.session.execute(text(f"SELECT * FROM {table.name}"))  # noqa: S608 - the models' own names
        ]
        (kept,) = uow.session.execute(text("SELECT pin_hash FROM card_pins")).scalars()
    assert all(str(value) != PIN for row in rows for value in row)
    assert "argon2" not in kept


def test_a_pin_does_not_open_with_another_key_nor_for_another_card(world: World, safe: PinSafe, tmp_path: Path) -> None:
    choose(world, allowed(world).key, PIN, safe)
    with world.bank.unit_of_work() as uow:
        row = uow.session.get_one(CardPin, world.ada_debit_card)
        assert card_pins.is_right(row, PIN, safe)
        other = pin_safe(tmp_path / "other keys")
        other.seal(b"makes its key", "nobody")
        with pytest.raises(SealingError):
            card_pins.is_right(row, PIN, other)
        moved = CardPin(card_id=world.ben_debit_card, pin_hash=row.pin_hash, change_id=1, chosen_at=uow.now)
        with pytest.raises(SealingError):
            card_pins.is_right(moved, PIN, safe)


def test_a_new_key_takes_the_place_of_the_old_one(world: World, safe: PinSafe, tmp_path: Path) -> None:
    choose(world, allowed(world).key, PIN, safe)
    keys = tmp_path / "keys"
    old = keys.read_text()
    keys.write_text(f"{'n' * KEY_CHARACTERS}\n{old}")
    assert reseal_pins(world.bank, keys) is None
    keys.write_text("n" * KEY_CHARACTERS)
    assert reseal_pins(world.bank, keys) is None
    assert pay(world, PIN, safe) is None
    assert pay(world, OTHER, safe) == "wrong_pin"


def test_a_pin_that_no_key_opens_is_told_and_left_as_it_is(world: World, safe: PinSafe, tmp_path: Path) -> None:
    choose(world, allowed(world).key, PIN, safe)
    keys = tmp_path / "keys"
    old = keys.read_text()
    keys.write_text("w" * KEY_CHARACTERS)
    assert re.search("PINs, 1 are opened by no key", reseal_pins(world.bank, keys) or "")
    keys.write_text(old)
    assert pay(world, PIN, safe) is None
