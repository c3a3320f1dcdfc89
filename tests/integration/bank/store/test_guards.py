"""The rules that the database itself keeps, whatever Python does. On both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bank.domain.orders import TRANSITIONS, OrderState
from tests.bank_fixtures import World

ENTRY = "INSERT INTO entries (entry_set_id, position, account_id, currency, amount_minor) VALUES ({}, {}, {}, '{}', {})"
SEAL = "INSERT INTO entry_sets (id, kind, order_id, booked_at, value_on) VALUES ({}, 'test', NULL, '{now}', '{day}')"


def run(world: World, *statements: str) -> None:
    """Run SQL as somebody would who goes past the services, and commit."""
    with world.bank.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def entry(set_id: int, position: int, account: int, amount: int, currency: str = "EUR") -> str:
    return ENTRY.format(set_id, position, account, currency, amount)


def seal(set_id: int) -> str:
    return SEAL.format(set_id, now="2026-03-10 09:30:00.000000", day="2026-03-10")


def test_a_balanced_set_is_taken_and_moves_the_balances(world: World) -> None:
    run(world, entry(1, 0, world.ada_current, -100), entry(1, 1, world.ada_savings, 100), seal(1))
    assert world.balance_minor(world.ada_current) == 999_00
    assert world.balance_minor(world.ada_savings) == 501_00


def refuses(world: World, *statements: str) -> None:
    before = world.balance_minor(world.ada_current)
    with pytest.raises(DBAPIError):
        run(world, *statements)
    assert world.balance_minor(world.ada_current) == before


def test_a_set_that_does_not_sum_to_zero_is_refused(world: World) -> None:
    refuses(world, entry(1, 0, world.ada_current, -100), entry(1, 1, world.ada_savings, 99), seal(1))


def test_a_set_must_sum_to_zero_in_each_currency(world: World) -> None:
    refuses(world, entry(1, 0, world.ada_current, 100), entry(1, 1, world.ada_dollars, -100, "USD"), seal(1))


def test_a_set_without_entries_is_refused(world: World) -> None:
    refuses(world, seal(1))


def test_entries_without_their_set_are_refused(world: World) -> None:
    refuses(world, entry(1, 0, world.ada_current, -100), entry(1, 1, world.ada_savings, 100))


def test_a_sealed_set_takes_no_more_entries(world: World) -> None:
    run(world, entry(1, 0, world.ada_current, -100), entry(1, 1, world.ada_savings, 100), seal(1))
    refuses(world, entry(1, 2, world.ada_current, -100), entry(1, 3, world.ada_savings, 100))


def test_an_entry_in_another_currency_than_its_account_is_refused(world: World) -> None:
    refuses(world, entry(1, 0, world.ada_current, -1, "USD"), entry(1, 1, world.ada_dollars, 1, "USD"), seal(1))


def test_an_entry_of_nothing_is_refused(world: World) -> None:
    refuses(world, entry(1, 0, world.ada_current, 0), entry(1, 1, world.ada_savings, 0), seal(1))


def test_no_entry_takes_an_account_beyond_its_limit(world: World) -> None:
    refuses(world, entry(1, 0, world.ada_current, -1200_01), entry(1, 1, world.ada_savings, 1200_01), seal(1))
    run(world, entry(1, 0, world.ada_current, -1200_00), entry(1, 1, world.ada_savings, 1200_00), seal(1))


@pytest.mark.parametrize("table", ["entries", "entry_sets", "order_state_changes", "card_state_changes"])
def test_what_is_written_in_the_books_is_neither_changed_nor_deleted(world: World, table: str) -> None:
    world.pay_mia("60.00")
    run(world, f"UPDATE cards SET state = 'frozen' WHERE id = {world.ada_debit_card}")  # noqa: S608
    column = {"entries": "amount_minor", "entry_sets": "kind"}.get(table, "to_state")
    refuses(world, f"UPDATE {table} SET {column} = {column}")  # noqa: S608
    refuses(world, f"DELETE FROM {table}")  # noqa: S608


@pytest.mark.parametrize(
    "change",
    [
        "amount_minor = 1",
        "payee_iban = 'XX'",
        "payee_name = 'Eve'",
        "content_hash = 'x'",
        "reference = 'x'",
        "key = 'x'",
    ],
)
def test_the_content_of_an_order_never_changes(world: World, change: str) -> None:
    world.propose_to_mia("60.00")
    refuses(world, f"UPDATE orders SET {change}")  # noqa: S608


def test_orders_are_kept(world: World) -> None:
    world.propose_to_mia("60.00")
    refuses(world, "DELETE FROM orders")


def test_an_order_takes_allowed_steps_alone(world: World) -> None:
    world.propose_to_mia("60.00")
    for state in OrderState:
        if state not in TRANSITIONS[OrderState.PROPOSED] and state is not OrderState.PROPOSED:
            refuses(world, f"UPDATE orders SET state = '{state}'")  # noqa: S608
    for state in ("confirmed", "authorised", "executed"):
        run(world, f"UPDATE orders SET state = '{state}'")  # noqa: S608
    for state in OrderState:
        if state is not OrderState.EXECUTED:
            refuses(world, f"UPDATE orders SET state = '{state}'")  # noqa: S608


def test_an_order_begins_as_proposed(world: World) -> None:
    world.propose_to_mia("60.00")
    columns = (
        "customer_id, kind, from_account_id, payee_name, payee_iban, amount_minor, currency, reference, execute_on, "
        "content_hash, created_at, state_at"
    )
    refuses(
        world,
        f"INSERT INTO orders (key, state, {columns}) SELECT 'another', 'authorised', {columns} FROM orders",  # noqa: S608
    )


def test_an_order_is_posted_once(world: World) -> None:
    world.pay_mia("60.00")
    posted = seal(1).replace("NULL", "(SELECT id FROM orders)")
    refuses(world, entry(1, 0, world.ada_current, -100), entry(1, 1, world.ada_savings, 100), posted)


def test_a_step_that_fails_leaves_nothing_half_done(world: World) -> None:
    refuses(
        world,
        entry(1, 0, world.ada_current, -100),
        entry(1, 1, world.ada_savings, 100),
        seal(1),
        entry(2, 0, world.ada_current, -100),
        seal(2),
    )
