"""A card's settings on both databases: read back, taken with a code, and honoured by what the card pays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from bank import Money
from bank.domain import card_errors, errors
from bank.domain.card_rules import PaymentWay
from bank.domain.cards import CardState
from bank.domain.limits import TRAVEL_AHEAD_DAYS, TRAVEL_DAYS
from bank.domain.orders import OrderState
from bank.domain.product_errors import HomeCurrencyOnly
from bank.services import cards as bank_cards
from bank.services import changes, check
from bank.services.card_details import list_card_details
from bank.services.card_payments import CardPaymentView, pay_by_card
from bank.services.trouble_views import CardDetails
from bank.store.models import Card, CardDelivery, ContactDetails, Transaction
from tests.bank_fixtures import ADA, BEN, World

TODAY = date(2026, 3, 10)


def cards(world: World) -> Sequence[CardDetails]:
    with world.bank.unit_of_work() as uow:
        return list_card_details(uow, ADA)


def debit(world: World) -> CardDetails:
    return next(details for details in cards(world) if details.card.id == world.ada_debit_card)


def pay(world: World, amount: str = "20.00", way: PaymentWay = PaymentWay.CHIP, country: str = "IE") -> CardPaymentView:
    with world.work() as uow:
        return pay_by_card(
            uow, ADA, world.ada_debit_card, Money.parse(amount, "EUR"), "Corner Shop", way=way, country=country
        )


def new_card(world: World, ordered_days_ago: int) -> int:
    """A debit card in place of Ada's, ordered so many days ago."""
    with world.work() as uow:
        old = uow.session.get_one(Card, world.ada_debit_card)
        new = Card(
            customer_id=ADA,
            account_id=old.account_id,
            kind=old.kind,
            digits="7777",
            holder=old.holder,
            state=CardState.ACTIVE,
            state_at=uow.now,
            expires_on=date(2030, 2, 28),
            awaits_activation=True,
        )
        uow.session.add(new)
        uow.session.flush()
        ordered_at = uow.now - timedelta(days=ordered_days_ago)
        uow.session.add(
            CardDelivery(
                card_id=new.id,
                replaces_id=old.id,
                reason="damaged",
                ordered_at=ordered_at,
                expected_on=date(2026, 3, 12),
            )
        )
        return new.id


# A new card


def test_a_card_that_has_come_is_activated_and_the_old_one_stops(world: World) -> None:
    card_id = new_card(world, ordered_days_ago=6)
    done = world.change("activate_card", card_id=card_id)
    assert (done.state, done.needs_code) == (OrderState.EXECUTED, True)
    assert ("Old card", "…4821 stops working") in done.summary
    found = {details.card.digits: details for details in cards(world)}
    assert found["7777"].awaits_activation is False
    assert found["4821"].card.state is CardState.BLOCKED
    assert check.check(world.bank).is_fine


def test_a_card_that_cannot_have_come_is_not_activated(world: World) -> None:
    card_id = new_card(world, ordered_days_ago=1)
    with pytest.raises(card_errors.CardNotThereYet) as refusal:
        world.propose_change("activate_card", card_id=card_id)
    assert refusal.value.facts["expected_on"] == date(2026, 3, 12)


def test_a_card_is_activated_once(world: World) -> None:
    with pytest.raises(card_errors.CardActiveAlready):
        world.propose_change("activate_card", card_id=world.ada_debit_card)


def test_nothing_is_set_on_a_card_before_it_is_activated(world: World) -> None:
    card_id = new_card(world, ordered_days_ago=6)
    with pytest.raises(card_errors.CardNotActivated):
        world.propose_change("set_card_use", card_ids=[card_id], uses=["online"], on=False)


def test_a_replacement_waits_for_its_activation_and_pays_after_it(world: World) -> None:
    with world.work() as uow:
        uow.session.add(ContactDetails(customer_id=ADA, email=None, phone=None, address="Quay Street 5, Harbourton"))
    world.change("replace_card", card_id=world.ada_debit_card, reason="lost")
    new = next(details.card for details in cards(world) if details.awaits_activation)
    with world.work() as uow:
        first = pay_by_card(uow, ADA, new.id, Money.parse("5.00", "EUR"), "Corner Shop")
    assert first.decline_reason == "not_activated"
    world.clock.now += timedelta(days=7)
    world.change("activate_card", card_id=new.id)
    with world.work() as uow:
        assert pay_by_card(uow, ADA, new.id, Money.parse("5.00", "EUR"), "Corner Shop").decline_reason is None


# Limits


def test_a_limit_is_read_back_with_what_it_was(world: World) -> None:
    done = world.change("set_card_limit", card_ids=[world.ada_debit_card], limit="cash", minor=300_00)
    assert done.summary == (
        ("Card", "debit card …4821"),
        ("For a day", "cash from machines"),
        ("Limit now", Money.parse("1000.00", "EUR")),
        ("New limit", Money.parse("300.00", "EUR")),
    )
    assert debit(world).cash_day == Money.parse("300.00", "EUR")
    assert debit(world).payments_day == Money.parse("5000.00", "EUR")


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"limit": "cash", "minor": 1_000_01}, card_errors.CardLimitTooHigh),
        ({"limit": "payments", "minor": 5_000_01}, card_errors.CardLimitTooHigh),
        ({"limit": "payments", "minor": 5_000_00}, card_errors.SameCardLimit),
        ({"limit": "payments", "minor": -1}, errors.NotPositive),
        ({"limit": "payments", "minor": 100_00, "currency": "USD"}, HomeCurrencyOnly),
    ],
)
def test_a_limit_stays_within_the_banks(world: World, fields: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        world.propose_change("set_card_limit", card_ids=[world.ada_debit_card], **fields)


def test_a_limit_that_changed_meanwhile_is_not_set_by_the_old_code(world: World) -> None:
    first = world.propose_change("set_card_limit", card_ids=[world.ada_debit_card], limit="cash", minor=300_00)
    code = world.code_for_change(first)
    world.change("set_card_limit", card_ids=[world.ada_debit_card], limit="cash", minor=500_00)
    with world.work() as uow:
        from bank.services import step_up

        changed = step_up.verify_code(uow, ADA, first.key, code).change
    assert changed is not None
    assert (changed.state, changed.failure and changed.failure.code) == (OrderState.FAILED, "order_changed")
    assert debit(world).cash_day == Money.parse("500.00", "EUR")


def test_a_limit_counts_what_the_card_paid_that_day(world: World) -> None:
    world.change("set_card_limit", card_ids=[world.ada_debit_card], limit="payments", minor=50_00)
    assert pay(world, "30.00").decline_reason is None
    assert pay(world, "20.01").decline_reason == "over_card_limit"
    assert pay(world, "20.01", PaymentWay.CASH).decline_reason is None
    assert pay(world, "20.00").decline_reason is None
    world.clock.now += timedelta(days=1)
    assert pay(world, "50.00").decline_reason is None


# Where it works


@pytest.mark.parametrize(
    ("use", "way", "country", "reason"),
    [
        ("online", PaymentWay.ONLINE, "US", "online_off"),
        ("abroad", PaymentWay.CHIP, "ES", "abroad_off"),
        ("contactless", PaymentWay.CONTACTLESS, "IE", "contactless_off"),
    ],
)
def test_what_is_switched_off_declines_until_it_is_on_again(
    world: World, use: str, way: PaymentWay, country: str, reason: str
) -> None:
    world.change("set_card_use", card_ids=[world.ada_debit_card], uses=[use], on=False)
    declined = pay(world, way=way, country=country)
    assert declined.decline_reason == reason
    world.change("set_card_use", card_ids=[world.ada_debit_card], uses=[use], on=True)
    assert pay(world, way=way, country=country).decline_reason is None
    with world.bank.unit_of_work() as uow:
        row = uow.session.get_one(Transaction, declined.transaction_id)
        assert (row.status, row.decline_reason, row.entry_set_id) == ("declined", reason, None)
    assert check.check(world.bank).is_fine


def test_only_what_is_not_so_already_is_read_back(world: World) -> None:
    world.change("set_card_use", card_ids=[world.ada_debit_card], uses=["online"], on=False)
    both = world.propose_change("set_card_use", card_ids=[world.ada_debit_card], uses=["online", "abroad"], on=False)
    assert both.summary == (("Card", "debit card …4821"), ("Use abroad", "Switched off"))
    with pytest.raises(card_errors.SameCardUse):
        world.propose_change("set_card_use", card_ids=[world.ada_debit_card], uses=["online"], on=False)


def test_a_blocked_card_has_nothing_to_set(world: World) -> None:
    with world.work() as uow:
        uow.session.get_one(Card, world.ada_debit_card).state = CardState.BLOCKED
    for kind, fields in (
        ("activate_card", {"card_id": world.ada_debit_card}),
        ("set_card_limit", {"card_ids": [world.ada_debit_card], "limit": "cash", "minor": 1_00}),
        ("set_card_use", {"card_ids": [world.ada_debit_card], "uses": ["online"], "on": False}),
    ):
        with pytest.raises(card_errors.CardNotSettable):
            world.propose_change(kind, **fields)


def test_another_customers_card_does_not_exist(world: World) -> None:
    with world.bank.unit_of_work() as uow, pytest.raises(errors.UnknownCard):
        changes.propose(uow, BEN, "set_card_use", {"card_ids": [world.ada_debit_card], "uses": ["online"], "on": False})
    with world.bank.unit_of_work() as uow, pytest.raises(errors.UnknownCard):
        pay_by_card(uow, BEN, world.ada_debit_card, Money.parse("1.00", "EUR"), "Corner Shop")


# Journeys


def travel(world: World, **fields: object) -> dict[str, object]:
    given: dict[str, object] = {
        "card_ids": [world.ada_debit_card],
        "countries": ["ES", "PT"],
        "since": "2026-03-12",
        "until": "2026-03-20",
    }
    return given | fields


def test_a_journey_opens_its_countries_while_abroad_is_off(world: World) -> None:
    world.change("set_card_use", card_ids=[world.ada_debit_card], uses=["abroad"], on=False)
    done = world.change("note_travel", **travel(world))
    assert done.summary[1:] == (
        ("Where", "Spain, Portugal"),
        ("From", date(2026, 3, 12)),
        ("Until", date(2026, 3, 20)),
    )
    assert [one.place for one in debit(world).travels] == ["Spain", "Portugal"]
    assert pay(world, country="ES").decline_reason == "abroad_off"
    world.clock.now += timedelta(days=3)
    assert pay(world, country="ES").decline_reason is None
    assert pay(world, country="FR").decline_reason == "abroad_off"


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"card_ids": []}, errors.UnknownCard),
        ({"countries": []}, card_errors.UnknownCountry),
        ({"countries": ["ZZ"]}, card_errors.UnknownCountry),
        ({"countries": ["IE"]}, card_errors.TravelAtHome),
        ({"since": "2026-03-01", "until": "2026-03-09"}, card_errors.TravelOver),
        ({"since": "2026-03-20", "until": "2026-03-12"}, card_errors.TravelOver),
        ({"until": (date(2026, 3, 12) + timedelta(days=TRAVEL_DAYS)).isoformat()}, card_errors.TravelTooLong),
        (
            dict.fromkeys(("since", "until"), (TODAY + timedelta(days=TRAVEL_AHEAD_DAYS + 1)).isoformat()),
            card_errors.TravelTooFar,
        ),
    ],
)
def test_a_journey_has_days_to_come_and_a_country_abroad(
    world: World, fields: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        world.propose_change("note_travel", **travel(world, **fields))


def test_the_longest_journey_is_noted_and_the_same_one_once(world: World) -> None:
    until = (date(2026, 3, 12) + timedelta(days=TRAVEL_DAYS - 1)).isoformat()
    world.change("note_travel", **travel(world, until=until))
    with pytest.raises(card_errors.TravelKnown):
        world.propose_change("note_travel", **travel(world, until=until))


# What a card pays


def test_a_payment_holds_its_money_and_a_declined_one_does_not(world: World) -> None:
    assert pay(world, "1200.00").decline_reason is None
    assert pay(world, "0.01").decline_reason == "insufficient_funds"
    assert world.balance_minor(world.ada_current) == 1_000_00
    assert check.check(world.bank).is_fine


def test_a_frozen_card_pays_again_once_unfrozen(world: World) -> None:
    with world.work() as uow:
        bank_cards.freeze(uow, ADA, world.ada_debit_card)
    assert pay(world).decline_reason == "card_frozen"
    with world.work() as uow:
        bank_cards.unfreeze(uow, ADA, world.ada_debit_card)
    assert pay(world).decline_reason is None


def test_what_cannot_be_asked_is_refused(world: World) -> None:
    for amount, merchant, error in (
        (Money.parse("0.00", "EUR"), "Corner Shop", errors.NotPositive),
        (Money.parse("1.00", "USD"), "Corner Shop", errors.CurrencyMismatch),
        (Money.parse("1.00", "EUR"), " ", errors.InvalidText),
    ):
        with world.bank.unit_of_work() as uow, pytest.raises(error):
            pay_by_card(uow, ADA, world.ada_debit_card, amount, merchant)
