"""The bank's door for Python: `Bank.open(url)`, and the unit of work in which every service runs."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine, Insert, bindparam, event, insert, select, union_all
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm.util import identity_key

from bank.domain.clock import Clock, bank_day, utc_now
from bank.domain.payment_rules import RuleBook
from bank.store.engine import BEGIN, bank_url, make_engine, unavailable
from bank.store.models import Account, Base, Customer
from bank.store.models.base import BigInt, table_of
from bank.store.payment_rules import load
from bank.store.revision import require_newest

# More than one payment needs, and little enough for a transaction that reads a whole table.
ROWS_KEPT = 64
# Queries of every payment are built once: to build one takes longer than to run it.
# NO KEY UPDATE: rows that merely refer to the customer need not wait.
LOCKED_CUSTOMER = (
    select(Customer.id).where(Customer.id == bindparam("customer", type_=BigInt)).with_for_update(key_share=True)
)
LOCKED_ACCOUNTS = (
    select(Account)
    .where(Account.id.in_(bindparam("ids", expanding=True)) | (Account.iban == bindparam("iban")))
    .order_by(Account.id)
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


@lru_cache
def _insert(model: type[Base], columns: tuple[str, ...], count: int) -> Insert:
    """So many rows in one statement: the triggers that run once for each then run once."""
    table = table_of(model)
    rows = (select(*(bindparam(f"{name}_{row}", type_=table.c[name].type) for name in columns)) for row in range(count))
    return insert(table).from_select(columns, union_all(*rows)).inline()


class _Session(OrmSession):
    """A session that keeps hold of the rows that it read last: SQLAlchemy's own forgets, and reads again, what nobody
    else holds. `holds_lock`: the transaction has written, or has begun as one that will."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.holds_lock = False
        self.recent: deque[object] = deque(maxlen=ROWS_KEPT)


@event.listens_for(_Session, "loaded_as_persistent")
def _keep(session: _Session, row: object) -> None:
    session.recent.append(row)


@event.listens_for(_Session, "after_flush")
def _wrote(session: _Session, _context: object) -> None:
    session.holds_lock = True


class UnitOfWork:
    """One transaction. Leaving it without `commit()` undoes everything; a database that fails is BankUnavailable."""

    def __init__(self, engine: Engine, clock: Clock, rules: RuleBook) -> None:
        self._engine = engine
        self._clock = clock
        self.rules = rules

    def __enter__(self) -> Self:
        self.session = _Session(self._engine)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session.close()
        failure = unavailable(error)
        if failure is not None:
            raise failure from error

    def commit(self) -> None:
        """Keep what was done. The unit of work can be used further, as a new transaction."""
        self.session.commit()
        self.session.holds_lock = False

    @property
    def now(self) -> datetime:
        """The present moment, in UTC."""
        return self._clock()

    @property
    def today(self) -> date:
        """The bank's calendar day."""
        return bank_day(self._clock())

    @property
    def is_postgresql(self) -> bool:
        return self._engine.dialect.name == "postgresql"

    def write(self) -> None:
        """Say that this transaction will write; every service that does says so before it reads.

        SQLite has one writer at a time and refuses one that read an older state, so a transaction that only read is
        given up here for one that holds the write lock from its start. PostgreSQL locks rows instead.
        """
        if self.session.holds_lock or self.is_postgresql:
            return
        if self.session.new or self.session.dirty or self.session.deleted:
            self.session.flush()
            return
        self.session.rollback()
        self.session.connection(execution_options={BEGIN: "BEGIN IMMEDIATE"})
        self.session.holds_lock = True

    def lock_customer(self, customer_id: int) -> None:
        """Make other orders of this customer wait until this transaction ends."""
        self.write()
        self.session.connection().execute(LOCKED_CUSTOMER, {"customer": customer_id})

    def append(self, model: type[Base], *rows: Mapping[str, Any]) -> None:
        """Write rows of a table that nobody here reads back, without the session's keeping track of them."""
        values = {f"{name}_{row}": value for row, columns in enumerate(rows) for name, value in columns.items()}
        self.session.connection().execute(_insert(model, tuple(rows[0]), len(rows)), values)
        self.session.holds_lock = True

    def forget_balances(self, account_ids: Iterable[int]) -> None:
        """Have the balances of these accounts read again when they are asked for: the database has changed them."""
        for account_id in account_ids:
            account = self.session.identity_map.get(identity_key(Account, account_id))
            if account is not None:
                self.session.expire(account, ["balance_minor"])

    def lock_accounts(self, account_ids: Iterable[int], iban: str | None = None) -> dict[int, Account]:
        """The accounts as they are now, locked in the order of their ids, so that no two transactions embrace.

        `iban`: that of a further one, if the bank has it.
        """
        self.write()
        rows = self.session.scalars(LOCKED_ACCOUNTS, {"ids": sorted(set(account_ids)), "iban": iban})
        return {account.id: account for account in rows}


@dataclass(frozen=True)
class Bank:
    """An open bank. Safe to share between threads; each takes its own unit of work."""

    engine: Engine
    clock: Clock = field(default=utc_now)
    rules: RuleBook = field(default_factory=load)

    @classmethod
    def open(cls, url: str, clock: Clock = utc_now) -> Bank:
        """Open the database at `url`. BankUnavailable if it is missing, broken, or not at the newest migration."""
        engine = make_engine(bank_url(url))
        try:
            require_newest(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, clock)

    def unit_of_work(self) -> UnitOfWork:
        """A transaction, to be used with `with`."""
        return UnitOfWork(self.engine, self.clock, self.rules)

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()
