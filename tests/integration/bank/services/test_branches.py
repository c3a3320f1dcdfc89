"""Finding branches and machines of the demo bank."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from bank import Bank, UnitOfWork
from bank.demo.install import install
from bank.demo.seed import SeedOptions
from bank.domain import errors
from bank.domain.places import PlaceKind
from bank.services.branches import find_branches, get_branch_places, hours_on
from bank.store.models import Branch
from tests.bank_fixtures import TODAY, SetClock

SUNDAY_NOON = datetime(2026, 3, 15, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A demo bank that no test here writes to."""
    url = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'bank.db'}"
    install(url, SeedOptions(customers=1, months=1, seed=1, until=TODAY))
    return url


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def uow(demo_url: str, clock: SetClock) -> Iterator[UnitOfWork]:
    bank = Bank.open(demo_url, clock)
    with bank.unit_of_work() as uow:
        yield uow
    bank.close()


def test_places_are_found_by_all_that_people_write(uow: UnitOfWork) -> None:
    for place in ("Port Alden", "port  alden", "20115", "the centre of Port Alden", "Port Alden Harbour"):
        assert find_branches(uow, place)[0].town == "Port Alden", place
    assert find_branches(uow, "53331")[0].town == "Stonebridge"
    with pytest.raises(errors.UnknownPlace) as refused:
        find_branches(uow, "Atlantis")
    assert "Stonebridge" in refused.value.facts["places"]
    for nowhere in ("", "99999", "\x00"):
        with pytest.raises(errors.UnknownPlace):
            find_branches(uow, nowhere)


def test_the_nearest_come_first_and_no_more_than_asked(uow: UnitOfWork) -> None:
    found = find_branches(uow, "Harbourton", limit=5)
    assert len(found) == 5
    assert [branch.distance_km for branch in found] == sorted(branch.distance_km for branch in found)


def test_services_kind_and_step_free_access_narrow_the_search(uow: UnitOfWork) -> None:
    assert all("coins" in branch.services for branch in find_branches(uow, "Wexcombe", services=["coins"]))
    assert all(branch.kind is PlaceKind.BRANCH for branch in find_branches(uow, "20122", kind=PlaceKind.BRANCH))
    assert find_branches(uow, "20122", kind=PlaceKind.BRANCH)[0].step_free is False
    assert find_branches(uow, "20122", kind=PlaceKind.BRANCH, step_free=True)[0].step_free is True


def test_open_at_a_moment_leaves_out_what_is_closed_then(uow: UnitOfWork) -> None:
    assert all(branch.kind is PlaceKind.MACHINE for branch in find_branches(uow, "Eastmere", open_at=SUNDAY_NOON))
    (branch,) = find_branches(uow, "Eastmere", kind=PlaceKind.BRANCH, limit=1)
    assert branch.open_now
    assert branch.opens_next is None


def test_a_closed_branch_says_when_it_opens_next(uow: UnitOfWork, clock: SetClock) -> None:
    clock.now = SUNDAY_NOON
    (branch,) = find_branches(uow, "Eastmere", kind=PlaceKind.BRANCH, limit=1)
    assert not branch.open_now
    assert branch.opens_next is not None
    assert branch.opens_next.isoformat() == "2026-03-16T09:00:00+00:00"


def test_branches_keep_bank_holidays_and_machines_do_not(uow: UnitOfWork, clock: SetClock) -> None:
    good_friday = date(2026, 4, 3)
    clock.now = datetime(2026, 4, 3, 10, tzinfo=UTC)
    branch = find_branches(uow, "Eastmere", kind=PlaceKind.BRANCH, limit=1)[0]
    machine = find_branches(uow, "Eastmere", kind=PlaceKind.MACHINE, limit=1)[0]
    assert (branch.open_now, machine.open_now) == (False, True)
    assert branch.opens_next is not None
    assert branch.opens_next.date() == date(2026, 4, 7)  # after Easter Monday
    assert hours_on(branch, good_friday) is None
    assert hours_on(machine, good_friday) is not None


def test_every_place_that_is_offered_is_found(uow: UnitOfWork) -> None:
    places = get_branch_places(uow)
    assert "Port Alden" in places
    assert "20115" in places
    for place in places:
        assert find_branches(uow, place)[0].distance_km < 10


def test_there_are_enough_branches_and_machines(uow: UnitOfWork) -> None:
    counted = dict(uow.session.execute(select(Branch.kind, func.count()).group_by(Branch.kind)).tuples().all())
    assert counted["branch"] >= 12
    assert counted["machine"] >= 20
