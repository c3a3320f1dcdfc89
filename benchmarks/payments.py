"""Payments per second beside plain SQL: `benchmarks/payments.py [--clients N] [--seconds N] [--rounds N] [--json]`.

A payment is what a customer's is: proposed, confirmed, given a code, authorised by it and executed, four transactions
that are each on the disk. Plain SQL writes the same rows in as many transactions through the driver, hashes the same
codes, reads the phone for them as the customer does, and is kept by the same triggers; it checks nothing. Both are done
by processes of their own, in turns. The hash of a code and its check are a part of every payment on both sides; what
they take is named beside.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from common import options, report
from sqlalchemy import bindparam, make_url, select

from bank import Bank, CustomerId, Money
from bank.domain.accounts import AccountKind, AccountStatus
from bank.domain.entries import move
from bank.domain.iban import with_check_digits
from bank.services import orders, step_up
from bank.services.ledger import new_set_id, post
from bank.services.step_up import CODES
from bank.services.views import PaymentRequest
from bank.store.books import BankAccount, bank_account_id
from bank.store.install import initialise
from bank.store.models import Account, Customer, Payee, PhoneMessageRow

HOW = (
    "payments per second of all clients together, median of the rounds, service and plain SQL in turns in one run; "
    "contended: all pay into one account; ratio: service to plain SQL"
)
POSTGRESQL = os.environ.get("TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
# Each client pays for so many customers in turns: nobody pays hundreds of times a day.
PAYERS_PER_CLIENT = 25
HOT = 100_000
OPENING_MINOR = 100_000_00

# Made once, since reading the phone is the customer's and not the service's.
CODE_ON_THE_PHONE = select(PhoneMessageRow.code).where(PhoneMessageRow.customer_id == bindparam("customer"))

Pay = Callable[[int, int], None]


def iban_of(customer: int) -> str:
    return with_check_digits("IE", f"TELL{customer:014d}")


def account_of(customer: int) -> int:
    return 1_000_000 + customer


def fill(url: str, clients: int) -> None:
    """For each client some who pay and some who are paid, and one whom all can pay."""
    initialise(url)
    bank = Bank.open(url)
    with bank.unit_of_work() as uow:
        uow.write()
        since = uow.now - timedelta(days=30)
        payers = clients * PAYERS_PER_CLIENT
        everybody = [*range(1, 2 * payers + 1), HOT]
        uow.session.add_all(Customer(id=id, first_name="C", last_name=str(id), created_at=since) for id in everybody)
        uow.session.flush()
        opening = bank_account_id(uow.session, BankAccount.OPENING, "EUR")
        for id in everybody:
            uow.session.add(
                Account(
                    id=account_of(id), customer_id=id, kind=AccountKind.CURRENT, name="Current account", currency="EUR",
                    iban=iban_of(id), balance_minor=0, limit_minor=0, status=AccountStatus.OPEN, is_main=True,
                    opened_at=since,
                )
            )  # fmt: skip
            uow.session.flush()
            post(uow, "opening", move(opening, account_of(id), Money(OPENING_MINOR, "EUR")))
        for payer in range(1, payers + 1):
            for payee in (payer + payers, HOT):
                row = Payee(customer_id=payer, name="Payee", iban=iban_of(payee), created_at=since)
                uow.session.add(row)
        uow.commit()
    bank.close()


def by_service(url: str) -> Pay:
    """A payment through the bank's services."""
    bank = Bank.open(url)

    def pay(payer: int, payee: int) -> None:
        customer = CustomerId(payer)
        with bank.unit_of_work() as uow:
            wanted = PaymentRequest(Money(1, "EUR"), payee_name="Payee", payee_iban=iban_of(payee))
            order = orders.propose_payment(uow, customer, wanted)
            uow.commit()
        with bank.unit_of_work() as uow:
            orders.confirm(uow, customer, order.key, order.content_hash)
            uow.commit()
        with bank.unit_of_work() as uow:
            step_up.send_code(uow, customer, order.key)
            code = uow.session.scalars(CODE_ON_THE_PHONE, {"customer": payer}).one()
            uow.commit()
        with bank.unit_of_work() as uow:
            result = step_up.verify_code(uow, customer, order.key, code)
            uow.commit()
        if result.order is None or result.order.state != "executed":
            raise SystemExit(f"A payment was not executed: {result}")

    return pay


INSERT_ORDER = """INSERT INTO orders (key, customer_id, kind, from_account_id, payee_id, payee_name, payee_iban,
    amount_minor, currency, reference, execute_on, content_hash, created_at, state, state_at)
    VALUES (?, ?, 'payment', ?, ?, 'Payee', ?, 1, 'EUR', '', ?, ?, ?, 'proposed', ?) RETURNING id"""
STEP = "UPDATE orders SET state = ?, state_at = ? WHERE id = ?"
INSERT_CHALLENGE = """INSERT INTO step_up_challenges (customer_id, order_id, content_hash, code_hash, state,
    wrong_tries, sent_at, expires_at) VALUES (?, ?, ?, ?, 'sent', 0, ?, ?)"""
INSERT_PHONE = """INSERT INTO phone_messages (customer_id, order_id, text, code, at, expires_at)
    VALUES (?, ?, ?, ?, ?, ?)"""
READ_PHONE = "SELECT code FROM phone_messages WHERE customer_id = ?"
READ_CHALLENGE = "SELECT id, code_hash FROM step_up_challenges WHERE order_id = ? AND state = 'sent'"
USE_CHALLENGE = "UPDATE step_up_challenges SET state = 'used' WHERE id = ?"
DELETE_PHONE = "DELETE FROM phone_messages WHERE order_id = ?"
INSERT_ENTRIES = """INSERT INTO entries (entry_set_id, position, account_id, currency, amount_minor)
    VALUES (?, 0, ?, 'EUR', -1), (?, 1, ?, 'EUR', 1)"""
INSERT_SET = "INSERT INTO entry_sets (id, kind, order_id, booked_at, value_on) VALUES (?, 'payment', ?, ?, ?)"
INSERT_LINES = """INSERT INTO transactions (customer_id, account_id, status, at, booked_on, amount_minor, currency,
    fee_minor, counterparty, description, category_id, entry_set_id)
    VALUES (?, ?, 'booked', ?, ?, -1, 'EUR', 0, 'Payee', '', 'payments', ?),
        (?, ?, 'booked', ?, ?, 1, 'EUR', 0, 'C', '', 'payments', ?)"""
LOCK_CUSTOMER = "SELECT id FROM customers WHERE id = ? FOR NO KEY UPDATE"
LOCK_ACCOUNTS = "SELECT id FROM accounts WHERE id IN (?, ?) ORDER BY id FOR NO KEY UPDATE"
READ_PAYEE = "SELECT id FROM payees WHERE customer_id = ? AND iban = ?"


class Plain:
    """A connection of the driver's own; `?` stands for a value on both databases."""

    def __init__(self, url: str) -> None:
        self._is_sqlite = url.startswith("sqlite")
        self._connection: Any
        if self._is_sqlite:
            self._connection = sqlite3.connect(make_url(url).database, isolation_level=None, timeout=15)
            for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
                self._connection.execute(f"PRAGMA {pragma}")
        else:
            self._connection = psycopg.connect(url, prepare_threshold=1)

    @contextmanager
    def transaction(self, customer: int) -> Iterator[None]:
        """One that makes others of the customer wait, as the service's does."""
        if self._is_sqlite:
            self.run("BEGIN IMMEDIATE")
        else:
            self.run(LOCK_CUSTOMER, customer)
        yield
        self._connection.commit()

    def run(self, statement: str, *values: Any) -> Any:
        if self._is_sqlite:
            return self._connection.execute(statement, [self._text(value) for value in values])
        return self._connection.execute(statement.replace("?", "%s"), values)

    def lock_accounts(self, first: int, second: int) -> None:
        if not self._is_sqlite:
            self.run(LOCK_ACCOUNTS, first, second)

    @staticmethod
    def _text(value: Any) -> Any:
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%d %H:%M:%S.%f")
        return value.isoformat() if isinstance(value, date) else value


def by_plain_sql(url: str) -> Pay:
    """The rows of a payment, written by the driver."""
    plain = Plain(url)

    def pay(payer: int, payee: int) -> None:
        source, target, iban = account_of(payer), account_of(payee), iban_of(payee)
        key, content_hash = secrets.token_hex(16), secrets.token_hex(32)
        now = datetime.now(UTC)
        today, expires = now.date(), now + timedelta(minutes=5)
        with plain.transaction(payer):
            payee_id = plain.run(READ_PAYEE, payer, iban).fetchone()[0]
            content = (key, payer, source, payee_id, iban, today, content_hash, now, now)
            order = plain.run(INSERT_ORDER, *content).fetchone()[0]
        with plain.transaction(payer):
            plain.run(STEP, "confirmed", now, order)
        code = f"{secrets.randbelow(1_000_000):06d}:{key}:{content_hash}"
        with plain.transaction(payer):
            plain.run(INSERT_CHALLENGE, payer, order, content_hash, CODES.hash(code), now, expires)
            plain.run(INSERT_PHONE, payer, order, "Code", code, now, expires)
            plain.run(READ_PHONE, payer).fetchone()
        with plain.transaction(payer):
            challenge, code_hash = plain.run(READ_CHALLENGE, order).fetchone()
            CODES.verify(code_hash, code)
            plain.run(USE_CHALLENGE, challenge)
            plain.run(DELETE_PHONE, order)
            plain.run(STEP, "authorised", now, order)
            plain.lock_accounts(source, target)
            set_id = new_set_id(now)
            plain.run(INSERT_ENTRIES, set_id, source, set_id, target)
            plain.run(INSERT_SET, set_id, order, now, today)
            plain.run(INSERT_LINES, payer, source, now, today, set_id, payee, target, now, today, set_id)
            plain.run(STEP, "executed", now, order)

    return pay


def measure(make: Callable[[str], Pay], url: str, clients: int, seconds: int, contended: bool) -> float:
    """Payments per second of so many processes, from when all are ready."""
    ready, go, counts = os.pipe(), os.pipe(), os.pipe()
    children = []
    for client in range(clients):
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                payers = range(client * PAYERS_PER_CLIENT + 1, (client + 1) * PAYERS_PER_CLIENT + 1)
                further = clients * PAYERS_PER_CLIENT
                pairs = [(payer, HOT if contended else payer + further) for payer in payers]
                count, took = _be_client(make(url), pairs, seconds, ready[1], go[0])
                os.write(counts[1], f"[{count}, {took}],".encode())
                status = 0
            except BaseException:
                traceback.print_exc()
                os.write(ready[1], b"r")  # the others wait for it
            finally:
                os._exit(status)
        children.append(pid)
    for _ in children:
        os.read(ready[0], 1)
    os.write(go[1], b"g" * clients)
    statuses = [os.waitpid(pid, 0)[1] for pid in children]
    if any(statuses):
        sys.exit("A client failed.")
    made = json.loads("[" + os.read(counts[0], 1 << 16).decode().rstrip(",") + "]")
    for end in (*ready, *go, *counts):
        os.close(end)
    return sum(count / took for count, took in made)


def _be_client(pay: Pay, pairs: list[tuple[int, int]], seconds: int, ready: int, go: int) -> tuple[int, float]:
    for pair in pairs:
        pay(*pair)  # what is prepared at first use
    os.write(ready, b"r")
    os.read(go, 1)
    count, began = 0, time.perf_counter()
    while (took := time.perf_counter() - began) < seconds:
        pay(*pairs[count % len(pairs)])
        count += 1
    return count, took


def hashing_ms(times: int = 50) -> float:
    """What hashing a code and checking it take of each payment, service or plain SQL."""
    began = time.perf_counter()
    for _ in range(times):
        CODES.verify(CODES.hash("code"), "code")
    return (time.perf_counter() - began) * 1000 / times


@contextmanager
def database(kind: str) -> Iterator[str]:
    """The address of an empty database."""
    if kind == "sqlite":
        folder = Path(tempfile.mkdtemp(prefix="teller-payments-"))
        try:
            yield f"sqlite:///{folder / 'bank.db'}"
        finally:
            shutil.rmtree(folder)
        return
    name = f"teller_payments_{secrets.token_hex(4)}"
    with psycopg.connect(POSTGRESQL, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def main() -> None:
    chosen = options("Payments per second beside plain SQL.", clients=8, seconds=5, rounds=3)
    figures: dict[str, Any] = {"a code's hash and its check, ms": round(hashing_ms(), 1)}
    for kind in ("sqlite", "postgresql"):
        for contended in (False, True):
            with database(kind) as url:
                fill(url, chosen.clients)
                found: dict[str, list[float]] = {"service": [], "plain": []}
                for _ in range(chosen.rounds):
                    for name, make in (("service", by_service), ("plain", by_plain_sql)):
                        found[name].append(measure(make, url, chosen.clients, chosen.seconds, contended))
            service, plain = (statistics.median(found[name]) for name in ("service", "plain"))
            label = f"{kind}, {'contended' if contended else 'not contended'}"
            figures[label] = {"service": round(service), "plain SQL": round(plain), "ratio": round(service / plain, 2)}
    report(figures, HOW, as_json=chosen.json)


if __name__ == "__main__":
    main()
