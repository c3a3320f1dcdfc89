"""What alerts tell, to the inbox and the outbox, each once; on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import select

from bank import Money
from bank.domain.alerts import AlertKind
from bank.domain.limits import ALERT_BILL_DAYS, ALERT_LOOKS_BACK
from bank.domain.transactions import TransactionStatus
from bank.services import alert_watch, orders
from bank.services.views import TransferRequest
from bank.store.models import OutgoingMessage, Transaction
from tests.bank_fixtures import ADA, BEN, World


def watch(world: World) -> int:
    with world.work() as uow:
        return alert_watch.watch(uow)


def told(world: World) -> list[tuple[AlertKind, dict[str, str]]]:
    with world.bank.unit_of_work() as uow:
        return [(one.kind, dict(one.facts)) for one in reversed(alert_watch.list_notifications(uow, ADA))]


def set_alert(world: World, kind: AlertKind, minor: int | None = None) -> None:
    world.change("set_alert", alert=kind, threshold_minor=minor)


def used_abroad(world: World, original_minor: int, status: TransactionStatus = TransactionStatus.PENDING) -> None:
    with world.work() as uow:
        uow.session.add(
            Transaction(
                customer_id=ADA,
                account_id=world.ada_current,
                status=status,
                at=uow.now,
                amount_minor=-original_minor,
                currency="EUR",
                fee_minor=0,
                original_minor=original_minor,
                original_currency="GBP",
                rate="0.86",
                counterparty="Corner Shop London",
                description="",
                category_id="shopping",
                card_id=world.ada_debit_card,
                decline_reason="country_off" if status is TransactionStatus.DECLINED else None,
            )
        )


def test_a_balance_that_falls_is_told_once_and_again_after_it_had_recovered(world: World) -> None:
    set_alert(world, AlertKind.LOW_BALANCE, 500_00)
    assert watch(world) == 0
    world.pay_mia("600.00")
    assert (watch(world), watch(world)) == (1, 0)
    ((kind, facts),) = told(world)
    assert kind is AlertKind.LOW_BALANCE
    assert facts["amount"] == "400.00 EUR"  # the customer's own money, not the overdraft
    with world.work() as uow:
        back = TransferRequest(Money(200_00, "EUR"), world.ada_current, world.ada_savings)
        order = orders.propose_transfer(uow, ADA, back)
        orders.confirm(uow, ADA, order.key, order.content_hash)
    assert watch(world) == 0
    world.pay_mia("300.00")
    assert watch(world) == 1


def test_another_amount_is_told_anew(world: World) -> None:
    set_alert(world, AlertKind.LOW_BALANCE, 2_000_00)
    assert watch(world) == 1
    set_alert(world, AlertKind.LOW_BALANCE, 3_000_00)
    assert watch(world) == 1


def test_a_large_payment_is_told_and_a_small_one_an_older_one_and_an_own_transfer_are_not(world: World) -> None:
    world.pay_mia("150.00")
    world.clock.forward(minutes=1)
    set_alert(world, AlertKind.LARGE_PAYMENT, 100_00)
    world.clock.forward(minutes=1)
    world.pay_mia("99.99")
    world.pay_mia("100.00")
    with world.work() as uow:
        own = TransferRequest(Money(200_00, "EUR"), world.ada_savings, world.ada_current)
        order = orders.propose_transfer(uow, ADA, own)
        orders.confirm(uow, ADA, order.key, order.content_hash)
    assert (watch(world), watch(world)) == (1, 0)
    assert told(world) == [(AlertKind.LARGE_PAYMENT, {"amount": "100.00 EUR", "payee": "Mia Brandt"})]


def test_a_payment_is_told_after_days_without_a_worker_but_not_after_a_week(world: World) -> None:
    set_alert(world, AlertKind.LARGE_PAYMENT, 100_00)
    world.pay_mia("100.00")
    world.clock.now += ALERT_LOOKS_BACK - timedelta(hours=1)
    world.pay_mia("200.00")
    assert watch(world) == 2
    world.pay_mia("300.00")
    world.clock.now += ALERT_LOOKS_BACK + timedelta(hours=1)
    assert watch(world) == 0


def test_a_card_used_in_another_currency_is_told_even_if_it_was_declined(world: World) -> None:
    set_alert(world, AlertKind.CARD_ABROAD)
    used_abroad(world, 20_00)
    used_abroad(world, 30_00, TransactionStatus.DECLINED)
    assert watch(world) == 2
    assert told(world)[0] == (AlertKind.CARD_ABROAD, {"amount": "20.00 GBP", "payee": "Corner Shop London"})


def test_a_bill_is_told_once_a_few_days_before_it_is_due(world: World) -> None:
    set_alert(world, AlertKind.BILL_DUE)
    assert watch(world) == 0  # due on 5 April, and it is 10 March
    world.clock.now += timedelta(days=26 - ALERT_BILL_DAYS)
    assert (watch(world), watch(world)) == (1, 0)
    assert told(world)[0][1]["day"] == "2026-04-05"


def test_what_is_told_is_shown_once_and_goes_into_the_outbox_without_a_link(world: World) -> None:
    world.change("change_email", value="ada@example.com")
    set_alert(world, AlertKind.LOW_BALANCE, 2_000_00)
    assert watch(world) == 1
    with world.work() as uow:
        (shown,) = alert_watch.take_unshown(uow, ADA)
        assert shown.kind is AlertKind.LOW_BALANCE
        assert alert_watch.take_unshown(uow, BEN) == ()
    with world.work() as uow:
        assert alert_watch.take_unshown(uow, ADA) == ()
        mail = uow.session.scalars(select(OutgoingMessage)).one()
        assert (mail.channel, mail.recipient, mail.sent_at) == ("email", "ada@example.com", None)
        assert "1000.00 EUR" in mail.words
        assert "http" not in mail.words


def test_an_alert_that_was_removed_tells_nothing(world: World) -> None:
    set_alert(world, AlertKind.LOW_BALANCE, 2_000_00)
    world.change("remove_alert", alert="low_balance")
    assert watch(world) == 0


def test_two_workers_tell_it_once(world: World) -> None:
    set_alert(world, AlertKind.LOW_BALANCE, 2_000_00)
    with ThreadPoolExecutor(3) as pool:
        counts = list(pool.map(lambda _: watch(world), range(3)))
    assert sum(counts) == 1
    assert len(told(world)) == 1
