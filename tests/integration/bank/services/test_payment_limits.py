"""Time and limits of payments on a real bank: new payees, cut-off, arrival, value dates. START is Tuesday, 9:30."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bank import Money
from bank.domain.errors import AbsurdAmount
from bank.domain.orders import OrderState
from bank.domain.payment_errors import OverNewPayeeLimit, PastCutOff
from bank.domain.payment_rules import RuleBook
from bank.services import orders, standing_orders, step_up
from bank.services.payee_changes import ADD, REMOVE
from bank.services.standing_order_changes import CREATE
from bank.services.views import OrderView, PaymentRequest, TransferRequest
from bank.store.models import Account, EntrySet, Payee
from tests.bank_fixtures import ADA, TODAY, World

NEW_IBAN = "NL91ABNA0417164300"
FRIDAY_NIGHT = timedelta(days=3, hours=10)


@pytest.fixture(autouse=True)
def much_money(world: World) -> None:
    with world.work() as uow:
        uow.session.get_one(Account, world.ada_current).limit_minor = 50_000_00


def propose_to_somebody_new(world: World, amount: str, **request: object) -> OrderView:
    with world.work() as uow:
        wanted = PaymentRequest(Money.parse(amount, "EUR"), payee_name="Kim", payee_iban=NEW_IBAN, **request)  # type: ignore[arg-type]
        return orders.propose_payment(uow, ADA, wanted)


def pay_somebody_new(world: World, amount: str, **request: object) -> OrderView:
    order = propose_to_somebody_new(world, amount, **request)
    code = world.code_for(order)
    with world.work() as uow:
        paid = step_up.verify_code(uow, ADA, order.key, code).order
    assert paid is not None
    return paid


# A new payee


def test_at_most_a_thousand_goes_to_somebody_new_in_one_payment(world: World) -> None:
    with pytest.raises(OverNewPayeeLimit) as refused:
        propose_to_somebody_new(world, "1000.01")
    assert refused.value.facts["left"] == Money(1_000_00, "EUR")
    assert refused.value.facts["until"] == "09:30"
    assert refused.value.facts["until_day"] == TODAY + timedelta(days=1)
    assert pay_somebody_new(world, "1000.00").state is OrderState.EXECUTED


def test_all_payments_to_a_new_payee_count_together_for_a_day(world: World) -> None:
    pay_somebody_new(world, "600.00")
    world.clock.forward(hours=23, minutes=59)
    with pytest.raises(OverNewPayeeLimit) as refused:
        propose_to_somebody_new(world, "400.01")
    assert refused.value.facts["left"] == Money(400_00, "EUR")
    world.clock.forward(minutes=1)
    assert pay_somebody_new(world, "10000.00").state is OrderState.EXECUTED


def test_the_limit_for_a_new_payee_holds_at_execution_too(world: World) -> None:
    proposed = [propose_to_somebody_new(world, "600.00") for _ in range(2)]
    states = []
    for order in proposed:
        code = world.code_for(order)
        with world.work() as uow:
            states.append(step_up.verify_code(uow, ADA, order.key, code).order)
    assert [one.state for one in states if one] == [OrderState.EXECUTED, OrderState.FAILED]
    assert [one.failure.code for one in states if one and one.failure] == ["over_new_payee_limit"]


def test_adding_a_payee_first_or_again_makes_nobody_older(world: World) -> None:
    world.change(ADD, name="Kim", iban=NEW_IBAN)
    with pytest.raises(OverNewPayeeLimit):
        propose_to_somebody_new(world, "1000.01")
    world.clock.forward(days=2)
    propose_to_somebody_new(world, "1000.01")
    with world.work() as uow:
        kim = uow.session.scalars(select(Payee.id).where(Payee.iban == NEW_IBAN)).one()
    world.change(REMOVE, payee_id=kim)
    with pytest.raises(OverNewPayeeLimit):
        propose_to_somebody_new(world, "1000.01")


def test_a_payment_planned_for_a_day_on_which_the_payee_is_no_longer_new_is_not_limited(world: World) -> None:
    with pytest.raises(OverNewPayeeLimit) as refused:
        propose_to_somebody_new(world, "1000.01", execute_on=TODAY + timedelta(days=1))
    free_from = refused.value.facts["free_from"]
    assert free_from == TODAY + timedelta(days=2)
    propose_to_somebody_new(world, "10000.00", execute_on=free_from)


def test_planned_payments_to_a_new_payee_count_as_well(world: World) -> None:
    pay_somebody_new(world, "900.00", execute_on=TODAY + timedelta(days=1))
    with pytest.raises(OverNewPayeeLimit) as refused:
        propose_to_somebody_new(world, "100.01")
    assert refused.value.facts["left"] == Money(100_00, "EUR")


def test_a_standing_order_to_a_new_payee_does_not_go_round_the_limit(world: World) -> None:
    world.change(ADD, name="Kim", iban=NEW_IBAN)
    with world.work() as uow:
        kim = uow.session.scalars(select(Payee.id).where(Payee.iban == NEW_IBAN)).one()
    fields = {"payee_id": kim, "currency": "EUR", "first_on": (TODAY + timedelta(days=1)).isoformat()}
    with pytest.raises(OverNewPayeeLimit):
        world.propose_change(CREATE, minor=1_000_01, **fields)
    world.change(CREATE, minor=700_00, **fields)
    with pytest.raises(OverNewPayeeLimit):
        world.propose_change(CREATE, minor=300_01, **fields)
    with pytest.raises(OverNewPayeeLimit):
        propose_to_somebody_new(world, "300.01")
    later = {**fields, "first_on": (TODAY + timedelta(days=2)).isoformat()}
    assert world.change(CREATE, minor=5_000_00, **later).state is OrderState.EXECUTED


def test_who_has_been_a_payee_for_longer_is_not_limited(world: World) -> None:
    assert world.pay_mia("10000.00").state is OrderState.EXECUTED


# When it leaves and arrives


def test_a_read_back_says_when_a_payment_arrives(world: World) -> None:
    assert world.propose_to_mia().arrives_on == date(2026, 3, 11)
    world.clock.forward(hours=6, minutes=29)
    assert world.propose_to_mia().arrives_on == date(2026, 3, 11)
    world.clock.forward(minutes=1)
    assert world.propose_to_mia().arrives_on == date(2026, 3, 12)
    assert world.propose_to_mia(execute_on=date(2026, 4, 3)).arrives_on == date(2026, 4, 8)  # Good Friday


def test_within_the_bank_money_arrives_at_once_at_any_hour(world: World) -> None:
    world.clock.now += FRIDAY_NIGHT
    with world.work() as uow:
        payment = orders.propose_payment(uow, ADA, PaymentRequest(Money(1_00, "EUR"), payee_id=world.ben_as_payee))
        transfer = orders.propose_transfer(uow, ADA, TransferRequest(Money(1_00, "EUR"), world.ada_savings))
    assert payment.arrives_on == transfer.arrives_on == date(2026, 3, 13)


def test_for_another_currency_at_another_bank_no_day_is_promised(world: World) -> None:
    with world.work() as uow:
        wanted = PaymentRequest(Money(1_00, "USD"), payee_id=world.mia, from_account_id=world.ada_dollars)
        assert orders.propose_payment(uow, ADA, wanted).arrives_on is None


def value_dates(world: World) -> list[tuple[str, date]]:
    with world.bank.unit_of_work() as uow:
        rows = uow.session.execute(select(EntrySet.kind, EntrySet.value_on).order_by(EntrySet.id)).tuples()
        return [(kind, day) for kind, day in rows if kind != "opening"]


def test_the_value_date_is_the_day_on_which_the_money_leaves(world: World) -> None:
    world.clock.now += FRIDAY_NIGHT
    paid = world.pay_mia("60.00")
    assert value_dates(world) == [("payment", date(2026, 3, 16))]
    world.clock.forward(days=30)
    with world.bank.unit_of_work() as uow:
        assert orders.get(uow, ADA, paid.key).arrives_on == date(2026, 3, 17)  # what was said then still holds


def test_within_the_bank_the_value_date_is_the_day_itself(world: World) -> None:
    world.clock.now += FRIDAY_NIGHT
    with world.work() as uow:
        order = orders.propose_transfer(uow, ADA, TransferRequest(Money(1_00, "EUR"), world.ada_savings))
        orders.confirm(uow, ADA, order.key, order.content_hash)
    assert value_dates(world) == [("transfer", date(2026, 3, 13))]


def test_a_planned_payment_on_a_holiday_is_booked_that_day_and_leaves_on_the_next_working_day(world: World) -> None:
    order = world.pay_mia("60.00", execute_on=date(2026, 4, 3))
    world.clock.now = datetime(2026, 4, 3, 0, 5, tzinfo=world.clock.now.tzinfo)
    with world.work() as uow:
        assert [one.state for one in orders.run_due(uow)] == [OrderState.EXECUTED]
    assert value_dates(world) == [("payment", date(2026, 4, 7))]
    with world.bank.unit_of_work() as uow:
        assert orders.get(uow, ADA, order.key).arrives_on == date(2026, 4, 8)


def test_a_standing_order_on_a_sunday_leaves_on_monday(world: World) -> None:
    fields = {"payee_id": world.mia, "minor": 50_00, "currency": "EUR", "first_on": "2026-03-15"}
    world.change(CREATE, **fields)
    world.clock.now += timedelta(days=5)
    with world.work() as uow:
        assert [one.failure for one in standing_orders.run_due(uow)] == [None]
    assert value_dates(world) == [("standing_order", date(2026, 3, 16))]


def test_what_is_planned_for_after_easter_can_be_changed_until_the_thursday_before(world: World) -> None:
    order = world.pay_mia("60.00", execute_on=date(2026, 4, 7))
    world.clock.now = datetime(2026, 4, 2, 15, 0, tzinfo=world.clock.now.tzinfo)  # 16:00 in Dublin
    with pytest.raises(PastCutOff), world.work() as uow:
        orders.planned_order(uow, ADA, order.key)
    world.clock.forward(minutes=-1)
    with world.work() as uow:
        orders.planned_order(uow, ADA, order.key)


# Other rules from a day on


def with_rules_from(world: World, day: date, most: int) -> World:
    held = world.bank.rules.on(TODAY)
    limits = {"EUR": replace(held.limits["EUR"], per_payment_minor=most)}
    return replace(world, bank=replace(world.bank, rules=RuleBook((held, replace(held, since=day, limits=limits)))))


def test_a_limit_that_changes_holds_from_its_day_for_planned_payments_too(world: World) -> None:
    changed = with_rules_from(world, TODAY + timedelta(days=5), 500_00)
    changed.propose_to_mia("500.01", execute_on=TODAY + timedelta(days=4))
    with pytest.raises(AbsurdAmount):
        changed.propose_to_mia("500.01", execute_on=TODAY + timedelta(days=5))


def test_a_standing_order_over_a_limit_that_was_lowered_since_is_not_paid(world: World) -> None:
    fields = {"payee_id": world.mia, "minor": 900_00, "currency": "EUR", "first_on": "2026-03-12"}
    world.change(CREATE, **fields)
    changed = with_rules_from(world, TODAY + timedelta(days=1), 500_00)
    changed.clock.forward(days=2)
    with changed.work() as uow:
        assert [one.failure is None for one in standing_orders.run_due(uow)] == [False]
    assert value_dates(world) == []
