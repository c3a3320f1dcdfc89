"""Many at once, on both databases: one order is posted once, and no balance is spent twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

import pytest
from sqlalchemy import func, select

from bank import BankError, CustomerId, Money
from bank.domain.errors import OrderChanged, SignInFailed, SignInLocked, SignInTokenUsed
from bank.domain.limits import CODE_TRIES, SIGN_IN_TRIES
from bank.domain.orders import OrderState
from bank.services import check, identity, orders, standing_orders, step_up
from bank.services.views import OrderView, PaymentRequest, SignInClaims, TransferRequest
from bank.store.models import EntrySet, StandingOrderRun
from tests.bank_fixtures import ADA, BEN, MIA_IBAN, TODAY, World

THREADS = 50
WORKERS = 4
Result = TypeVar("Result")


def at_once(*acts: Callable[[], Result]) -> list[Result]:
    """Let every act begin at the same moment, each in a thread of its own."""
    barrier = Barrier(len(acts))

    def act(function: Callable[[], Result]) -> Result:
        barrier.wait(timeout=30)
        return function()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def postings(world: World) -> int:
    with world.bank.unit_of_work() as uow:
        return uow.session.scalar(select(func.count()).where(EntrySet.order_id.is_not(None))) or 0


def propose_transfer(world: World, minor: int) -> OrderView:
    with world.work() as uow:
        return orders.propose_transfer(uow, ADA, TransferRequest(Money(minor, "EUR"), world.ada_savings))


def confirm(world: World, order: OrderView) -> OrderView:
    with world.work() as uow:
        return orders.confirm(uow, ADA, order.key, order.content_hash)


def test_fifty_confirmations_of_one_transfer_are_one_posting(world: World) -> None:
    order = propose_transfer(world, 100_00)
    outcomes = at_once(*[lambda: confirm(world, order)] * THREADS)
    assert len(set(outcomes)) == 1
    assert postings(world) == 1
    assert world.balance_minor(world.ada_current) == 900_00


def test_of_fifty_confirmations_those_of_other_content_are_refused(world: World) -> None:
    order = propose_transfer(world, 100_00)
    other = propose_transfer(world, 90_00)

    def confirm_with(content_hash: str) -> str:
        try:
            with world.work() as uow:
                return orders.confirm(uow, ADA, order.key, content_hash).state
        except OrderChanged:
            return "refused"

    hashes = [order.content_hash, other.content_hash] * (THREADS // 2)
    outcomes = at_once(*[lambda sent=sent: confirm_with(sent) for sent in hashes])  # type: ignore[misc]
    assert outcomes == [OrderState.EXECUTED, "refused"] * (THREADS // 2)
    assert postings(world) == 1
    assert world.balance_minor(world.ada_current) == 900_00


def test_fifty_entries_of_one_code_are_one_posting(world: World) -> None:
    order = world.propose_to_mia("60.00")
    code = world.code_for(order)

    def verify() -> tuple[str, OrderState]:
        with world.work() as uow:
            result = step_up.verify_code(uow, ADA, order.key, code)
            return result.result, result.order.state

    assert set(at_once(*[verify] * THREADS)) == {("accepted", OrderState.EXECUTED)}
    assert postings(world) == 1
    assert world.balance_minor(world.ada_current) == 940_00


def test_of_orders_that_together_exceed_the_balance_one_is_executed(world: World) -> None:
    proposed = [propose_transfer(world, 700_00) for _ in range(4)]
    outcomes = at_once(*[lambda order=order: confirm(world, order).state for order in proposed])  # type: ignore[misc]
    assert sorted(outcomes) == [OrderState.EXECUTED] + [OrderState.FAILED] * 3
    assert world.balance_minor(world.ada_current) == 300_00
    assert check.check(world.bank).is_fine


def test_two_customers_who_pay_each_other_do_not_stand_in_each_others_way(world: World) -> None:
    def pay(customer: CustomerId, name: str, iban: str) -> OrderState:
        for _ in range(5):
            with world.work() as uow:
                request = PaymentRequest(Money(1_00, "EUR"), payee_name=name, payee_iban=iban)
                order = orders.propose_payment(uow, customer, request)
                orders.confirm(uow, customer, order.key, order.content_hash)
                step_up.send_code(uow, customer, order.key)
                code = step_up.phone_messages(uow, customer)[0].code
            with world.work() as uow:
                state = step_up.verify_code(uow, customer, order.key, code).order.state
        return state

    ibans = [world.iban(world.ben_current), world.iban(world.ada_current)]
    acts = [lambda: pay(ADA, "Ben", ibans[0]), lambda: pay(BEN, "Ada", ibans[1])]
    assert set(at_once(*acts)) == {OrderState.EXECUTED}
    assert world.balance_minor(world.ada_current) == 1_000_00
    assert check.check(world.bank).is_fine


def test_wrong_codes_at_once_are_all_counted(world: World) -> None:
    order = world.propose_to_mia("60.00")
    code = world.code_for(order)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    def guess() -> str:
        with world.work() as uow:
            return step_up.verify_code(uow, ADA, order.key, wrong).result

    outcomes = at_once(*[guess] * (CODE_TRIES + 5))
    assert outcomes.count("wrong") == CODE_TRIES - 1
    assert outcomes.count("locked") == 6


def test_guesses_of_a_password_at_once_do_not_outrun_the_count(world: World) -> None:
    def guess() -> type[BankError]:
        with pytest.raises(BankError) as refused, world.bank.unit_of_work() as uow:
            identity.check_password(uow, "nobody", "guess")
        return refused.type

    outcomes = at_once(*[guess] * (SIGN_IN_TRIES + 5))
    assert outcomes.count(SignInFailed) == SIGN_IN_TRIES
    assert outcomes.count(SignInLocked) == 5


def test_a_sign_in_token_shown_at_once_opens_one_session(world: World) -> None:
    claims = SignInClaims("bank", "once", ADA, world.clock.now + timedelta(minutes=1))

    def use() -> str:
        try:
            with world.work() as uow:
                return identity.sign_in(uow, claims).token
        except SignInTokenUsed:
            return "used"

    assert at_once(*[use] * THREADS).count("used") == THREADS - 1


def test_one_key_proposed_at_once_is_one_order(world: World) -> None:
    def propose() -> OrderView:
        with world.work() as uow:
            request = PaymentRequest(Money(1_00, "EUR"), payee_name="Mia", payee_iban=MIA_IBAN, key="one key")
            return orders.propose_payment(uow, ADA, request)

    assert len(set(at_once(*[propose] * THREADS))) == 1


def test_two_workers_execute_what_is_due_once(world: World) -> None:
    for _ in range(3):
        world.pay_mia("10.00", execute_on=TODAY.replace(day=11))
    world.clock.forward(days=1)

    def run() -> int:
        with world.bank.unit_of_work() as uow:
            return len(orders.run_due(uow))

    assert sum(at_once(run, run, run)) == 3
    assert postings(world) == 3
    assert world.balance_minor(world.ada_current) == 970_00


def test_workers_at_once_pay_each_month_of_a_standing_order_once(world: World) -> None:
    wanted = {"payee_id": world.mia, "currency": "EUR", "first_on": "2026-03-16", "reference": "Rent"}
    for minor in (10_00, 20_00, 30_00):
        world.change("create_standing_order", minor=minor, **wanted)
    to_ben = {**wanted, "payee_id": world.ben_as_payee}
    world.change("create_standing_order", minor=5_00, **to_ben)
    world.clock.forward(days=40)  # two months are due

    def run() -> int:
        with world.bank.unit_of_work() as uow:
            return len(standing_orders.run_due(uow))

    assert sum(at_once(*[run] * WORKERS)) == 8
    assert run() == 0
    with world.bank.unit_of_work() as uow:
        paid = uow.session.scalar(select(func.count()).where(EntrySet.kind == "standing_order"))
        months = uow.session.execute(select(StandingOrderRun.standing_order_id, StandingOrderRun.due_on)).all()
    assert paid == len(months) == len(set(months)) == 8
    assert world.balance_minor(world.ada_current) == 1_000_00 - 2 * 65_00
    assert world.balance_minor(world.ben_current) == 50_00 + 2 * 5_00
    assert check.check(world.bank).is_fine


def test_a_standing_order_that_is_cancelled_while_workers_run_is_paid_before_or_not_at_all(world: World) -> None:
    wanted = {"payee_id": world.mia, "minor": 10_00, "currency": "EUR", "first_on": "2026-03-16", "reference": "Rent"}
    world.change("create_standing_order", **wanted)
    with world.bank.unit_of_work() as uow:
        (standing,) = standing_orders.list_standing_orders(uow, ADA)
    cancelling = world.propose_change("cancel_standing_order", standing_order_id=standing.id)
    code = world.code_for_change(cancelling)
    day = TODAY + timedelta(days=10)

    def run() -> str:
        with world.bank.unit_of_work() as uow:
            return "paid" * len(standing_orders.run_due(uow, day))

    def cancel() -> str:
        with world.work() as uow:
            change = step_up.verify_code(uow, ADA, cancelling.key, code).change
            return "" if change is None else change.state

    outcomes = at_once(cancel, *[run] * WORKERS)
    assert outcomes[0] in {"executed", "failed"}
    assert outcomes.count("paid") <= 1
    assert world.balance_minor(world.ada_current) == 1_000_00 - 10_00 * outcomes.count("paid")
    assert run() == ""
