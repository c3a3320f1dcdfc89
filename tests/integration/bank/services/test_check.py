"""`check` finds what is wrong, even where constraints and triggers were taken away."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text

from bank.services.check import RULES, check
from tests.bank_fixtures import World

# What is done to the books, and the rule that must notice.
DAMAGE = [
    ("UPDATE entries SET amount_minor = amount_minor + 1 WHERE position = 0", "entry sets sum to zero"),
    ("DELETE FROM entries WHERE entry_set_id = (SELECT MAX(id) FROM entry_sets)", "every entry set has entries"),
    ("DELETE FROM entry_sets WHERE kind = 'opening'", "every entry belongs to an entry set"),
    ("UPDATE entries SET currency = 'GBP'", "entries are in their account's currency"),
    ("UPDATE accounts SET balance_minor = balance_minor + 1 WHERE balance_minor > 0", "stored balances"),
    ("UPDATE accounts SET balance_minor = -999999999 WHERE balance_minor > 0", "no account is beyond its limit"),
    ("UPDATE entry_sets SET order_id = NULL", "executed orders are posted once"),
    ("UPDATE orders SET amount_minor = 1", "executed orders are posted once"),
    ("UPDATE orders SET state = 'cancelled'", "no other order is posted"),
    ("UPDATE orders SET state = 'cancelled'", "every state of an order is written down"),
    ("DELETE FROM order_state_changes", "every state of an order is written down"),
    (
        "UPDATE order_state_changes SET from_state = 'cancelled' WHERE to_state = 'executed'",
        "orders took only the steps",
    ),
    ("UPDATE step_up_challenges SET state = 'sent'", "no payment was authorised without a code"),
    ("UPDATE transactions SET amount_minor = amount_minor - 1", "booked transactions equal their entries"),
    ("UPDATE transactions SET customer_id = 2", "transactions are in their account's currency and hands"),
    ("UPDATE card_state_changes SET to_state = 'active'", "the last change of a card is its state"),
    ("UPDATE orders SET payee_name = 'Eve'", "orders are what was read back"),
    ("UPDATE changes SET state = 'cancelled'", "every state of a change is written down"),
    ("UPDATE step_up_challenges SET state = 'sent'", "no change that needs a code was authorised without one"),
    ("UPDATE changes SET summary = '[]'", "changes are what was read back"),
    ("UPDATE accounts SET customer_id = 99 WHERE customer_id = 2", "no reference leads nowhere"),
]


@pytest.fixture
def books(world: World) -> World:
    """Books with a payment, a change and a frozen card in them."""
    world.pay_mia("60.00")
    world.change("rename_payee", payee_id=world.mia, name="Mia B")
    with world.bank.engine.begin() as connection:
        connection.execute(text("UPDATE cards SET state = 'frozen' WHERE digits = '4821'"))
    return world


def test_books_in_order_are_found_in_order(books: World) -> None:
    report = check(books.bank)
    assert report.is_fine, report.problems
    assert report.counted["orders"] == 1


# Only SQLite lets one take its guards away so easily; the rules are the same queries on both.
on_sqlite = pytest.mark.parametrize("world", ["sqlite"], indirect=True)


@on_sqlite
@pytest.mark.parametrize(("damage", "rule"), DAMAGE)
def test_every_kind_of_damage_is_noticed(books: World, damage: str, rule: str) -> None:
    with books.bank.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        for name in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(damage)
        connection.exec_driver_sql("BEGIN")
    found = [problem.rule for problem in check(books.bank).problems]
    assert any(name.startswith(rule) for name in found), found


def test_every_rule_is_tried() -> None:
    tried = {rule for _, rule in DAMAGE}
    assert all(any(rule.startswith(name) for name in tried) for rule in RULES)


@on_sqlite
def test_many_cases_are_counted_and_some_are_shown(books: World) -> None:
    with books.bank.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER orders_content")
        names = {column["name"] for column in inspect(connection).get_columns("orders")} - {"id", "key", "state"}
        columns = ", ".join(sorted(names))
        for number in range(30):
            connection.exec_driver_sql(
                f"INSERT INTO orders (key, state, {columns}) SELECT 'copy {number}', 'proposed', {columns} FROM orders "  # noqa: S608
                "WHERE id = 1"
            )
        connection.exec_driver_sql("UPDATE orders SET reference = 'x' WHERE id > 1")
    (problem,) = check(books.bank).problems
    assert problem.count == 30
    assert problem.what.endswith("…")
