"""Orders from proposal to execution, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from bank import Money
from bank.domain import errors
from bank.domain.accounts import AccountStatus
from bank.domain.limits import SCHEDULE_HORIZON
from bank.domain.orders import OrderState
from bank.services import check, orders, payees, step_up, transactions
from bank.services.views import OrderView, PaymentRequest, TransactionFilter, TransferRequest
from bank.store.models import Account, EntrySet, OrderStateChange
from tests.bank_fixtures import ADA, BEN, MIA_IBAN, TODAY, World


def euros(text: str) -> Money:
    return Money.parse(text, "EUR")


def propose_transfer(world: World, amount: str, **request: object) -> OrderView:
    with world.work() as uow:
        wanted = TransferRequest(euros(amount), world.ada_savings, **request)  # type: ignore[arg-type]
        return orders.propose_transfer(uow, ADA, wanted)


def confirm(world: World, order: OrderView) -> OrderView:
    with world.work() as uow:
        return orders.confirm(uow, ADA, order.key, order.content_hash)


def postings(world: World) -> int:
    with world.bank.unit_of_work() as uow:
        return uow.session.scalar(select(func.count()).where(EntrySet.order_id.is_not(None))) or 0


def states(world: World) -> list[str]:
    with world.bank.unit_of_work() as uow:
        return list(uow.session.scalars(select(OrderStateChange.to_state).order_by(OrderStateChange.id)))


# Proposals


def test_a_proposal_moves_nothing(world: World) -> None:
    order = world.propose_to_mia("60.00")
    assert order.state is OrderState.PROPOSED
    assert world.balance_minor(world.ada_current) == 1_000_00
    assert postings(world) == 0


def test_a_proposal_says_everything_that_a_read_back_needs(world: World) -> None:
    order = world.propose_to_mia("60.00", reference="for  rent ")
    assert order.amount == euros("60.00")
    assert order.from_account_name == "Current account"
    assert len(order.from_account_digits) == 4
    assert order.payee_name == "Mia Brandt"
    assert order.payee_iban == "DE…3000"
    assert order.reference == "for rent"
    assert order.execute_on == TODAY
    assert not order.is_dated
    assert order.needs_code
    assert order.available_after == euros("1140.00")


def test_the_whole_iban_of_a_payee_is_in_no_view(world: World) -> None:
    assert MIA_IBAN not in repr(world.propose_to_mia())
    with world.bank.unit_of_work() as uow:
        assert MIA_IBAN not in repr(payees.list_payees(uow, ADA))


def test_without_an_account_the_main_one_in_the_currency_pays(world: World) -> None:
    with world.work() as uow:
        request = PaymentRequest(Money.parse("5.00", "USD"), payee_id=world.mia)
        assert orders.propose_payment(uow, ADA, request).from_account_id == world.ada_dollars


def test_a_new_payee_is_paid_by_name_and_iban(world: World) -> None:
    with world.work() as uow:
        request = PaymentRequest(euros("5.00"), payee_name="Nora", payee_iban="GB82 WEST 1234 5698 7654 32")
        order = orders.propose_payment(uow, ADA, request)
    assert (order.payee_id, order.payee_name, order.payee_iban) == (None, "Nora", "GB…5432")


@pytest.mark.parametrize(
    ("amount", "error"),
    [
        ("0", errors.NotPositive),
        ("-5.00", errors.NotPositive),
        ("10000.01", errors.AbsurdAmount),
        ("1200.01", errors.InsufficientFunds),
    ],
)
def test_an_amount_that_cannot_be_paid_is_refused(world: World, amount: str, error: type[errors.BankError]) -> None:
    with pytest.raises(error):
        world.propose_to_mia(amount)


def test_the_overdraft_may_be_used_to_the_last_cent(world: World) -> None:
    assert world.pay_mia("1200.00").state is OrderState.EXECUTED
    assert world.balance_minor(world.ada_current) == -200_00


def test_a_day_in_the_past_is_refused(world: World) -> None:
    with pytest.raises(errors.DateInPast):
        world.propose_to_mia(execute_on=TODAY - timedelta(days=1))


def test_a_day_beyond_the_horizon_is_refused(world: World) -> None:
    world.propose_to_mia(execute_on=TODAY + SCHEDULE_HORIZON)
    with pytest.raises(errors.DateTooFar):
        world.propose_to_mia(execute_on=TODAY + SCHEDULE_HORIZON + timedelta(days=1))


def test_a_dated_payment_may_be_more_than_is_there_today(world: World) -> None:
    assert world.propose_to_mia("5000.00", execute_on=TODAY + timedelta(days=1)).is_dated


def test_paying_oneself_is_refused(world: World) -> None:
    with world.work() as uow:
        iban = uow.session.get_one(Account, world.ada_savings).iban
        request = PaymentRequest(euros("5.00"), payee_name="Me", payee_iban=iban)
        with pytest.raises(errors.OwnAccountAsPayee) as refused:
            orders.propose_payment(uow, ADA, request)
    assert refused.value.facts == {"account": "Savings account"}


@pytest.mark.parametrize("iban", ["DE89370400440532013001", "XX00", "", "DE8937040044053201300"])
def test_an_iban_with_wrong_check_digits_is_refused(world: World, iban: str) -> None:
    with world.work() as uow, pytest.raises(errors.InvalidIban):
        orders.propose_payment(uow, ADA, PaymentRequest(euros("5.00"), payee_name="Nora", payee_iban=iban))


def test_another_customers_payee_is_unknown(world: World) -> None:
    with world.work() as uow, pytest.raises(errors.UnknownPayee):
        orders.propose_payment(uow, BEN, PaymentRequest(euros("5.00"), payee_id=world.mia))


@pytest.mark.parametrize("payee_id", [0, -1, 999, 10**30])
def test_a_payee_that_does_not_exist_is_unknown(world: World, payee_id: int) -> None:
    with world.work() as uow, pytest.raises(errors.UnknownPayee):
        orders.propose_payment(uow, ADA, PaymentRequest(euros("5.00"), payee_id=payee_id))


def test_money_is_not_sent_from_another_customers_account(world: World) -> None:
    with world.work() as uow, pytest.raises(errors.UnknownAccount):
        request = PaymentRequest(euros("5.00"), payee_id=world.mia, from_account_id=world.ben_current)
        orders.propose_payment(uow, ADA, request)
    with world.work() as uow, pytest.raises(errors.UnknownAccount):
        orders.propose_transfer(uow, ADA, TransferRequest(euros("5.00"), world.ben_current))


def test_a_payment_leaves_no_savings_account(world: World) -> None:
    with pytest.raises(errors.AccountNotAllowed):
        world.propose_to_mia(from_account_id=world.ada_savings)


def test_a_frozen_account_sends_nothing(world: World) -> None:
    with world.work() as uow:
        uow.session.get_one(Account, world.ada_current).status = AccountStatus.FROZEN
    with pytest.raises(errors.AccountNotAllowed):
        world.propose_to_mia(from_account_id=world.ada_current)


def test_an_amount_in_another_currency_than_the_account_is_refused(world: World) -> None:
    with pytest.raises(errors.CurrencyMismatch):
        world.propose_to_mia(from_account_id=world.ada_dollars)
    with world.work() as uow, pytest.raises(errors.CurrencyMismatch):
        orders.propose_transfer(uow, ADA, TransferRequest(euros("5.00"), world.ada_dollars))


def test_a_transfer_to_the_same_account_is_refused(world: World) -> None:
    with pytest.raises(errors.SameAccount):
        propose_transfer(world, "5.00", from_account_id=world.ada_savings)


def test_a_transfer_leaves_no_credit_card(world: World) -> None:
    with pytest.raises(errors.AccountNotAllowed):
        propose_transfer(world, "5.00", from_account_id=world.ada_card)


@pytest.mark.parametrize("reference", ["x" * 141, "a\x00b", "a\x1b[31m"])
def test_a_reference_that_is_too_long_or_not_text_is_refused(world: World, reference: str) -> None:
    with pytest.raises(errors.InvalidText):
        world.propose_to_mia(reference=reference)


# Limits of the day


def test_payments_of_one_day_are_limited_together(world: World) -> None:
    limit = world.bank.rules.on(TODAY).limits["EUR"]
    day = TODAY + timedelta(days=3)
    for _ in range(limit.per_day_minor // limit.per_payment_minor):
        world.pay_mia("10000.00", execute_on=day)
    with pytest.raises(errors.OverDayLimit) as refused:
        world.propose_to_mia("0.01", execute_on=day)
    assert refused.value.facts["left"] == euros("0.00")
    world.propose_to_mia("0.01", execute_on=day + timedelta(days=1))


def test_the_limit_of_the_day_holds_at_execution_too(world: World) -> None:
    day = TODAY + timedelta(days=3)
    proposed = [world.propose_to_mia("10000.00", execute_on=day) for _ in range(3)]
    for order in proposed:
        code = world.code_for(order)
        with world.work() as uow:
            step_up.verify_code(uow, ADA, order.key, code)
    with world.work() as uow:
        uow.session.get_one(Account, world.ada_current).limit_minor = 50_000_00
    world.clock.forward(days=3)
    with world.work() as uow:
        done = orders.run_due(uow)
    assert [order.state for order in done].count(OrderState.EXECUTED) == 2
    assert [order.failure.code for order in done if order.failure] == ["over_day_limit"]


# Confirmation


def test_a_transfer_is_executed_on_confirmation(world: World) -> None:
    order = confirm(world, propose_transfer(world, "100.00"))
    assert order.state is OrderState.EXECUTED
    assert order.available_after == euros("1100.00")
    assert world.balance_minor(world.ada_current) == 900_00
    assert world.balance_minor(world.ada_savings) == 600_00


def test_both_accounts_show_a_transfer(world: World) -> None:
    confirm(world, propose_transfer(world, "100.00", reference="Holiday"))
    with world.bank.unit_of_work() as uow:
        page = transactions.find_transactions(uow, ADA, TransactionFilter(text="holiday"))
    assert {(item.account_name, item.amount.minor, item.counterparty) for item in page.items} == {
        ("Current account", -100_00, "Savings account"),
        ("Savings account", 100_00, "Current account"),
    }


def test_confirming_twice_moves_money_once(world: World) -> None:
    order = propose_transfer(world, "100.00")
    first, second = confirm(world, order), confirm(world, order)
    assert first == second
    assert world.balance_minor(world.ada_current) == 900_00
    assert postings(world) == 1


def test_a_confirmation_of_something_else_is_refused(world: World) -> None:
    order, other = propose_transfer(world, "100.00"), propose_transfer(world, "100.01")
    with world.work() as uow, pytest.raises(errors.OrderChanged):
        orders.confirm(uow, ADA, order.key, other.content_hash)
    assert postings(world) == 0


@pytest.mark.parametrize("key", ["", "nothing", "a\x00b", "x" * 1000])
def test_an_order_that_does_not_exist_is_unknown(world: World, key: str) -> None:
    with world.work() as uow, pytest.raises(errors.UnknownOrder):
        orders.get(uow, ADA, key)


def test_another_customers_order_is_unknown(world: World) -> None:
    order = propose_transfer(world, "100.00")
    for attempt in (
        lambda uow: orders.get(uow, BEN, order.key),
        lambda uow: orders.cancel(uow, BEN, order.key),
        lambda uow: orders.confirm(uow, BEN, order.key, order.content_hash),
        lambda uow: step_up.send_code(uow, BEN, order.key),
        lambda uow: step_up.verify_code(uow, BEN, order.key, "000000"),
    ):
        with world.work() as uow, pytest.raises(errors.UnknownOrder):
            attempt(uow)


def test_a_transfer_that_can_no_longer_be_paid_fails_and_stays_failed(world: World) -> None:
    first, second = propose_transfer(world, "700.00"), propose_transfer(world, "700.00")
    assert confirm(world, first).state is OrderState.EXECUTED
    failed = confirm(world, second)
    assert failed.state is OrderState.FAILED
    assert failed.failure is not None
    assert failed.failure.code == "insufficient_funds"
    assert confirm(world, second) == failed
    assert world.balance_minor(world.ada_current) == 300_00


# Cancelling and replacing


def test_a_cancelled_order_cannot_be_confirmed(world: World) -> None:
    order = propose_transfer(world, "100.00")
    with world.work() as uow:
        assert orders.cancel(uow, ADA, order.key).state is OrderState.CANCELLED
        assert orders.cancel(uow, ADA, order.key).state is OrderState.CANCELLED
    with pytest.raises(errors.WrongOrderState):
        confirm(world, order)


def test_an_executed_order_cannot_be_cancelled(world: World) -> None:
    order = confirm(world, propose_transfer(world, "100.00"))
    with world.work() as uow, pytest.raises(errors.WrongOrderState):
        orders.cancel(uow, ADA, order.key)


def test_a_correction_takes_the_place_of_the_proposal_and_voids_its_code(world: World) -> None:
    order = world.propose_to_mia("60.00")
    code = world.code_for(order)
    corrected = world.propose_to_mia("70.00", replaces=order.key)
    assert corrected.key != order.key
    with world.work() as uow:
        assert step_up.phone_messages(uow, ADA) == ()
        assert step_up.verify_code(uow, ADA, order.key, code).result == "expired"
        assert orders.get(uow, ADA, order.key).state is OrderState.CANCELLED
    assert postings(world) == 0


def test_a_correction_after_the_payment_is_too_late(world: World) -> None:
    order = world.pay_mia("60.00")
    with pytest.raises(errors.WrongOrderState):
        world.propose_to_mia("70.00", replaces=order.key)


def test_the_same_key_again_is_the_same_order_and_with_other_content_refused(world: World) -> None:
    first = world.propose_to_mia("60.00", key="made-before-sending")
    assert world.propose_to_mia("60.00", key="made-before-sending") == first
    with pytest.raises(errors.OrderChanged):
        world.propose_to_mia("60.01", key="made-before-sending")
    with world.work() as uow, pytest.raises(errors.OrderChanged):
        request = PaymentRequest(euros("6.00"), payee_name="Mia", payee_iban=MIA_IBAN, key="made-before-sending")
        orders.propose_payment(uow, BEN, request)


# Payments within the bank and beyond


def test_a_payment_to_another_bank_leaves_the_account(world: World) -> None:
    assert world.pay_mia("60.00").state is OrderState.EXECUTED
    assert world.balance_minor(world.ada_current) == 940_00


def test_a_payment_to_a_customer_of_this_bank_arrives_at_once(world: World) -> None:
    with world.work() as uow:
        order = orders.propose_payment(uow, ADA, PaymentRequest(euros("60.00"), payee_id=world.ben_as_payee))
    code = world.code_for(order)
    with world.work() as uow:
        step_up.verify_code(uow, ADA, order.key, code)
    assert world.balance_minor(world.ben_current) == 110_00
    with world.bank.unit_of_work() as uow:
        arrived = transactions.find_transactions(uow, BEN).items[0]
    assert (arrived.counterparty, arrived.amount) == ("Ada Winter", euros("60.00"))


def test_a_closed_account_of_this_bank_cannot_be_paid(world: World) -> None:
    with world.work() as uow:
        uow.session.get_one(Account, world.ben_current).status = AccountStatus.CLOSED
    with world.work() as uow, pytest.raises(errors.PayeeCannotReceive):
        orders.propose_payment(uow, ADA, PaymentRequest(euros("60.00"), payee_id=world.ben_as_payee))


def test_a_new_payee_is_remembered_once_paid(world: World) -> None:
    with world.work() as uow:
        request = PaymentRequest(euros("5.00"), payee_name="Nora", payee_iban="GB82WEST12345698765432")
        order = orders.propose_payment(uow, ADA, request)
        assert "Nora" not in [payee.name for payee in payees.list_payees(uow, ADA)]
    code = world.code_for(order)
    with world.work() as uow:
        paid = step_up.verify_code(uow, ADA, order.key, code).order
        assert paid.payee_id in [payee.id for payee in payees.list_payees(uow, ADA) if payee.name == "Nora"]
    assert check.check(world.bank).is_fine


# Dated orders


def test_a_dated_order_waits_for_its_day(world: World) -> None:
    order = world.pay_mia("60.00", execute_on=TODAY + timedelta(days=2))
    assert order.state is OrderState.AUTHORISED
    with world.work() as uow:
        assert orders.run_due(uow) == ()
        assert [waiting.key for waiting in orders.list_scheduled(uow, ADA)] == [order.key]
    world.clock.forward(days=2)
    with world.work() as uow:
        assert [done.state for done in orders.run_due(uow)] == [OrderState.EXECUTED]
        assert orders.run_due(uow) == ()
    assert world.balance_minor(world.ada_current) == 940_00


def test_a_dated_order_without_cover_fails_on_its_day(world: World) -> None:
    order = world.pay_mia("5000.00", execute_on=TODAY + timedelta(days=2))
    with world.work() as uow:
        (done,) = orders.run_due(uow, date(2026, 3, 12))
    assert done.key == order.key
    assert done.failure is not None
    assert done.failure.code == "insufficient_funds"


def test_a_dated_order_can_be_cancelled_before_its_day(world: World) -> None:
    order = world.pay_mia("60.00", execute_on=TODAY + timedelta(days=2))
    with world.work() as uow:
        orders.cancel(uow, ADA, order.key)
        assert orders.run_due(uow, date(2026, 3, 12)) == ()


# The record


def test_every_change_of_state_is_a_row(world: World) -> None:
    world.pay_mia("60.00")
    assert states(world) == ["proposed", "confirmed", "authorised", "executed"]


def test_what_is_not_committed_did_not_happen(world: World) -> None:
    order = propose_transfer(world, "100.00")
    with world.bank.unit_of_work() as uow:
        orders.confirm(uow, ADA, order.key, order.content_hash)
    assert world.balance_minor(world.ada_current) == 1_000_00
    assert states(world) == ["proposed"]
