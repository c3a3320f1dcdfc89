"""The bank's door for Python: `Bank.open(url)`, and the unit of work in which every service runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from types import TracebackType
from typing import Self

from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session as OrmSession

from bank.domain.clock import Clock, bank_day, utc_now
from bank.domain.payment_rules import RuleBook
from bank.store.engine import BEGIN, bank_url, make_engine, unavailable
from bank.store.models import Account, Customer
from bank.store.payment_rules import load
from bank.store.revision import require_newest


class UnitOfWork:
    """One transaction. Leaving it without `commit()` undoes everything; a database that fails is BankUnavailable."""

    def __init__(self, engine: Engine, clock: Clock, rules: RuleBook) -> None:
        self._engine = engine
        self._clock = clock
        self.rules = rules
        self._writes = False

    def __enter__(self) -> Self:
        self.session = OrmSession(self._engine)
        # A transaction that has written holds the lock already.
        event.listen(self.session, "after_flush", lambda *_: setattr(self, "_writes", True))
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
        self._writes = False

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
        if self._writes or self.is_postgresql:
            return
        if self.session.new or self.session.dirty or self.session.deleted:
            self.session.flush()
            return
        self.session.rollback()
        self.session.connection(execution_options={BEGIN: "BEGIN IMMEDIATE"})
        self._writes = True

    def lock_customer(self, customer_id: int) -> None:
        """Make other orders of this customer wait until this transaction ends."""
        self.write()
        # NO KEY UPDATE: rows that merely refer to the customer need not wait.
        self.session.execute(select(Customer.id).where(Customer.id == customer_id).with_for_update(key_share=True))

    def lock_accounts(self, account_ids: Iterable[int]) -> dict[int, Account]:
        """The accounts as they are now, locked in the order of their ids, so that no two transactions embrace."""
        self.write()
        rows = self.session.scalars(
            select(Account)
            .where(Account.id.in_(sorted(set(account_ids))))
            .order_by(Account.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
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
