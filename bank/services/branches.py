"""Branches and cash machines near a place."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from bank.domain.clock import BANK_TIME_ZONE
from bank.domain.errors import UnknownPlace
from bank.domain.limits import PLACES_PER_ANSWER
from bank.domain.places import MINUTES_PER_DAY, PlaceKind, distance_km
from bank.domain.working_days import is_closing_day
from bank.services.views import BranchView, OpeningDay
from bank.store.database import UnitOfWork
from bank.store.models import Branch, OpeningHours

# As many leading digits of a post code name a region.
POST_CODE_AREA = 2
# Beyond a week: holidays may lie in it.
DAYS_TO_OPENING = 10


def find_branches(
    uow: UnitOfWork,
    place: str,
    *,
    services: Collection[str] = (),
    open_at: datetime | None = None,
    limit: int = 3,
    kind: PlaceKind | None = None,
    step_free: bool = False,
) -> tuple[BranchView, ...]:
    """The nearest to a town or post code with all the `services`, open at `open_at`. UnknownPlace."""
    rows = _rows(uow)
    centre = _centre(rows, place)
    moment = (open_at or uow.now).astimezone(BANK_TIME_ZONE)
    found = [
        row
        for row in rows
        if set(services) <= {offered.service for offered in row.services}
        and (kind is None or row.kind == kind)
        and (row.step_free or not step_free)
        and (open_at is None or _is_open(row, moment))
    ]
    found.sort(key=lambda row: (distance_km(centre, (row.latitude, row.longitude)), row.id))
    return tuple(_view(row, centre, moment) for row in found[: max(0, min(limit, PLACES_PER_ANSWER))])


def list_places(uow: UnitOfWork) -> tuple[BranchView, ...]:
    """Every branch and machine, each seen from itself."""
    return tuple(_view(row, (row.latitude, row.longitude), uow.now) for row in _rows(uow))


def get_branch_places(uow: UnitOfWork) -> tuple[str, ...]:
    """Every town and post code that `find_branches` knows, in alphabetical order."""
    rows = uow.session.execute(select(Branch.town, Branch.post_code)).tuples()
    return tuple(sorted({name for row in rows for name in row}))


def hours_on(branch: BranchView, day: date) -> OpeningDay | None:
    """When the place is open on a day; None if it is not. Branches keep bank holidays, machines do not."""
    if branch.kind is PlaceKind.BRANCH and is_closing_day(day):
        return None
    return next((opening for opening in branch.hours if opening.weekday == day.weekday()), None)


def _rows(uow: UnitOfWork) -> list[Branch]:
    query = select(Branch).options(selectinload(Branch.services), selectinload(Branch.hours)).order_by(Branch.id)
    return list(uow.session.scalars(query))


def _centre(rows: list[Branch], place: str) -> tuple[float, float]:
    """The middle of what matches."""
    matching = _matching(rows, place)
    if not matching:
        raise UnknownPlace(place, tuple(sorted({row.town for row in rows})))
    count = len(matching)
    return sum(row.latitude for row in matching) / count, sum(row.longitude for row in matching) / count


def _matching(rows: list[Branch], place: str) -> list[Branch]:
    """What is in the town or post code; else, what a longer wording names; else, the post codes that begin alike."""
    wanted = _plain(place)
    exact = [row for row in rows if wanted in (_plain(row.town), _plain(row.post_code), _plain(row.name))]
    if exact:
        return exact
    named = [row for row in rows if _plain(row.town) in wanted or _plain(row.post_code) in wanted]
    if named or not wanted.isdigit():
        return named
    for length in range(len(wanted), POST_CODE_AREA - 1, -1):
        alike = [row for row in rows if row.post_code.startswith(wanted[:length])]
        if alike:
            return alike
    return []


def _plain(name: str) -> str:
    return "".join(name.casefold().split())


def _opening(row: Branch, day: date) -> OpeningHours | None:
    if row.kind == PlaceKind.BRANCH and is_closing_day(day):
        return None
    return next((opening for opening in row.hours if opening.weekday == day.weekday()), None)


def _is_open(row: Branch, moment: datetime) -> bool:
    minute, opening = moment.hour * 60 + moment.minute, _opening(row, moment.date())
    return opening is not None and opening.opens_minute <= minute < opening.closes_minute


def _opens_next(row: Branch, moment: datetime) -> datetime | None:
    """The next opening, in the bank's time zone; None if it is open, or does not open within ten days."""
    if _is_open(row, moment):
        return None
    for ahead in range(DAYS_TO_OPENING):
        day = moment.date() + timedelta(days=ahead)
        opening = _opening(row, day)
        if opening is not None:
            opens = datetime.combine(day, _time(opening.opens_minute), BANK_TIME_ZONE)
            if opens > moment:
                return opens
    return None


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)


def _view(row: Branch, centre: tuple[float, float], moment: datetime) -> BranchView:
    return BranchView(
        id=row.id,
        kind=PlaceKind(row.kind),
        name=row.name,
        street=row.street,
        town=row.town,
        post_code=row.post_code,
        distance_km=round(distance_km(centre, (row.latitude, row.longitude)), 1),
        step_free=row.step_free,
        services=tuple(offered.service for offered in row.services),
        hours=tuple(
            OpeningDay(
                weekday=day.weekday,
                opens=_time(day.opens_minute),
                closes=_time(day.closes_minute) if day.closes_minute < MINUTES_PER_DAY else None,
            )
            for day in row.hours
        ),
        open_now=_is_open(row, moment),
        opens_next=_opens_next(row, moment),
    )
