"""How the demo's customers are reached, and the diaries of its advisers: filled as far as such diaries are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bank.demo.people import FIRST_NAMES, LAST_NAMES
from bank.demo.towns import PLACES
from bank.domain.alerts import AlertKind
from bank.domain.appointments import Topic, times_on
from bank.domain.clock import start_of_day
from bank.domain.house import HOME_CURRENCY
from bank.domain.working_days import is_closing_day
from bank.services.appointments import SERVICE
from bank.store.models import Adviser, Alert, Appointment, Branch

STREETS = ("Mill Lane", "Orchard Way", "Harbour Row", "Linden Avenue", "Church Hill", "Garden Street", "Quay Street")
ADVISERS_A_BRANCH = 2
DIARY_DAYS = 60
BUSY_SHARE = 0.55
# Ben has an appointment and an alert, so that there is something to move and to remove.
WITH_APPOINTMENT = 2
APPOINTMENT_IN_DAYS = 6
LOW_BALANCE_MINOR = 100_00


def contact_row(customer: int, first_name: str, last_name: str, random: Random) -> tuple[object, ...]:
    """A customer's e-mail address, phone number and home, as a row of `contact_details`."""
    place = random.choice(PLACES)
    return (
        customer,
        f"{first_name}.{last_name}{customer}@example.com".lower(),
        f"+35387{random.randrange(10**7):07d}",
        f"{random.choice(STREETS)} {random.randint(1, 120)}, {place.post_code} {place.town}",
    )


def add_diaries(session: Session, seed: int, until: date, customers: int) -> None:
    """Advisers with their diaries for the days from `until` on."""
    random = Random(f"{seed}:diaries")  # noqa: S311 - lifelike, not secret
    branches = session.scalars(select(Branch).order_by(Branch.id)).all()
    with_advisers = [branch for branch in branches if SERVICE in {offered.service for offered in branch.services}]
    advisers = {branch.id: _advisers(branch, random) for branch in with_advisers}
    session.add_all(adviser for of_branch in advisers.values() for adviser in of_branch)
    session.flush()
    rows = [row for branch in with_advisers for row in _busy(branch, advisers[branch.id], until, random)]
    session.execute(insert(Appointment), rows)
    if customers >= WITH_APPOINTMENT:
        _give_ben_something(session, with_advisers[0], advisers[with_advisers[0].id], until)


def _advisers(branch: Branch, random: Random) -> list[Adviser]:
    names = [f"{random.choice(FIRST_NAMES)} {random.choice(LAST_NAMES)}" for _ in range(ADVISERS_A_BRANCH)]
    return [Adviser(branch_id=branch.id, name=name) for name in names]


def _busy(branch: Branch, advisers: list[Adviser], until: date, random: Random) -> Iterator[dict[str, object]]:
    for start in _times(branch, until):
        for adviser in advisers:
            if random.random() < BUSY_SHARE:
                yield {"adviser_id": adviser.id, "starts_at": start}


def _give_ben_something(session: Session, branch: Branch, advisers: list[Adviser], until: date) -> None:
    taken = set(session.scalars(select(Appointment.starts_at).where(Appointment.adviser_id == advisers[0].id)))
    start = next(start for start in _times(branch, until + timedelta(days=APPOINTMENT_IN_DAYS)) if start not in taken)
    session.add(Appointment(adviser_id=advisers[0].id, customer_id=WITH_APPOINTMENT, topic=Topic.LOAN, starts_at=start))
    session.add(
        Alert(
            customer_id=WITH_APPOINTMENT,
            kind=AlertKind.LOW_BALANCE,
            threshold_minor=LOW_BALANCE_MINOR,
            currency=HOME_CURRENCY,
            set_at=start_of_day(until),
        )
    )


def _times(branch: Branch, first: date) -> Iterator[datetime]:
    """When the branch has appointments, from a day on."""
    hours = {day.weekday: day for day in branch.hours}
    for ahead in range(DIARY_DAYS):
        day = first + timedelta(days=ahead)
        if (opening := hours.get(day.weekday())) and not is_closing_day(day):
            yield from times_on(day, opening.opens_minute, opening.closes_minute)
