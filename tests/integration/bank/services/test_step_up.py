"""One-time codes, on both databases: bound to one order, once, for five minutes, five tries."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, select, text

from bank import Money
from bank.domain import errors
from bank.domain.limits import CODE_LIFETIME, CODE_LOCK, CODE_TRIES, CODES_PER_ORDER
from bank.domain.orders import OrderState
from bank.services import check, orders, step_up
from bank.services.views import CodeResult, OrderView, TransferRequest
from bank.store.models import StepUpChallenge
from tests.bank_fixtures import ADA, BEN, World


def verify(world: World, order: OrderView, code: str) -> CodeResult:
    with world.work() as uow:
        return step_up.verify_code(uow, ADA, order.key, code)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_right_code_authorises_and_executes(world: World) -> None:
    order = world.propose_to_mia("60.00")
    result = verify(world, order, world.code_for(order))
    assert (result.result, result.order.state) == ("accepted", OrderState.EXECUTED)
    assert world.balance_minor(world.ada_current) == 940_00
    assert check.check(world.bank).is_fine


def test_the_phone_says_what_the_code_is_for(world: World) -> None:
    order = world.propose_to_mia("60.00")
    code = world.code_for(order)
    with world.bank.unit_of_work() as uow:
        (message,) = step_up.phone_messages(uow, ADA)
        assert step_up.phone_messages(uow, BEN) == ()
    assert message.text == f"Code {code} authorises: 60.00 EUR to Mia Brandt (DE…3000). Never tell it to anyone."
    assert (len(code), code.isdigit()) == (6, True)


def test_a_code_is_accepted_once(world: World) -> None:
    order = world.propose_to_mia("60.00")
    code = world.code_for(order)
    first = verify(world, order, code)
    second = verify(world, order, code)
    assert first.order == second.order
    assert world.balance_minor(world.ada_current) == 940_00


def test_a_used_code_is_gone_from_the_phone(world: World) -> None:
    world.pay_mia("60.00")
    with world.bank.unit_of_work() as uow:
        assert step_up.phone_messages(uow, ADA) == ()


def test_a_code_is_nowhere_in_plain_but_on_the_demo_phone(world: World) -> None:
    order = world.propose_to_mia("60.00")
    code = world.code_for(order)
    with world.bank.unit_of_work() as uow:
        for table in inspect(world.bank.engine).get_table_names():
            if table != "phone_messages":
                rows = uow.session.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608
                assert not any(str(value) == code for row in rows for value in row)


def test_a_code_of_one_order_does_not_open_another(world: World) -> None:
    small, large = world.propose_to_mia("1.00"), world.propose_to_mia("900.00")
    code_of_small, code_of_large = world.code_for(small), world.code_for(large)
    if code_of_small != code_of_large:
        assert verify(world, large, code_of_small).result == "wrong"
        assert world.balance_minor(world.ada_current) == 1_000_00


def test_a_code_expires(world: World) -> None:
    order = world.propose_to_mia("60.00")
    code = world.code_for(order)
    world.clock.forward(seconds=CODE_LIFETIME.total_seconds())
    assert verify(world, order, code).result == "expired"
    with world.work() as uow:
        assert step_up.phone_messages(uow, ADA) == ()
        step_up.send_code(uow, ADA, order.key)
        new = step_up.phone_messages(uow, ADA)[0].code
    assert verify(world, order, new).result == "accepted"


def test_a_new_code_takes_the_place_of_the_old(world: World) -> None:
    order = world.propose_to_mia("60.00")
    old = world.code_for(order)
    with world.work() as uow:
        step_up.send_code(uow, ADA, order.key)
        new = step_up.phone_messages(uow, ADA)[0].code
    assert old == new or verify(world, order, old).result == "wrong"
    assert verify(world, order, new).result == "accepted"


def test_a_wrong_code_is_counted_even_if_nobody_commits(world: World) -> None:
    order = world.propose_to_mia("60.00")
    code = world.code_for(order)
    with world.bank.unit_of_work() as uow:
        assert step_up.verify_code(uow, ADA, order.key, wrong(code)).remaining == CODE_TRIES - 1
    assert verify(world, order, wrong(code)).remaining == CODE_TRIES - 2


def test_five_wrong_codes_lock_and_the_right_one_no_longer_counts(world: World) -> None:
    order = world.propose_to_mia("60.00")
    code = world.code_for(order)
    results = [verify(world, order, wrong(code)) for _ in range(CODE_TRIES)]
    assert [result.result for result in results] == ["wrong"] * (CODE_TRIES - 1) + ["locked"]
    locked = verify(world, order, code)
    assert locked.result == "locked"
    assert locked.order.failure is not None
    assert locked.order.failure.code == "code_locked"
    assert world.balance_minor(world.ada_current) == 1_000_00


def test_tries_are_counted_over_all_orders_of_a_customer(world: World) -> None:
    for _ in range(CODE_TRIES - 1):
        order = world.propose_to_mia("60.00")
        verify(world, order, wrong(world.code_for(order)))
    last = world.propose_to_mia("60.00")
    assert verify(world, last, wrong(world.code_for(last))).result == "locked"
    another = world.propose_to_mia("60.00")
    with pytest.raises(errors.CodeLocked) as refused:
        world.code_for(another)
    assert refused.value.facts["until"] == world.clock.now + CODE_LOCK
    world.clock.forward(seconds=CODE_LOCK.total_seconds() + 1)
    assert verify(world, another, world.code_for(another)).result == "accepted"


def test_only_so_many_codes_are_sent_for_one_order(world: World) -> None:
    order = world.propose_to_mia("60.00")
    world.code_for(order)
    with world.work() as uow:
        for _ in range(CODES_PER_ORDER - 1):
            step_up.send_code(uow, ADA, order.key)
        with pytest.raises(errors.TooManyCodes):
            step_up.send_code(uow, ADA, order.key)


def test_a_proposal_gets_no_code_before_it_is_confirmed(world: World) -> None:
    order = world.propose_to_mia("60.00")
    with world.work() as uow, pytest.raises(errors.WrongOrderState):
        step_up.send_code(uow, ADA, order.key)
    with world.work() as uow, pytest.raises(errors.WrongOrderState):
        step_up.verify_code(uow, ADA, order.key, "000000")


def test_a_transfer_between_own_accounts_needs_no_code(world: World) -> None:
    with world.work() as uow:
        request = TransferRequest(Money(1_00, "EUR"), world.ada_savings)
        order = orders.propose_transfer(uow, ADA, request)
        assert not order.needs_code
        assert orders.confirm(uow, ADA, order.key, order.content_hash).state is OrderState.EXECUTED


@pytest.mark.parametrize("code", ["", " ", "abc", "1234567", "١٢٣٤٥٦", "\x00", "\ud800", "9" * 10_000])
def test_what_is_no_code_is_a_wrong_code(world: World, code: str) -> None:
    order = world.propose_to_mia("60.00")
    world.code_for(order)
    assert verify(world, order, code).result == "wrong"


def test_the_right_code_for_money_that_is_gone_is_accepted_and_the_order_fails(world: World) -> None:
    first, second = world.propose_to_mia("900.00"), world.propose_to_mia("900.00")
    codes = [world.code_for(first), world.code_for(second)]
    assert verify(world, first, codes[0]).order.state is OrderState.EXECUTED
    result = verify(world, second, codes[1])
    assert (result.result, result.order.state) == ("accepted", OrderState.FAILED)
    assert verify(world, second, codes[1]) == CodeResult("accepted", CODE_TRIES, result.order)


def test_codes_are_hashed_with_a_salt_of_their_own(world: World) -> None:
    for _ in range(2):
        world.code_for(world.propose_to_mia("60.00"))
    with world.bank.unit_of_work() as uow:
        hashes = list(uow.session.scalars(select(StepUpChallenge.code_hash)))
    assert all(hash.startswith("$argon2id$") for hash in hashes)
    assert len(set(hashes)) == len(hashes) == 2
