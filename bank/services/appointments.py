"""Appointments with advisers: the free times of a branch's calendar, and booking, moving and cancelling one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import select

from bank.domain import product_errors
from bank.domain.appointments import TOPIC_NAMES, Topic, days_ahead, times_on
from bank.domain.changes import Row
from bank.domain.clock import BANK_TIME_ZONE, end_of_day, start_of_day
from bank.domain.customers import CustomerId
from bank.domain.errors import UnknownPlace
from bank.domain.limits import APPOINTMENT_HORIZON_DAYS, APPOINTMENT_NOTICE, APPOINTMENTS_AHEAD
from bank.domain.places import PlaceKind
from bank.services.branches import find_branches
from bank.services.change_kinds import ChangeKind, Fields
from bank.services.product_views import AppointmentView
from bank.services.views import BranchView
from bank.store.database import UnitOfWork
from bank.store.models import Adviser, Appointment, Branch, ContactDetails, OpeningHours

BOOK, MOVE, CANCEL = "book_appointment", "move_appointment", "cancel_appointment"
SERVICE = "appointments"
NOTICE_HOURS = int(APPOINTMENT_NOTICE.total_seconds()) // 3600
POST_CODE = re.compile(r"\b\d{5}\b")


def free_times(
    uow: UnitOfWork,
    branch_id: int,
    since: date | None = None,
    limit: int | None = 3,
    *,
    until: date | None = None,
    fits: Callable[[datetime], bool] = lambda _: True,
) -> tuple[datetime, ...]:
    """The next times within days at which an adviser of the branch is free and that fit, in the bank's time zone."""
    times = _open_times(uow, branch_id, since or uow.today, until)
    return tuple(islice((start for start in times if fits(start)), limit))


def branches_near(uow: UnitOfWork, place: str, limit: int = 3) -> tuple[BranchView, ...]:
    """The nearest branches with advisers. UnknownPlace."""
    return find_branches(uow, place, services=(SERVICE,), kind=PlaceKind.BRANCH, limit=limit)


def branches_near_home(uow: UnitOfWork, customer: CustomerId | None, limit: int = 3) -> tuple[BranchView, ...]:
    """Those nearest to the customer's address; where none is known, or none we know is near it, any."""
    details = uow.session.get(ContactDetails, customer) if customer is not None else None
    post_code = POST_CODE.search((details.address if details else None) or "")
    if post_code:
        try:
            return branches_near(uow, post_code[0], limit)
        except UnknownPlace:
            pass
    towns = uow.session.scalars(
        select(Branch.town).join(Adviser, Adviser.branch_id == Branch.id).order_by(Branch.id).limit(1)
    ).all()
    return branches_near(uow, towns[0], limit) if towns else ()


def free_times_on(uow: UnitOfWork, branch_id: int, day: date) -> tuple[datetime, ...]:
    """All free times of one day. NoTimeThen if there are none."""
    found = tuple(start for start in _open_times(uow, branch_id, day, day))
    if not found:
        raise product_errors.NoTimeThen(day, uow.today + timedelta(days=APPOINTMENT_HORIZON_DAYS))
    return found


def list_appointments(uow: UnitOfWork, customer: CustomerId) -> tuple[AppointmentView, ...]:
    """The customer's appointments that are still to come, the next one first."""
    rows = uow.session.execute(
        select(Appointment, Adviser, Branch)
        .join(Adviser, Adviser.id == Appointment.adviser_id)
        .join(Branch, Branch.id == Adviser.branch_id)
        .where(
            Appointment.customer_id == customer,
            Appointment.cancelled_at.is_(None),
            Appointment.starts_at > uow.now,
        )
        .order_by(Appointment.starts_at, Appointment.id)
    ).tuples()
    return tuple(_view(*row) for row in rows)


def _check_book(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"branch_id", "starts_at" (ISO), "topic"}`. NoAppointmentsThere, SlotTaken, TooManyAppointments."""
    branch, start, topic = _branch(uow, fields["branch_id"]), _moment(fields), Topic(fields["topic"])
    if len(list_appointments(uow, customer)) >= APPOINTMENTS_AHEAD:
        raise product_errors.TooManyAppointments(APPOINTMENTS_AHEAD)
    _free_adviser(uow, branch.id, start)
    return [("Branch", f"{branch.name}, {branch.street}"), *_when(start), ("About", TOPIC_NAMES[topic])]


def _book(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Mapping[str, Any]:
    start = _moment(fields)
    _lock(uow, fields["branch_id"])
    adviser = _free_adviser(uow, fields["branch_id"], start)
    uow.session.add(
        Appointment(adviser_id=adviser.id, customer_id=customer, topic=Topic(fields["topic"]), starts_at=start)
    )
    return {"adviser": adviser.name, "hours": NOTICE_HOURS}


def _check_move(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"appointment_id", "starts_at" (ISO)}`. UnknownAppointment, TooLateToChange, SlotTaken."""
    known, start = _changeable(uow, customer, fields["appointment_id"]), _moment(fields)
    _free_adviser(uow, known.branch_id, start)
    old = known.starts_at
    return [("Branch", known.branch), ("Day until now", old.date()), ("Time until now", f"{old:%H:%M}"), *_when(start)]


def _move(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Mapping[str, Any]:
    known, start = _changeable(uow, customer, fields["appointment_id"]), _moment(fields)
    _lock(uow, known.branch_id)
    adviser = _free_adviser(uow, known.branch_id, start)
    row = uow.session.get_one(Appointment, known.id)
    row.adviser_id, row.starts_at = adviser.id, start
    return {"adviser": adviser.name}


def _check_cancel(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"appointment_id"}`. UnknownAppointment, TooLateToChange."""
    known = _changeable(uow, customer, fields["appointment_id"])
    return [("Branch", known.branch), *_when(known.starts_at), ("About", known.topic_name)]


def _cancel(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> None:
    known = _changeable(uow, customer, fields["appointment_id"])
    uow.session.get_one(Appointment, known.id).cancelled_at = uow.now


def _open_times(uow: UnitOfWork, branch_id: int, first: date, last: date | None = None) -> Iterator[datetime]:
    """Beginnings within opening hours, with enough notice, at which not every adviser is taken."""
    branch = _branch(uow, branch_id)
    hours = {day.weekday: day for day in uow.session.scalars(select(OpeningHours).filter_by(branch_id=branch_id))}
    advisers = uow.session.scalars(select(Adviser.id).where(Adviser.branch_id == branch.id)).all()
    until = end_of_day(last or uow.today + timedelta(days=APPOINTMENT_HORIZON_DAYS))
    taken = _taken(uow, advisers, start_of_day(max(first, uow.today)), until)
    for day in days_ahead(first, uow.today):
        if last is not None and day > last:
            return
        opening = hours.get(day.weekday())
        for start in times_on(day, opening.opens_minute, opening.closes_minute) if opening else ():
            if start >= uow.now + APPOINTMENT_NOTICE and taken.get(start, 0) < len(advisers):
                yield start


def _taken(uow: UnitOfWork, advisers: Sequence[int], since: datetime, until: datetime) -> dict[datetime, int]:
    """How many of the advisers are taken at each time."""
    counts: dict[datetime, int] = {}
    for start in uow.session.scalars(
        select(Appointment.starts_at).where(
            Appointment.adviser_id.in_(advisers),
            Appointment.cancelled_at.is_(None),
            Appointment.starts_at >= since,
            Appointment.starts_at < until,
        )
    ):
        counts[start] = counts.get(start, 0) + 1
    return counts


def _free_adviser(uow: UnitOfWork, branch_id: int, start: datetime) -> Adviser:
    """Who would have the time; SlotTaken if nobody has."""
    day = start.date()
    if start not in set(_open_times(uow, branch_id, day, day)):
        raise product_errors.SlotTaken
    busy = select(Appointment.adviser_id).where(Appointment.starts_at == start, Appointment.cancelled_at.is_(None))
    return uow.session.scalars(
        select(Adviser).where(Adviser.branch_id == branch_id, Adviser.id.not_in(busy)).order_by(Adviser.id).limit(1)
    ).one()


def _lock(uow: UnitOfWork, branch_id: int) -> None:
    """Let others who want this branch's time wait: two may have been offered the same."""
    uow.session.scalars(
        select(Adviser).where(Adviser.branch_id == branch_id).order_by(Adviser.id).with_for_update()
    ).all()


def _branch(uow: UnitOfWork, branch_id: int) -> Branch:
    branch = uow.session.get(Branch, branch_id)
    if branch is None or SERVICE not in {offered.service for offered in branch.services}:
        raise product_errors.NoAppointmentsThere(branch.name if branch else "This place")
    return branch


def _changeable(uow: UnitOfWork, customer: CustomerId, appointment_id: int) -> AppointmentView:
    known = next((view for view in list_appointments(uow, customer) if view.id == appointment_id), None)
    if known is None:
        raise product_errors.UnknownAppointment
    if known.starts_at < uow.now + APPOINTMENT_NOTICE:
        raise product_errors.TooLateToChange(NOTICE_HOURS)
    return known


def _moment(fields: Fields) -> datetime:
    return datetime.fromisoformat(fields["starts_at"]).astimezone(BANK_TIME_ZONE)


def _when(start: datetime) -> list[Row]:
    return [("Day", start.date()), ("Time", f"{start:%H:%M}")]


def _view(row: Appointment, adviser: Adviser, branch: Branch) -> AppointmentView:
    topic = Topic(row.topic or Topic.OTHER)
    return AppointmentView(
        id=row.id,
        branch_id=branch.id,
        branch=branch.name,
        address=f"{branch.street}, {branch.post_code} {branch.town}",
        adviser=adviser.name,
        topic=topic,
        topic_name=TOPIC_NAMES[topic],
        starts_at=row.starts_at.astimezone(BANK_TIME_ZONE),
    )


KINDS = (
    ChangeKind(BOOK, "Book an appointment", needs_code=False, check=_check_book, execute=_book),
    ChangeKind(MOVE, "Move an appointment", needs_code=False, check=_check_move, execute=_move),
    ChangeKind(CANCEL, "Cancel an appointment", needs_code=False, check=_check_cancel, execute=_cancel),
)
