"""Planned and regular payments, returns, recalls, card bills and exchanges, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bank import CustomerId, Money
from bank.domain import errors, payment_errors
from bank.domain.entries import move
from bank.domain.limits import EXCHANGE_QUOTE_LIFETIME
from bank.domain.orders import OrderState
from bank.domain.transactions import TransactionStatus
from bank.services import (
    catalogue,
    check,
    direct_debits,
    exchange,
    orders,
    recalls,
    scheduled,
    standing_orders,
    step_up,
    usual,
)
from bank.services.ledger import post
from bank.services.views import ChangeView, OrderView, PaymentRequest, TransferRequest
from bank.store.books import BankAccount, bank_account_id
from bank.store.models import ExchangeRate, StandingOrder, Transaction
from tests.bank_fixtures import ADA, BEN, TODAY, World

FRIDAY = date(2026, 3, 13)


def euros(text: str) -> Money:
    return Money.parse(text, "EUR")


def change_planned(world: World, key: str, **wanted: object) -> OrderView:
    with world.work() as uow:
        request = PaymentRequest(payee_id=world.mia, instead_of=key, **wanted)  # type: ignore[arg-type]
        return scheduled.propose_change(uow, ADA, key, request)


def authorise(world: World, order: OrderView) -> OrderView:
    code = world.code_for(order)
    with world.work() as uow:
        done = step_up.verify_code(uow, ADA, order.key, code).order
    assert done is not None
    return done


def planned(world: World) -> list[tuple[Money, date]]:
    with world.bank.unit_of_work() as uow:
        return [(one.order.amount, one.order.execute_on) for one in scheduled.list_planned(uow, ADA)]


# Planned payments


def test_a_planned_payment_is_cancelled_without_a_code(world: World) -> None:
    order = world.pay_mia("60.00", execute_on=FRIDAY)
    assert planned(world) == [(euros("60.00"), FRIDAY)]
    done = world.change("cancel_scheduled", order=order.key)
    assert done.state is OrderState.EXECUTED
    assert planned(world) == []


def test_a_changed_payment_takes_the_place_of_the_planned_one_only_once_its_code_is_taken(world: World) -> None:
    order = world.pay_mia("60.00", execute_on=FRIDAY)
    new = change_planned(world, order.key, amount=euros("70.00"), execute_on=FRIDAY)
    assert planned(world) == [(euros("60.00"), FRIDAY)]
    assert authorise(world, new).state is OrderState.AUTHORISED
    assert planned(world) == [(euros("70.00"), FRIDAY)]
    assert check.check(world.bank).is_fine


def test_after_the_cut_off_nothing_planned_can_be_stopped(world: World) -> None:
    order = world.pay_mia("60.00", execute_on=FRIDAY)
    world.clock.forward(days=2, hours=7)  # Thursday, 16:30
    with pytest.raises(payment_errors.PastCutOff):
        world.propose_change("cancel_scheduled", order=order.key)
    with pytest.raises(payment_errors.PastCutOff):
        change_planned(world, order.key, amount=euros("70.00"), execute_on=FRIDAY)


def test_a_change_that_is_authorised_after_the_cut_off_fails_and_the_planned_payment_stays(world: World) -> None:
    order = world.pay_mia("60.00", execute_on=FRIDAY)
    world.clock.forward(days=2, hours=6, minutes=28)  # Thursday, 15:58
    new = change_planned(world, order.key, amount=euros("70.00"), execute_on=FRIDAY)
    code = world.code_for(new)
    world.clock.forward(minutes=4)
    with world.work() as uow:
        failed = step_up.verify_code(uow, ADA, new.key, code).order
    assert failed is not None and failed.failure is not None
    assert failed.failure.code == "past_cut_off"
    assert planned(world) == [(euros("60.00"), FRIDAY)]


def test_nobody_changes_or_cancels_what_another_has_planned(world: World) -> None:
    order = world.pay_mia("60.00", execute_on=FRIDAY)
    with world.work() as uow, pytest.raises(errors.UnknownOrder):
        scheduled.propose_change(
            uow, BEN, order.key, PaymentRequest(euros("1.00"), payee_name="X", payee_iban="NL91ABNA0417164300")
        )


# Standing orders


def create(world: World, **fields: object) -> ChangeView:
    wanted = {"payee_id": world.mia, "minor": 50_00, "currency": "EUR", "first_on": "2026-03-16", "reference": "Rent"}
    return world.change("create_standing_order", **{**wanted, **fields})


def run(world: World) -> list[tuple[date, str | None]]:
    with world.work() as uow:
        return [(one.due_on, one.failure) for one in standing_orders.run_due(uow)]


def only_one(world: World) -> standing_orders.StandingOrderView:
    with world.bank.unit_of_work() as uow:
        (one,) = standing_orders.list_standing_orders(uow, ADA)
    return one


def test_a_standing_order_is_paid_each_month_once_however_often_the_worker_runs(world: World) -> None:
    assert create(world).state is OrderState.EXECUTED
    assert run(world) == []
    world.clock.forward(days=6)
    assert run(world) == [(date(2026, 3, 16), None)]
    assert run(world) == []
    assert world.balance_minor(world.ada_current) == 950_00
    world.clock.forward(days=62)
    assert run(world) == [(date(2026, 4, 16), None), (date(2026, 5, 16), None)]
    assert world.balance_minor(world.ada_current) == 850_00
    assert check.check(world.bank).is_fine


def test_a_standing_order_to_a_customer_of_the_bank_arrives(world: World) -> None:
    create(world, payee_id=world.ben_as_payee)
    world.clock.forward(days=6)
    run(world)
    assert world.balance_minor(world.ben_current) == 100_00
    assert check.check(world.bank).is_fine


def test_too_little_money_is_tried_again_and_given_up_after_two_working_days(world: World) -> None:
    create(world, minor=5_000_00)
    world.clock.forward(days=6)  # Monday
    assert run(world) == []
    world.clock.forward(days=2)
    ((due_on, failure),) = run(world)
    assert due_on == date(2026, 3, 16)
    assert failure is not None and "not enough money" in failure
    assert only_one(world).failure == failure
    assert only_one(world).next_on == date(2026, 4, 16)


def test_a_paused_month_is_left_out(world: World) -> None:
    create(world)
    standing = only_one(world)
    done = world.change("pause_standing_order", standing_order_id=standing.id, until=None)
    assert dict(done.summary)["Next payment"] == date(2026, 4, 16)
    world.clock.forward(days=6)
    assert run(world) == []
    world.clock.forward(days=31)
    assert run(world) == [(date(2026, 4, 16), None)]


def test_a_pause_can_be_taken_back(world: World) -> None:
    create(world)
    world.change("pause_standing_order", standing_order_id=only_one(world).id, until="2026-06-30")
    assert only_one(world).next_on == date(2026, 7, 16)
    world.change("resume_standing_order", standing_order_id=only_one(world).id)
    assert (only_one(world).next_on, only_one(world).paused_until) == (date(2026, 3, 16), None)


def test_amount_and_day_of_a_standing_order_can_be_changed(world: World) -> None:
    create(world)
    world.change("change_standing_order", standing_order_id=only_one(world).id, minor=75_00, next_on="2026-03-20")
    assert (only_one(world).amount, only_one(world).day_of_month) == (euros("75.00"), 20)


def test_a_cancelled_standing_order_is_not_paid_and_a_new_one_begins_afresh(world: World) -> None:
    create(world)
    world.clock.forward(days=6)
    run(world)
    world.change("cancel_standing_order", standing_order_id=only_one(world).id)
    create(world, first_on="2026-04-16")
    world.clock.forward(days=31)
    assert run(world) == [(date(2026, 4, 16), None)]


@pytest.mark.parametrize(
    ("kind", "fields", "error"),
    [
        ("change_standing_order", {"minor": 50_00}, payment_errors.NothingNew),
        ("change_standing_order", {"minor": 0 - 5}, errors.NotPositive),
        ("pause_standing_order", {"until": "2027-03-01"}, payment_errors.PauseTooLong),
        ("pause_standing_order", {"until": "2026-03-12"}, errors.DateInPast),
        ("resume_standing_order", {}, payment_errors.NotPaused),
    ],
)
def test_what_makes_no_sense_is_refused(
    world: World, kind: str, fields: dict[str, object], error: type[Exception]
) -> None:
    create(world)
    with pytest.raises(error):
        world.propose_change(kind, standing_order_id=only_one(world).id, **fields)


def test_another_customers_standing_order_is_unknown(world: World) -> None:
    with world.work() as uow:
        uow.write()
        uow.session.add(
            StandingOrder(
                customer_id=BEN, account_id=world.ben_current, payee_id=world.mia, amount_minor=1, currency="EUR",
                reference="", day_of_month=1, next_on=TODAY + timedelta(days=20),
            )
        )  # fmt: skip
        uow.session.flush()
        theirs = uow.session.scalars(select(StandingOrder.id)).one()
    with pytest.raises(payment_errors.UnknownStandingOrder):
        world.propose_change("cancel_standing_order", standing_order_id=theirs)


def test_a_standing_order_begins_before_its_cut_off_only(world: World) -> None:
    with pytest.raises(payment_errors.PastCutOff):
        world.propose_change(
            "create_standing_order", payee_id=world.mia, minor=1_00, currency="EUR", first_on=TODAY.isoformat()
        )


# Direct debits and recalls


def booked(world: World, days_ago: int, *, description: str, category: str, amount: int = 30_00) -> int:
    """A booked payment of Ada's, so many days ago."""
    with world.work() as uow:
        uow.write()
        others = bank_account_id(uow.session, BankAccount.PAYMENTS, "EUR")
        set_id = post(uow, "payment", move(world.ada_current, others, Money(amount, "EUR")))
        row = Transaction(
            customer_id=ADA, account_id=world.ada_current, status=TransactionStatus.BOOKED,
            at=uow.now - timedelta(days=days_ago), booked_on=uow.today - timedelta(days=days_ago),
            amount_minor=-amount, currency="EUR", fee_minor=0, counterparty="Harbour Energy", description=description,
            category_id=category, entry_set_id=set_id,
        )  # fmt: skip
        uow.session.add(row)
        uow.session.flush()
        return row.id


def test_a_direct_debit_is_returned_once_within_eight_weeks(world: World) -> None:
    id = booked(world, 55, description="Direct debit", category="housing")
    before = world.balance_minor(world.ada_current)
    assert world.change("return_direct_debit", transaction_id=id).state is OrderState.EXECUTED
    assert world.balance_minor(world.ada_current) == before + 30_00
    with pytest.raises(payment_errors.AlreadyReturned):
        world.propose_change("return_direct_debit", transaction_id=id)
    with world.bank.unit_of_work() as uow:
        assert direct_debits.list_collected(uow, ADA) == ()
    assert check.check(world.bank).is_fine


def test_after_eight_weeks_a_direct_debit_is_not_returned(world: World) -> None:
    id = booked(world, 57, description="Direct debit", category="housing")
    with pytest.raises(payment_errors.RefundTooLate):
        world.propose_change("return_direct_debit", transaction_id=id)


def test_only_a_direct_debit_is_returned(world: World) -> None:
    id = booked(world, 5, description="Dinner", category="payments")
    with pytest.raises(payment_errors.NotADirectDebit):
        world.propose_change("return_direct_debit", transaction_id=id)


def test_a_recall_opens_a_case_takes_its_fee_and_is_opened_once(world: World) -> None:
    with world.work() as uow:
        catalogue.load(uow.session)
    world.pay_mia("60.00")
    with world.bank.unit_of_work() as uow:
        (sent,) = recalls.list_sent(uow, ADA)
    done = world.change("recall_payment", transaction_id=sent.transaction_id, reason="wrong_payee")
    assert done.result == {"case": "R-2026-00001", "answer_by": "2026-03-31"}
    assert world.balance_minor(world.ada_current) == 1_000_00 - 60_00 - 10_00
    with pytest.raises(payment_errors.RecallOpen):
        world.propose_change("recall_payment", transaction_id=sent.transaction_id, reason="twice")
    with world.bank.unit_of_work() as uow:
        (recall,) = recalls.list_recalls(uow, ADA)
    assert (recall.number, recall.payee, recall.amount) == ("R-2026-00001", "Mia Brandt", euros("60.00"))
    assert check.check(world.bank).is_fine


def test_the_rent_that_a_standing_order_paid_can_be_called_back(world: World) -> None:
    booked(world, 2, description="Rent", category="housing")
    with world.bank.unit_of_work() as uow:
        (sent,) = recalls.list_sent(uow, ADA)
    proposed = world.propose_change("recall_payment", transaction_id=sent.transaction_id, reason="other")
    assert (sent.description, dict(proposed.summary)["Amount"]) == ("Rent", sent.amount)


def test_only_a_payment_to_somebody_can_be_called_back(world: World) -> None:
    id = booked(world, 2, description="Card bill", category="loans")
    with pytest.raises(payment_errors.NotRecallable):
        world.propose_change("recall_payment", transaction_id=id, reason="other")


# The card's bill


def pay_card(world: World, amount: str) -> OrderView:
    with world.work() as uow:
        order = orders.propose_transfer(uow, ADA, TransferRequest(euros(amount), to_account_id=world.ada_card))
        return orders.confirm(uow, ADA, order.key, order.content_hash)


def test_the_credit_card_is_paid_by_a_transfer(world: World) -> None:
    assert pay_card(world, "300.00").state is OrderState.EXECUTED
    assert world.balance_minor(world.ada_card) == 0


def test_a_credit_card_is_not_paid_more_than_is_owed(world: World) -> None:
    with pytest.raises(payment_errors.OverpaysCard):
        pay_card(world, "300.01")


# Exchange


@pytest.fixture
def rated(world: World) -> World:
    """The bank with rates: 1 EUR = 1.1 USD since yesterday, other ones before and to come."""
    with world.work() as uow:
        uow.write()
        for day, rate in ((-2, 1_000_000), (-1, 1_100_000), (1, 2_000_000)):
            uow.session.add(ExchangeRate(currency="USD", day=TODAY + timedelta(days=day), per_euro_e6=rate))
    return world


def exchanged(world: World, amount: Money) -> ChangeView:
    with world.work() as uow:
        quoted = exchange.quote(uow, ADA, world.ada_current, world.ada_dollars, amount)
    return world.change("exchange", quote=quoted.key)


def test_the_newest_rate_up_to_today_counts(rated: World) -> None:
    with rated.bank.unit_of_work() as uow:
        got = exchange.sell(uow, euros("100.00"), "USD")
    assert (got.bought, got.fee, got.day) == (Money(109_34, "USD"), Money(66, "USD"), TODAY - timedelta(days=1))


def test_an_exchange_moves_both_currencies_and_balances(rated: World) -> None:
    assert exchanged(rated, euros("100.00")).state is OrderState.EXECUTED
    assert rated.balance_minor(rated.ada_current) == 900_00
    assert rated.balance_minor(rated.ada_dollars) == 80_00 + 109_34
    assert check.check(rated.bank).is_fine


def test_an_amount_in_the_other_currency_is_what_comes_out(rated: World) -> None:
    exchanged(rated, Money(50_00, "USD"))
    assert rated.balance_minor(rated.ada_dollars) == 130_00


def test_a_quote_holds_for_a_minute_and_once(rated: World) -> None:
    with rated.work() as uow:
        quoted = exchange.quote(uow, ADA, rated.ada_current, rated.ada_dollars, euros("10.00"))
    proposed = rated.propose_change("exchange", quote=quoted.key)
    rated.clock.forward(seconds=EXCHANGE_QUOTE_LIFETIME.total_seconds())
    with rated.work() as uow:
        from bank.services import changes

        failed = changes.confirm(uow, ADA, proposed.key, proposed.content_hash)
    assert failed.failure is not None and failed.failure.code == "quote_expired"
    assert rated.balance_minor(rated.ada_current) == 1_000_00


def test_what_cannot_be_exchanged_is_refused(rated: World) -> None:
    with rated.work() as uow:
        for amount, target, error in (
            (euros("10.00"), rated.ada_savings, payment_errors.SameCurrency),
            (euros("5000.00"), rated.ada_dollars, errors.InsufficientFunds),
            (Money(10, "GBP"), rated.ada_dollars, errors.CurrencyMismatch),
            (euros("10.00"), rated.ada_card, errors.AccountNotAllowed),
            (euros("10.00"), rated.ben_current, errors.UnknownAccount),
        ):
            with pytest.raises(error):
                exchange.quote(uow, ADA, rated.ada_current, target, amount)
        with pytest.raises(payment_errors.NoRate):
            exchange.sell(uow, euros("10.00"), "PLN")


def test_a_quote_is_its_customers_alone(rated: World) -> None:
    with rated.work() as uow:
        quoted = exchange.quote(uow, ADA, rated.ada_current, rated.ada_dollars, euros("10.00"))
        with pytest.raises(payment_errors.QuoteExpired):
            exchange._check_exchange(uow, CustomerId(BEN), {"quote": quoted.key})


# The usual


def test_the_last_amount_is_that_of_the_last_executed_payment(world: World) -> None:
    def last() -> Money | None:
        with world.bank.unit_of_work() as uow:
            return usual.last_amount(uow, ADA, world.mia)

    assert last() is None
    world.pay_mia("60.00")
    world.clock.forward(minutes=1)
    world.pay_mia("45.00")
    world.pay_mia("70.00", execute_on=FRIDAY)
    assert last() == euros("45.00")


def test_another_customers_payee_has_no_last_amount(world: World) -> None:
    with world.bank.unit_of_work() as uow, pytest.raises(errors.UnknownPayee):
        usual.last_amount(uow, BEN, world.mia)
