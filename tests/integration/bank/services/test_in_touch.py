"""Contact details, alerts and appointments, on both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bank import CustomerId, Money
from bank.domain import errors, product_errors
from bank.domain.alerts import AlertKind
from bank.domain.clock import BANK_TIME_ZONE
from bank.domain.limits import ALERT_MOST_MINOR, APPOINTMENT_NOTICE, APPOINTMENTS_AHEAD
from bank.domain.orders import OrderState
from bank.services import alerts, appointments, changes, contact_details
from bank.services.product_views import AppointmentView
from bank.store.models import Adviser, Branch, BranchService, OpeningHours, OutgoingMessage
from tests.bank_fixtures import ADA, BEN, World

HARBOUR, MARKET = 1, 2


@pytest.fixture
def staffed(world: World) -> World:
    """The small bank with a branch that has one adviser, open from nine to twelve, and one that has none."""
    with world.work() as uow:
        for number, name in ((HARBOUR, "Harbour"), (MARKET, "Market")):
            uow.session.add(
                Branch(
                    id=number, kind="branch", name=name, street="Quay 1", town="Port", post_code="20115",
                    latitude=52.0, longitude=5.0, step_free=True,
                    services=[BranchService(service="appointments" if number == HARBOUR else "accounts")],
                    hours=[OpeningHours(weekday=day, opens_minute=540, closes_minute=720) for day in range(5)],
                )
            )  # fmt: skip
        uow.session.flush()
        uow.session.add(Adviser(branch_id=HARBOUR, name="Olga Quinn"))
    return world


def at(hour: int, day: int = 11) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=BANK_TIME_ZONE)


def book(world: World, start: datetime) -> AppointmentView:
    done = world.change("book_appointment", branch_id=HARBOUR, starts_at=start.isoformat(), topic="loan")
    assert done.state is OrderState.EXECUTED
    assert done.result == {"adviser": "Olga Quinn", "hours": 2}
    with world.bank.unit_of_work() as uow:
        return next(view for view in appointments.list_appointments(uow, ADA) if view.starts_at == start)


def free(world: World, day: int = 11) -> list[int]:
    with world.bank.unit_of_work() as uow:
        return [start.hour for start in appointments.free_times_on(uow, HARBOUR, at(0, day).date())]


def test_a_change_of_details_takes_a_code_and_tells_the_old_place(world: World) -> None:
    first = world.change("change_email", value="ada@Example.com")
    assert (first.state, first.result) == (OrderState.EXECUTED, {})  # there was nobody to tell
    second = world.change("change_email", value="winter@example.com")
    assert second.needs_code
    assert second.result == {"told": "a…@example.com"}
    assert second.summary == (("New e-mail", "winter@example.com"), ("Until now", "a…@example.com"))
    with world.bank.unit_of_work() as uow:
        assert contact_details.get(uow, ADA).email == "w…@example.com"
        (told,) = uow.session.scalars(select(OutgoingMessage))
        assert (told.recipient, told.channel) == ("ada@example.com", "email")
        assert "winter" not in told.words
        assert contact_details.get(uow, BEN).email is None


def test_what_is_known_already_or_no_address_is_refused(world: World) -> None:
    world.change("change_phone", value="087 123 4567")
    with pytest.raises(product_errors.SameDetail):
        world.propose_change("change_phone", value="+353871234567")
    with pytest.raises(product_errors.InvalidAddress):
        world.propose_change("change_address", value="somewhere")


def test_an_alert_is_set_changed_and_removed(world: World) -> None:
    world.change("set_alert", alert="low_balance", threshold_minor=100_00)
    world.change("set_alert", alert="low_balance", threshold_minor=50_00)
    world.change("set_alert", alert="bill_due", threshold_minor=None)
    with world.bank.unit_of_work() as uow:
        found = [(alert.kind, alert.threshold) for alert in alerts.list_alerts(uow, ADA)]
        assert found == [(AlertKind.LOW_BALANCE, Money(50_00, "EUR")), (AlertKind.BILL_DUE, None)]
        assert alerts.list_alerts(uow, BEN) == ()
    world.change("remove_alert", alert="low_balance")
    with world.bank.unit_of_work() as uow:
        assert [alert.kind for alert in alerts.list_alerts(uow, ADA)] == [AlertKind.BILL_DUE]


def test_an_alert_that_changes_nothing_or_makes_no_sense_is_refused(world: World) -> None:
    world.change("set_alert", alert="large_payment", threshold_minor=500_00)
    for minor, error in (
        (500_00, product_errors.SameAlert),
        (0, errors.NotPositive),
        (ALERT_MOST_MINOR + 1, errors.AbsurdAmount),
    ):
        with pytest.raises(error):
            world.propose_change("set_alert", alert="large_payment", threshold_minor=minor)
    with pytest.raises(product_errors.UnknownAlert):
        world.propose_change("remove_alert", alert="card_abroad")


def test_free_times_lie_within_opening_hours_and_are_not_at_once(staffed: World) -> None:
    with staffed.bank.unit_of_work() as uow:
        offered = appointments.free_times(uow, HARBOUR, limit=4)
        assert offered == (at(9), at(10), at(11), at(9, 12))  # today's last one is less than two hours off
        with pytest.raises(product_errors.NoTimeThen):
            appointments.free_times_on(uow, HARBOUR, at(0, 14).date())  # a Saturday
        with pytest.raises(product_errors.NoAppointmentsThere):
            appointments.free_times(uow, MARKET)


def test_free_times_are_searched_by_day_and_hour(staffed: World) -> None:
    with staffed.bank.unit_of_work() as uow:
        friday = at(0, 13).date()
        found = appointments.free_times(uow, HARBOUR, friday, None, until=friday, fits=lambda start: start.hour > 9)
        assert found == (at(10, 13), at(11, 13))
        assert appointments.free_times(uow, HARBOUR, fits=lambda start: start.hour == 8) == ()


def test_branches_are_closed_on_holidays(staffed: World) -> None:
    with staffed.bank.unit_of_work() as uow:
        days = {start.date() for start in appointments.free_times(uow, HARBOUR, limit=None)}
    assert date(2026, 4, 2) in days
    assert not days & {date(2026, 4, 3), date(2026, 4, 6)}  # Good Friday and Easter Monday


def test_the_branches_near_home_are_offered_and_any_where_home_is_unknown(staffed: World) -> None:
    with staffed.bank.unit_of_work() as uow:
        assert [branch.name for branch in appointments.branches_near_home(uow, ADA)] == ["Harbour"]
    staffed.change("change_address", value="Mill Lane 3, 20117 Port")
    with staffed.bank.unit_of_work() as uow:
        assert [branch.name for branch in appointments.branches_near_home(uow, ADA)] == ["Harbour"]
        assert [branch.name for branch in appointments.branches_near_home(uow, None)] == ["Harbour"]


def test_a_booked_time_is_free_no_more_until_it_is_cancelled(staffed: World) -> None:
    booked = book(staffed, at(10))
    assert (booked.branch, booked.adviser, booked.topic_name) == ("Harbour", "Olga Quinn", "A loan")
    assert free(staffed) == [9, 11]
    staffed.change("cancel_appointment", appointment_id=booked.id)
    assert free(staffed) == [9, 10, 11]


def test_a_moved_appointment_leaves_its_time_to_others(staffed: World) -> None:
    booked = book(staffed, at(10))
    moved = staffed.change("move_appointment", appointment_id=booked.id, starts_at=at(9, 12).isoformat())
    assert moved.state is OrderState.EXECUTED
    assert (free(staffed), free(staffed, 12)) == ([9, 10, 11], [10, 11])


def test_two_who_were_offered_the_same_time_do_not_both_get_it(staffed: World) -> None:
    fields = {"branch_id": HARBOUR, "starts_at": at(10).isoformat(), "topic": "loan"}
    with staffed.work() as uow:
        bens = changes.propose(uow, BEN, "book_appointment", fields)
    book(staffed, at(10))
    with staffed.work() as uow:
        result = changes.confirm(uow, BEN, bens.key, bens.content_hash)
    assert result.state is OrderState.FAILED
    assert result.failure is not None
    assert result.failure.code == "slot_taken"


@pytest.mark.parametrize("start", [at(8), at(10).replace(minute=10), at(10, 9), at(10, 14)])
def test_a_time_that_is_not_in_the_calendar_is_refused(staffed: World, start: datetime) -> None:
    with pytest.raises(product_errors.SlotTaken):
        staffed.propose_change("book_appointment", branch_id=HARBOUR, starts_at=start.isoformat(), topic="loan")


def test_nobody_books_more_than_a_few(staffed: World) -> None:
    for hour in (9, 10, 11)[:APPOINTMENTS_AHEAD]:
        book(staffed, at(hour))
    with pytest.raises(product_errors.TooManyAppointments):
        staffed.propose_change("book_appointment", branch_id=HARBOUR, starts_at=at(9, 12).isoformat(), topic="loan")


def test_an_appointment_is_its_customers_and_cannot_be_changed_at_the_last_minute(staffed: World) -> None:
    booked = book(staffed, at(10))
    with staffed.work() as uow, pytest.raises(product_errors.UnknownAppointment):
        changes.propose(uow, CustomerId(BEN), "cancel_appointment", {"appointment_id": booked.id})
    staffed.clock.now = at(10) - APPOINTMENT_NOTICE + timedelta(minutes=1)
    with pytest.raises(product_errors.TooLateToChange):
        staffed.propose_change("cancel_appointment", appointment_id=booked.id)
