"""Whatever is proposed, confirmed, cancelled or guessed, in whatever order and on whatever day: the books keep order.

BANK_EXAMPLES=2000 BANK_STEPS=50 pytest -o log_cli=true -o log_cli_level=INFO tests/property/bank tries longer than a
usual run does, and says after each hundred examples how many there were.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test
from sqlalchemy import func, select

from bank import Bank, BankError, CustomerId, Money
from bank.domain.orders import FINAL, OrderState
from bank.services import orders, step_up
from bank.services.check import check
from bank.services.views import OrderView, PaymentRequest, TransferRequest
from bank.store.models import Account, Entry, EntrySet, Order
from tests.bank_fixtures import ADA, BEN, MIA_IBAN, SetClock, World, known

EXAMPLES = int(os.environ.get("BANK_EXAMPLES", "200"))
STEPS = int(os.environ.get("BANK_STEPS", "50"))

logger = logging.getLogger(__name__)
Value = TypeVar("Value")
# Mostly what is allowed, so that much happens; now and then what is not.
minors = st.sampled_from([1, 19_99, 60_00, 250_00, 400_00, 700_00] * 3 + [0, -5, 1200_00, 1200_01, 10_000_01, 10**15])
ibans = st.sampled_from(["mia"] * 4 + ["ben_current"] * 3 + ["ada_savings"])
days_ahead = st.sampled_from([0] * 8 + [1, 1, 2, -1, 400])


def mostly(usual: Value, now_and_then: Value) -> st.SearchStrategy[Value]:
    return st.sampled_from([usual] * 9 + [now_and_then])


class Books(RuleBasedStateMachine):
    """Ada and Ben do what customers do; every refusal is a `BankError`, and nothing else goes wrong."""

    template: Path
    tried = 0
    proposed: Bundle[OrderView] = Bundle("proposed")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=self.template.parent))
        shutil.copy(self.template, self.folder / "bank.db")
        clock = SetClock()
        self.world: World = known(Bank.open(f"sqlite:///{self.folder / 'bank.db'}", clock), clock)
        self.final: dict[str, OrderState] = {}

    def teardown(self) -> None:
        report = check(self.world.bank)
        self.world.close()
        shutil.rmtree(self.folder)
        assert report.is_fine, report.problems
        Books.tried += 1
        if Books.tried % 100 == 0:
            logger.info("%d examples", Books.tried)

    @rule(
        target=proposed,
        minor=minors,
        ahead=days_ahead,
        source=st.sampled_from(["ada_current"] * 6 + ["ada_savings"] * 4 + ["ada_card", "ada_dollars", "ben_current"]),
        to=st.sampled_from(["ada_savings"] * 4 + ["ada_current"] * 3 + ["ada_card"] * 2 + ["ben_current"]),
    )
    def propose_transfer(self, minor: int, ahead: int, source: str, to: str) -> object:
        request = TransferRequest(
            Money(minor, "EUR"),
            to_account_id=getattr(self.world, to),
            from_account_id=getattr(self.world, source),
            execute_on=self._day(ahead),
        )
        try:
            with self.world.work() as uow:
                return orders.propose_transfer(uow, ADA, request)
        except BankError:
            return multiple()

    @rule(target=proposed, minor=minors, ahead=days_ahead, iban=ibans)
    def propose_a_payment(self, minor: int, ahead: int, iban: str) -> object:
        return self.propose_payment(minor, ahead, iban)

    def propose_payment(self, minor: int, ahead: int, iban: str) -> object:
        request = PaymentRequest(
            Money(minor, "EUR"),
            payee_name="Somebody",
            payee_iban=MIA_IBAN if iban == "mia" else self.world.iban(getattr(self.world, iban)),
            execute_on=self._day(ahead),
        )
        try:
            with self.world.work() as uow:
                return orders.propose_payment(uow, ADA, request)
        except BankError:
            return multiple()

    @rule(order=proposed, who=mostly(ADA, BEN), changed=mostly(False, True))
    def confirm(self, order: OrderView, who: CustomerId, changed: bool) -> None:
        before = self._postings()
        try:
            with self.world.work() as uow:
                orders.confirm(uow, who, order.key, "other" if changed else order.content_hash)
        except BankError:
            assert self._postings() == before
        else:
            assert who == ADA
            assert not changed

    @rule(order=proposed)
    def confirm_and_ask_for_a_code(self, order: OrderView) -> None:
        self.confirm_and_send_code(order)

    def confirm_and_send_code(self, order: OrderView) -> None:
        try:
            with self.world.work() as uow:
                orders.confirm(uow, ADA, order.key, order.content_hash)
            with self.world.work() as uow:
                step_up.send_code(uow, ADA, order.key)
        except BankError:
            pass

    @rule(minor=minors, ahead=days_ahead, iban=ibans)
    def pay_without_hesitation(self, minor: int, ahead: int, iban: str) -> None:
        order = self.propose_payment(minor, ahead, iban)
        if isinstance(order, OrderView):
            self.confirm_and_send_code(order)
            self.enter_code(order, ADA, right=True)

    @rule(order=proposed, who=mostly(ADA, BEN), right=mostly(True, False))
    def enter_a_code(self, order: OrderView, who: CustomerId, right: bool) -> None:
        self.enter_code(order, who, right)

    def enter_code(self, order: OrderView, who: CustomerId, right: bool) -> None:
        with self.world.bank.unit_of_work() as uow:
            codes = {message.order_key: message.code for message in step_up.phone_messages(uow, ADA)}
        code = codes.get(order.key, "000000") if right else "wrong"
        try:
            with self.world.work() as uow:
                result = step_up.verify_code(uow, who, order.key, code)
        except BankError:
            return
        assert who == ADA
        if result.result == "accepted" and order.key not in codes:
            assert result.order.state in {*FINAL, OrderState.AUTHORISED}

    @rule(order=proposed)
    def cancel(self, order: OrderView) -> None:
        try:
            with self.world.work() as uow:
                orders.cancel(uow, ADA, order.key)
        except BankError:
            pass

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.world.clock.forward(hours=hours)

    @rule()
    def the_worker_runs(self) -> None:
        with self.world.bank.unit_of_work() as uow:
            orders.run_due(uow)

    @invariant()
    def sets_sum_to_zero(self) -> None:
        with self.world.bank.unit_of_work() as uow:
            sums = select(Entry.entry_set_id).group_by(Entry.entry_set_id, Entry.currency)
            assert uow.session.scalars(sums.having(func.sum(Entry.amount_minor) != 0)).all() == []

    @invariant()
    def balances_equal_sums_and_stay_within_limits(self) -> None:
        with self.world.bank.unit_of_work() as uow:
            sums = dict(
                uow.session.execute(select(Entry.account_id, func.sum(Entry.amount_minor)).group_by(Entry.account_id))
                .tuples()
                .all()
            )
            for account in uow.session.scalars(select(Account).where(Account.balance_minor.is_not(None))):
                assert account.balance_minor == sums.get(account.id, 0)
                assert account.balance_minor + account.limit_minor >= 0

    @invariant()
    def executed_orders_are_posted_once_and_final_states_are_final(self) -> None:
        with self.world.bank.unit_of_work() as uow:
            posted = set(uow.session.scalars(select(EntrySet.order_id).where(EntrySet.order_id.is_not(None))))
            rows = uow.session.execute(select(Order.id, Order.key, Order.state)).tuples().all()
        assert posted == {id for id, _, state in rows if state == OrderState.EXECUTED}
        states = {key: OrderState(state) for _, key, state in rows}
        assert all(states[key] is state for key, state in self.final.items())
        self.final = {key: state for key, state in states.items() if state in FINAL}

    def _day(self, ahead: int) -> object:
        with self.world.bank.unit_of_work() as uow:
            return uow.today + timedelta(days=ahead)

    def _postings(self) -> int:
        with self.world.bank.unit_of_work() as uow:
            return uow.session.scalar(select(func.count()).select_from(EntrySet)) or 0


def run(template: Path, examples: int, steps: int) -> None:
    Books.template, Books.tried = template, 0
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )


def test_the_books_keep_order_whatever_customers_do(sqlite_world: Path) -> None:
    run(sqlite_world, EXAMPLES, STEPS)


@pytest.mark.slow
def test_the_books_keep_order_in_a_long_run(sqlite_world: Path) -> None:
    run(sqlite_world, 500, 50)
