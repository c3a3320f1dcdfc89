"""Proving the books: every rule is asked of the whole database, whatever constraints and triggers should have kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import select, text

from bank.domain.orders import TRANSITIONS
from bank.services import changes
from bank.services.orders import content_of
from bank.store.database import Bank, UnitOfWork
from bank.store.models import Change, Order

# A broken rule names this many cases; the count tells the rest.
CASES_SHOWN = 20
COUNTED = ("customers", "accounts", "entry_sets", "entries", "transactions", "orders")
ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class Problem:
    """A broken rule: its name, what is wrong in words, and in how many cases."""

    rule: str
    what: str
    count: int


@dataclass(frozen=True)
class CheckReport:
    """Rows looked at by table, and what is wrong: nothing, if the books are in order."""

    counted: dict[str, int]
    problems: tuple[Problem, ...]

    @property
    def is_fine(self) -> bool:
        return not self.problems


_STEPS = ", ".join(f"('{old}', '{new}')" for old, following in TRANSITIONS.items() for new in sorted(following))
# rule → query for the offenders: the first column names one
RULES = {
    "entry sets sum to zero in every currency": """
        SELECT entry_set_id, currency, SUM(amount_minor) FROM entries
        GROUP BY entry_set_id, currency HAVING SUM(amount_minor) <> 0""",
    "every entry set has entries": """
        SELECT id FROM entry_sets WHERE NOT EXISTS (SELECT 1 FROM entries WHERE entry_set_id = entry_sets.id)""",
    "every entry belongs to an entry set": """
        SELECT entry_set_id FROM entries
        WHERE NOT EXISTS (SELECT 1 FROM entry_sets WHERE entry_sets.id = entries.entry_set_id)""",
    "entries are in their account's currency": """
        SELECT entry_set_id, account_id FROM entries LEFT JOIN accounts ON accounts.id = entries.account_id
        WHERE accounts.currency IS NULL OR accounts.currency <> entries.currency""",
    "stored balances equal the sum of entries": """
        SELECT accounts.id, balance_minor, COALESCE(total, 0) FROM accounts
        LEFT JOIN (SELECT account_id, SUM(amount_minor) AS total FROM entries GROUP BY account_id) AS sums
            ON sums.account_id = accounts.id
        WHERE balance_minor IS NOT NULL AND balance_minor <> COALESCE(total, 0)""",
    "no account is beyond its limit": """
        SELECT id, balance_minor, limit_minor FROM accounts WHERE balance_minor + limit_minor < 0""",
    "executed orders are posted once, with their amount": """
        SELECT orders.key FROM orders LEFT JOIN entry_sets ON entry_sets.order_id = orders.id
        LEFT JOIN entries ON entries.entry_set_id = entry_sets.id AND entries.account_id = orders.from_account_id
        WHERE orders.state = 'executed'
        GROUP BY orders.id, orders.key, orders.amount_minor
        HAVING COUNT(DISTINCT entry_sets.id) <> 1 OR COALESCE(SUM(entries.amount_minor), 0) <> -orders.amount_minor""",
    "no other order is posted": """
        SELECT orders.key, orders.state FROM entry_sets JOIN orders ON orders.id = entry_sets.order_id
        WHERE orders.state <> 'executed'""",
    "every state of an order is written down": """
        SELECT orders.key, orders.state FROM orders WHERE orders.state <> COALESCE((
            SELECT to_state FROM order_state_changes WHERE order_id = orders.id ORDER BY id DESC LIMIT 1), '')""",
    "orders took only the steps that are allowed": f"""
        SELECT order_id, from_state, to_state FROM order_state_changes
        WHERE (from_state IS NULL AND to_state <> 'proposed')
            OR (from_state IS NOT NULL AND (from_state, to_state) NOT IN (VALUES {_STEPS}))""",  # noqa: S608 - the domain's own words
    "no payment was authorised without a code": """
        SELECT orders.key FROM orders JOIN order_state_changes AS change ON change.order_id = orders.id
        WHERE orders.kind = 'payment' AND change.to_state = 'authorised' AND NOT EXISTS (
            SELECT 1 FROM step_up_challenges AS sent WHERE sent.order_id = orders.id AND sent.state = 'used'
                AND sent.content_hash = orders.content_hash)""",
    "every state of a change is written down": """
        SELECT changes.key, changes.state FROM changes WHERE changes.state <> COALESCE((
            SELECT to_state FROM change_state_changes WHERE change_id = changes.id ORDER BY id DESC LIMIT 1), '')""",
    "no change that needs a code was authorised without one": """
        SELECT changes.key FROM changes JOIN change_state_changes AS step ON step.change_id = changes.id
        WHERE changes.needs_code AND step.to_state = 'authorised' AND NOT EXISTS (
            SELECT 1 FROM step_up_challenges AS sent WHERE sent.change_id = changes.id AND sent.state = 'used'
                AND sent.content_hash = changes.content_hash)""",
    "booked transactions equal their entries": """
        SELECT transactions.id FROM transactions LEFT JOIN entries
            ON entries.entry_set_id = transactions.entry_set_id AND entries.account_id = transactions.account_id
        WHERE transactions.status = 'booked'
        GROUP BY transactions.id, transactions.amount_minor
        HAVING COALESCE(SUM(entries.amount_minor), 0) <> transactions.amount_minor""",
    "transactions are in their account's currency and hands": """
        SELECT transactions.id FROM transactions JOIN accounts ON accounts.id = transactions.account_id
        WHERE transactions.currency <> accounts.currency OR transactions.customer_id <> accounts.customer_id""",
    "the last change of a card is its state": """
        SELECT cards.id, cards.state FROM cards JOIN card_state_changes AS change ON change.card_id = cards.id
        WHERE change.id = (SELECT MAX(id) FROM card_state_changes WHERE card_id = cards.id)
            AND change.to_state <> cards.state""",
}


def check(bank: Bank) -> CheckReport:
    """Look at everything, as it was at one moment; nothing is changed."""
    with bank.unit_of_work() as uow:
        if uow.is_postgresql:
            uow.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        counted = {
            table: int(uow.session.scalar(text(f"SELECT COUNT(*) FROM {table}")) or 0)  # noqa: S608 - names from above
            for table in COUNTED
        }
        found = [_ask(uow, rule, query) for rule, query in RULES.items()]
        found += [_order_hashes(uow), _change_hashes(uow)]
        if not uow.is_postgresql:
            found += [
                _ask(uow, "no reference leads nowhere", "PRAGMA foreign_key_check"),
                _ask(uow, "the file is whole", "SELECT * FROM pragma_quick_check WHERE quick_check <> 'ok'"),
            ]
    return CheckReport(counted, tuple(problem for problem in found if problem is not None))


def _ask(uow: UnitOfWork, rule: str, query: str) -> Problem | None:
    rows = uow.session.execute(text(query), execution_options={"yield_per": ROWS_AT_ONCE})
    return _problem(rule, (", ".join(str(value) for value in row) for row in rows))


def _change_hashes(uow: UnitOfWork) -> Problem | None:
    """Every change still is what was read back to its customer."""
    rows = uow.session.scalars(select(Change).order_by(Change.id).execution_options(yield_per=ROWS_AT_ONCE))
    return _problem(
        "changes are what was read back",
        (change.key for change in rows if changes.content_of(change).hash() != change.content_hash),
    )


def _order_hashes(uow: UnitOfWork) -> Problem | None:
    """Every order still is what was read back to its customer."""
    rows = uow.session.scalars(select(Order).order_by(Order.id).execution_options(yield_per=ROWS_AT_ONCE))
    return _problem(
        "orders are what was read back",
        (order.key for order in rows if content_of(order).hash() != order.content_hash),
    )


def _problem(rule: str, cases: Iterator[str]) -> Problem | None:
    shown = list(islice(cases, CASES_SHOWN))
    more = sum(1 for _ in cases)
    return Problem(rule, "; ".join([*shown, "…"] if more else shown), len(shown) + more) if shown else None
