"""A small bank with known figures, on SQLite and on PostgreSQL, anew for each test.

PostgreSQL is looked for at TEST_POSTGRESQL_URL, a server where databases may be made and dropped.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url, select

from bank import Bank, CustomerId, Money, UnitOfWork
from bank.domain.accounts import AccountKind, AccountStatus
from bank.domain.cards import CardKind, CardState
from bank.domain.entries import move
from bank.domain.iban import with_check_digits
from bank.services import changes, orders, step_up
from bank.services.ledger import post
from bank.services.views import ChangeView, OrderView, PaymentRequest
from bank.store.books import BankAccount, bank_account_id, open_books
from bank.store.install import initialise
from bank.store.models import Account, Base, Card, CreditTermsRow, Customer, Payee

POSTGRESQL = os.environ.get("TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
START = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
TODAY = date(2026, 3, 10)
MIA_IBAN = "DE89370400440532013000"

ADA, BEN = CustomerId(1), CustomerId(2)


class SetClock:
    """A clock that stands where a test puts it."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Let time pass: `forward(minutes=5)`."""
        self.now += timedelta(**by)


@dataclass(frozen=True)
class World:
    """A bank with two customers. Ada: current 1,000.00 EUR and 200.00 overdraft, savings 500.00, credit card
    (limit 2,000.00, owes 300.00), 80.00 USD; payees Mia, two Annas, and Ben. Ben: current 50.00 EUR."""

    bank: Bank
    clock: SetClock
    ada_current: int
    ada_savings: int
    ada_card: int
    ada_dollars: int
    ben_current: int
    mia: int
    ben_as_payee: int
    ada_debit_card: int
    ben_debit_card: int

    @contextmanager
    def work(self) -> Iterator[UnitOfWork]:
        """A unit of work that is committed if the block ends well."""
        with self.bank.unit_of_work() as uow:
            yield uow
            uow.commit()

    def close(self) -> None:
        self.bank.close()

    def balance_minor(self, account_id: int) -> int:
        """What the account's row says."""
        with self.bank.unit_of_work() as uow:
            return uow.session.get_one(Account, account_id).balance_minor or 0

    def iban(self, account_id: int) -> str:
        with self.bank.unit_of_work() as uow:
            return uow.session.get_one(Account, account_id).iban or ""

    def propose_to_mia(self, amount: str = "60.00", **request: object) -> OrderView:
        """A payment by Ada to Mia, proposed."""
        with self.work() as uow:
            wanted = PaymentRequest(Money.parse(amount, "EUR"), payee_id=self.mia, **request)  # type: ignore[arg-type]
            return orders.propose_payment(uow, ADA, wanted)

    def code_for(self, order: OrderView) -> str:
        """Confirm a proposal and read the code from the phone."""
        with self.work() as uow:
            orders.confirm(uow, ADA, order.key, order.content_hash)
            step_up.send_code(uow, ADA, order.key)
            return step_up.phone_messages(uow, ADA)[0].code

    def propose_change(self, kind: str, **fields: object) -> ChangeView:
        """A change by Ada, proposed."""
        with self.work() as uow:
            return changes.propose(uow, ADA, kind, fields)

    def code_for_change(self, change: ChangeView) -> str:
        """Confirm a proposed change and read the code from the phone."""
        with self.work() as uow:
            changes.confirm(uow, ADA, change.key, change.content_hash)
            step_up.send_code(uow, ADA, change.key)
            return step_up.phone_messages(uow, ADA)[0].code

    def change(self, kind: str, **fields: object) -> ChangeView:
        """A change by Ada with everything that it takes."""
        proposed = self.propose_change(kind, **fields)
        if not proposed.needs_code:
            with self.work() as uow:
                return changes.confirm(uow, ADA, proposed.key, proposed.content_hash)
        code = self.code_for_change(proposed)
        with self.work() as uow:
            changed = step_up.verify_code(uow, ADA, proposed.key, code).change
        assert changed is not None
        return changed

    def pay_mia(self, amount: str = "60.00", **request: object) -> OrderView:
        """A payment by Ada to Mia with everything that it takes."""
        order = self.propose_to_mia(amount, **request)
        code = self.code_for(order)
        with self.work() as uow:
            return step_up.verify_code(uow, ADA, order.key, code).order


def build(bank: Bank, clock: SetClock) -> World:
    """Fill an empty bank."""
    with bank.unit_of_work() as uow:
        uow.write()
        uow.session.add_all(
            Customer(id=id, first_name=first, last_name=last, created_at=clock())
            for id, first, last in ((ADA, "Ada", "Winter"), (BEN, "Ben", "Castell"))
        )
        uow.session.flush()
        ada_current = _account(uow, ADA, 0, AccountKind.CURRENT, "Current account", 1_000_00, limit=200_00, main=True)
        _account(uow, ADA, 1, AccountKind.SAVINGS, "Savings account", 500_00)
        ada_card = _account(uow, ADA, 2, AccountKind.CREDIT_CARD, "Credit card", -300_00, limit=2_000_00)
        _account(uow, ADA, 3, AccountKind.CURRENT, "USD account", 80_00, currency="USD")
        ben_current = _account(uow, BEN, 4, AccountKind.CURRENT, "Current account", 50_00, main=True)
        terms = CreditTermsRow(account_id=ada_card.id, rate_basis_points=1490, payment_day=5, instalment_minor=0)
        terms.minimum_floor_minor, terms.minimum_basis_points = 25_00, 300
        uow.session.add(terms)
        _card(uow, ADA, ada_current, "4821")
        _card(uow, BEN, ben_current, "7310")
        _payee(uow, "Anna Lindqvist", _iban("DE", 11))
        _payee(uow, "Anna Okafor", _iban("DE", 12), nickname="Ann")
        _payee(uow, "Mia Brandt", MIA_IBAN)
        _payee(uow, "Ben Castell", ben_current.iban or "")
        uow.commit()
    return known(bank, clock)


def known(bank: Bank, clock: SetClock) -> World:
    """The bank that `build` has filled."""
    with bank.unit_of_work() as uow:
        accounts = dict(uow.session.execute(select(Account.iban, Account.id)).tuples().all())
        payees = dict(uow.session.execute(select(Payee.name, Payee.id)).tuples().all())
        cards = dict(uow.session.execute(select(Card.digits, Card.id)).tuples().all())
    return World(
        bank=bank,
        clock=clock,
        ada_current=accounts[_iban("IE", 0)],
        ada_savings=accounts[_iban("IE", 1)],
        ada_card=accounts[_iban("IE", 2)],
        ada_dollars=accounts[_iban("IE", 3)],
        ben_current=accounts[_iban("IE", 4)],
        mia=payees["Mia Brandt"],
        ben_as_payee=payees["Ben Castell"],
        ada_debit_card=cards["4821"],
        ben_debit_card=cards["7310"],
    )


def _account(
    uow: UnitOfWork,
    customer: CustomerId,
    number: int,
    kind: AccountKind,
    name: str,
    balance: int,
    *,
    limit: int = 0,
    currency: str = "EUR",
    main: bool = False,
) -> Account:
    account = Account(
        customer_id=customer,
        kind=kind,
        name=name,
        currency=currency,
        iban=_iban("IE", number),
        balance_minor=0,
        limit_minor=limit,
        status=AccountStatus.OPEN,
        is_main=main,
        opened_at=uow.now,
    )
    uow.session.add(account)
    uow.session.flush()
    opening = bank_account_id(uow.session, BankAccount.OPENING, currency)
    post(uow, "opening", move(opening, account.id, Money(balance, currency)))
    return account


def _iban(country: str, number: int) -> str:
    return with_check_digits(country, f"TELL{number:014d}" if country == "IE" else f"{number:018d}")


def _card(uow: UnitOfWork, customer: CustomerId, account: Account, digits: str) -> None:
    card = Card(
        customer_id=customer,
        account_id=account.id,
        kind=CardKind.DEBIT,
        digits=digits,
        holder="Holder",
        state=CardState.ACTIVE,
        state_at=uow.now,
        expires_on=date(2029, 6, 30),
    )
    uow.session.add(card)


def _payee(uow: UnitOfWork, name: str, iban: str, nickname: str | None = None) -> None:
    uow.session.add(
        Payee(customer_id=ADA, name=name, nickname=nickname, iban=iban, created_at=uow.now - timedelta(days=30))
    )


class Postgresql:
    """A server with two databases of this process: one that holds the small bank, one that is empty."""

    def __init__(self) -> None:
        prefix = f"teller_test_{os.getpid()}_{secrets.token_hex(3)}"
        self._world, self._empty = f"{prefix}_world", f"{prefix}_empty"
        with self._connect() as connection:
            for name in (self._world, self._empty):
                connection.execute(f'CREATE DATABASE "{name}"')
                # The disk is not what is tested.
                connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
        initialise(self._url(self._world), SetClock())

    def world_url(self) -> str:
        """The address of the small bank, as `build` makes it."""
        url = self._url(self._world)
        with self._connect(self._world) as connection:
            # Emptying twenty tables is many times quicker than a new database; the triggers forbid it to others.
            empty = "; ".join(f"DELETE FROM {table.name}" for table in Base.metadata.sorted_tables)  # noqa: S608
            restart = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"
            connection.execute(f"SET session_replication_role = replica; {empty}; {restart}")
        bank = Bank.open(url)
        with bank.unit_of_work() as uow:
            open_books(uow.session, SetClock())
            uow.commit()
        bank.close()
        return url

    def empty_url(self) -> str:
        """The address of a database without tables."""
        with self._connect(self._empty) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return self._url(self._empty)

    def close(self) -> None:
        with self._connect() as connection:
            for name in (self._world, self._empty):
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _url(self, name: str) -> str:
        return make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)

    def _connect(self, name: str | None = None) -> psycopg.Connection[Any]:
        return psycopg.connect(self._url(name) if name else POSTGRESQL, autocommit=True, connect_timeout=10)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """The server; skips where there is none, and fails instead in CI."""
    try:
        psycopg.connect(POSTGRESQL, connect_timeout=10).close()
    except psycopg.OperationalError as error:
        reason = f"no PostgreSQL server answers at {POSTGRESQL}: {error}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    server = Postgresql()
    yield server
    server.close()


@pytest.fixture(scope="session")
def sqlite_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the small bank, to be copied."""
    path = tmp_path_factory.mktemp("bank") / "world.db"
    url = f"sqlite:///{path}"
    initialise(url, SetClock())
    _open(url, build).close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """The small bank, open, on each kind of database, with a clock that the test sets."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("sqlite_world"), tmp_path / "bank.db")
        opened = _open(f"sqlite:///{path}", known)
    else:
        server: Postgresql = request.getfixturevalue("postgresql")
        opened = _open(server.world_url(), build)
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database where nothing is yet, on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server: Postgresql = request.getfixturevalue("postgresql")
    return server.empty_url()


def _open(url: str, make: Callable[[Bank, SetClock], World]) -> World:
    clock = SetClock()
    return make(Bank.open(url, clock), clock)
