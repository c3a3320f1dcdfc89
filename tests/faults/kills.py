"""Payments by processes that are killed at random moments: none may be lost, doubled or half-done.

    .venv/bin/python -m tests.faults.kills --payments 10000 --kills 500 --database postgresql

Two processes pay as customers do (propose with a key, confirm, send a code, enter it), each step a transaction of its
own, and a third is the worker that executes what was planned for the next day. Now and then one gets SIGKILL and
another takes its place: a payer begins with the first payment that it had no answer for, with the same key. In the end
the books are counted: every key is one order, executed, posted once, and every balance is what it must be.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import shutil
import signal
import struct
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func
from sqlalchemy import select as sql_select

from bank import Bank, CustomerId, Money, UnitOfWork
from bank.domain.accounts import AccountKind, AccountStatus
from bank.domain.clock import utc_now
from bank.domain.entries import move
from bank.domain.iban import with_check_digits
from bank.domain.orders import OrderState
from bank.services import orders, standing_orders, step_up
from bank.services.check import check
from bank.services.ledger import post
from bank.services.views import OrderView, PaymentRequest, TransferRequest
from bank.store.books import BankAccount, bank_account_id
from bank.store.install import initialise
from bank.store.models import Account, Customer, EntrySet, Order, Payee, Transaction
from tests.bank_fixtures import Postgresql

CUSTOMERS = 40
PAYERS = 2
OPENING_MINOR = 10_000_00
ELSEWHERE = "DE89370400440532013000"
# A kill comes so long after an answer at most: about as long as a payment takes.
LATEST_KILL_SECONDS = 0.06
WORKER_RESTS_SECONDS = 0.01
REPLY = struct.Struct("!I")
ALL_DUE_WITHIN_SECONDS = 300


@dataclass
class Outcome:
    """What was counted. Nothing but `payments`, `kills`, `retried` and `seconds` may be more than zero."""

    payments: int
    kills: int
    retried: int = 0
    lost: int = 0
    doubled: int = 0
    half_done: int = 0
    wrong_balances: int = 0
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_fine(self) -> bool:
        return not (self.lost or self.doubled or self.half_done or self.wrong_balances or self.problems)


@dataclass(frozen=True)
class Payment:
    """What is paid under one number; the same in whichever process, however often."""

    number: int

    @property
    def key(self) -> str:
        return f"payment-{self.number}"

    @property
    def customer(self) -> CustomerId:
        return CustomerId(self.number % CUSTOMERS + 1)

    @property
    def amount(self) -> Money:
        return Money(1_00 + self.number % 7, "EUR")

    @property
    def is_planned(self) -> bool:
        return self.number % 10 >= 7

    @property
    def receiver(self) -> int | None:
        """The customer who is paid; the same one for a transfer, None at another bank."""
        kind = self.number % 10
        if kind == 6:
            return self.customer
        return (self.customer + 6) % CUSTOMERS + 1 if kind in (4, 5, 9) else None

    def propose(self, uow: UnitOfWork) -> OrderView:
        day = uow.today + timedelta(days=1) if self.is_planned else None
        if self.receiver == self.customer:
            request = TransferRequest(self.amount, savings_id(self.customer), execute_on=day, key=self.key)
            return orders.propose_transfer(uow, self.customer, request)
        iban = ELSEWHERE if self.receiver is None else iban_of(self.receiver)
        wanted = PaymentRequest(self.amount, payee_name="Payee", payee_iban=iban, execute_on=day, key=self.key)
        return orders.propose_payment(uow, self.customer, wanted)


def savings_id(customer: int) -> int:
    return 1_000 + 2 * customer + 1


def current_id(customer: int) -> int:
    return 1_000 + 2 * customer


def iban_of(customer: int) -> str:
    return with_check_digits("IE", f"TELL{customer:014d}")


def fill(bank: Bank) -> None:
    """Customers with money, who have known each other for long."""
    with bank.unit_of_work() as uow:
        uow.write()
        since = uow.now - timedelta(days=30)
        everybody = range(1, CUSTOMERS + 1)
        uow.session.add_all(
            Customer(id=id, first_name=f"C{id}", last_name="Test", created_at=since) for id in everybody
        )
        uow.session.flush()
        opening = bank_account_id(uow.session, BankAccount.OPENING, "EUR")
        for id in everybody:
            for account, kind, iban in ((current_id(id), "current", iban_of(id)), (savings_id(id), "savings", None)):
                uow.session.add(
                    Account(
                        id=account, customer_id=id, kind=AccountKind(kind), name=kind, currency="EUR", iban=iban,
                        balance_minor=0, limit_minor=0, status=AccountStatus.OPEN, is_main=kind == "current",
                        opened_at=since,
                    )
                )  # fmt: skip
            uow.session.flush()
            post(uow, "opening", move(opening, current_id(id), Money(OPENING_MINOR, "EUR")))
            for iban in (ELSEWHERE, *(iban_of(other) for other in everybody if other != id)):
                uow.session.add(Payee(customer_id=id, name="Payee", iban=iban, created_at=since))
        uow.commit()


# The processes


def pay(bank: Bank, payment: Payment) -> None:
    """Bring one payment as far as its customer can: executed, or planned. What was done before is not done again."""
    with bank.unit_of_work() as uow:
        order = payment.propose(uow)
        uow.commit()
    if order.state is OrderState.PROPOSED:
        with bank.unit_of_work() as uow:
            order = orders.confirm(uow, payment.customer, order.key, order.content_hash)
            uow.commit()
    if order.state is OrderState.CONFIRMED:
        code = _code(bank, payment, order)
        with bank.unit_of_work() as uow:
            result = step_up.verify_code(uow, payment.customer, order.key, code)
            uow.commit()
        assert result.result == "accepted", result


def _code(bank: Bank, payment: Payment, order: OrderView) -> str:
    with bank.unit_of_work() as uow:
        if not any(one.order_key == order.key for one in step_up.phone_messages(uow, payment.customer)):
            step_up.send_code(uow, payment.customer, order.key)
            uow.commit()
        return next(one.code for one in step_up.phone_messages(uow, payment.customer) if one.order_key == order.key)


def be_payer(url: str, numbers: list[int], replies: int) -> None:
    bank = Bank.open(url)
    for number in numbers:
        pay(bank, Payment(number))
        os.write(replies, REPLY.pack(number))


def be_worker(url: str) -> None:
    bank = Bank.open(url, clock=lambda: utc_now() + timedelta(days=1))
    while True:
        with bank.unit_of_work() as uow:
            orders.run_due(uow)
            standing_orders.run_due(uow)
        time.sleep(WORKER_RESTS_SECONDS)


class Process:
    """A forked process, which ends with its work or by SIGKILL. `ends`: it has work that ends."""

    def __init__(self, begin: Callable[[int], None], ends: bool) -> None:
        self.ends = ends
        self.replies, write = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.replies)
            status = 1
            try:
                begin(write)
                status = 0
            finally:
                sys.stderr.flush()
                os._exit(status)
        os.close(write)

    def read(self) -> list[int]:
        """The numbers of the payments that were answered since."""
        read = b""
        while select.select([self.replies], [], [], 0)[0]:
            part = os.read(self.replies, 1 << 16)
            if not part:
                break
            read += part
        return [number for (number,) in REPLY.iter_unpack(read)]

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def is_over(self) -> bool:
        """Whether it has ended by itself; an AssertionError if it failed."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        assert status == 0, f"a process failed with status {status}"
        return pid != 0


class Crew:
    """Payers and a worker, and what the payers have had answers for."""

    def __init__(self, url: str, payments: int, chance: random.Random) -> None:
        self._url, self._payments, self._chance = url, payments, chance
        self.answered: set[int] = set()
        self.retried = 0
        self._processes = {role: self._start(role) for role in range(PAYERS + 1)}

    def work(self, kills: int) -> None:
        """Let all payments be made, and kill so often on the way."""
        moments = sorted(self._chance.randrange(max(1, self._payments - PAYERS)) for _ in range(kills))
        while True:
            while moments and len(self.answered) >= moments[0]:
                time.sleep(self._chance.uniform(0, LATEST_KILL_SECONDS))
                role = self._chance.choice(list(self._processes))
                self._replace(role)
                moments.pop(0)
            for role, process in list(self._processes.items()):
                if process.ends and process.is_over():
                    self._hear(process)
                    os.close(process.replies)
                    del self._processes[role]
                elif process.ends:
                    self._hear(process)
            if not any(process.ends for process in self._processes.values()):
                assert not moments, "the payments were over before the kills"
                return
            time.sleep(0.001)

    def stop(self) -> None:
        for process in self._processes.values():
            process.kill()

    def _replace(self, role: int) -> None:
        process = self._processes[role]
        process.kill()
        self._hear(process)
        os.close(process.replies)
        self.retried += process.ends
        self._processes[role] = self._start(role)

    def _start(self, role: int) -> Process:
        if role == PAYERS:
            return Process(lambda _: be_worker(self._url), ends=False)
        mine = [number for number in range(role, self._payments, PAYERS) if number not in self.answered]
        return Process(lambda replies: be_payer(self._url, mine, replies), ends=True)

    def _hear(self, process: Process) -> None:
        self.answered.update(process.read())


# Counting


def count(bank: Bank, outcome: Outcome) -> None:
    """Compare the books with what was asked for."""
    with bank.unit_of_work() as uow:
        rows = uow.session.execute(sql_select(Order.key, Order.state, Order.id)).tuples().all()
        postings = uow.session.execute(sql_select(EntrySet.order_id, func.count()).group_by(EntrySet.order_id)).tuples()
        posted = {order: number for order, number in postings if order is not None}
        lines = dict(
            uow.session.execute(
                sql_select(EntrySet.order_id, func.count(Transaction.id))
                .join(Transaction, Transaction.entry_set_id == EntrySet.id)
                .group_by(EntrySet.order_id)
            )
            .tuples()
            .all()
        )
        balances = dict(uow.session.execute(sql_select(Account.id, Account.balance_minor)).tuples().all())
    found = {key: (state, posted.get(id, 0), lines.get(id, 0)) for key, state, id in rows}
    for payment in map(Payment, range(outcome.payments)):
        state, sets, seen = found.get(payment.key, (None, 0, 0))
        outcome.lost += sets == 0 and state in (None, OrderState.EXECUTED, OrderState.FAILED)
        outcome.doubled += sets > 1
        outcome.half_done += state not in (None, OrderState.EXECUTED, OrderState.FAILED)
        outcome.half_done += state == OrderState.EXECUTED and seen != (1 if payment.receiver is None else 2)
    outcome.doubled += len(rows) - len(found) + max(0, len(found) - outcome.payments)
    expected = expected_balances(outcome.payments)
    outcome.wrong_balances = sum(balances[account] != minor for account, minor in expected.items())
    outcome.problems = [f"{problem.rule}: {problem.what}" for problem in check(bank).problems]


def expected_balances(payments: int) -> dict[int, int]:
    """What every account holds once each payment was made once."""
    expected = {current_id(id): OPENING_MINOR for id in range(1, CUSTOMERS + 1)}
    expected |= {savings_id(id): 0 for id in range(1, CUSTOMERS + 1)}
    for payment in map(Payment, range(payments)):
        expected[current_id(payment.customer)] -= payment.amount.minor
        if payment.receiver == payment.customer:
            expected[savings_id(payment.customer)] += payment.amount.minor
        elif payment.receiver is not None:
            expected[current_id(payment.receiver)] += payment.amount.minor
    return expected


def run(url: str, payments: int, kills: int, seed: int) -> Outcome:
    """Make a bank at an empty address, pay and kill, wait until all that is due is done, and count."""
    started = time.monotonic()
    initialise(url)
    bank = Bank.open(url)
    fill(bank)
    bank.close()  # nothing is open when a process is forked
    outcome = Outcome(payments=payments, kills=kills)
    crew = Crew(url, payments, random.Random(seed))  # noqa: S311 - no secret hangs on it
    try:
        crew.work(kills)
        outcome.retried = crew.retried
        bank = Bank.open(url)
        _wait_for_the_worker(bank)
    finally:
        crew.stop()
    count(bank, outcome)
    bank.close()
    outcome.seconds = round(time.monotonic() - started, 1)
    return outcome


def _wait_for_the_worker(bank: Bank) -> None:
    until = time.monotonic() + ALL_DUE_WITHIN_SECONDS
    waiting = sql_select(func.count()).select_from(Order).where(Order.state == OrderState.AUTHORISED)
    while time.monotonic() < until:
        with bank.unit_of_work() as uow:
            if uow.session.scalar(waiting) == 0:
                return
        time.sleep(0.1)


@contextmanager
def empty_database(kind: str) -> Iterator[str]:
    """The address of an empty database, which is gone afterwards."""
    if kind == "sqlite":
        folder = Path(tempfile.mkdtemp(prefix="teller-kills-"))
        try:
            yield f"sqlite:///{folder / 'bank.db'}"
        finally:
            shutil.rmtree(folder)
        return
    server = Postgresql()
    try:
        yield server.empty_url()
    finally:
        server.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="Payments by processes that are killed at random moments.")
    parser.add_argument("--payments", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # whoever ends this ends its processes too
    with empty_database(chosen.database) as url:
        outcome = run(url, chosen.payments, chosen.kills, chosen.seed)
    sys.stdout.write(json.dumps({"database": chosen.database, **asdict(outcome)}) + "\n")
    sys.exit(0 if outcome.is_fine else 1)


if __name__ == "__main__":
    main()
