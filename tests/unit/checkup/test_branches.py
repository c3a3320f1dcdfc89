"""Opening hours in the bank's database that cannot be meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from bank import Bank
from bank.domain.places import PlaceKind
from bank.store.models import Branch, OpeningHours
from bot.checkup.branches import hours_of_branches


@pytest.fixture
def url(bank_path: Path) -> str:
    """A seeded bank of the test's own."""
    return f"sqlite:///{bank_path}"


def change_first_branch(url: str, **hours: int) -> None:
    """Set the hours of its Monday, or take all of its hours away."""
    bank = Bank.open(url)
    with bank.unit_of_work() as uow:
        first = select(Branch).where(Branch.kind == PlaceKind.BRANCH).order_by(Branch.id)
        branch = uow.session.scalars(first).first()
        assert branch is not None
        days = uow.session.scalars(select(OpeningHours).where(OpeningHours.branch_id == branch.id)).all()
        for day in days:
            if not hours:
                uow.session.delete(day)
            elif day.weekday == 0:
                day.opens_minute, day.closes_minute = hours["opens"], hours["closes"]
        uow.commit()
    bank.close()


def test_the_demo_banks_hours_are_well(url: str) -> None:
    assert list(hours_of_branches(url)) == []


def test_hours_that_were_written_as_minutes_are_told(url: str) -> None:
    change_first_branch(url, opens=9, closes=17)
    (told,) = hours_of_branches(url)
    assert "is open at night on Mon (00:09 to 00:17)" in told


def test_a_branch_that_is_open_around_the_clock_is_told(url: str) -> None:
    change_first_branch(url, opens=0, closes=1440)
    (told,) = hours_of_branches(url)
    assert "(00:00 to 24:00)" in told


def test_a_branch_that_is_never_open_is_told(url: str) -> None:
    change_first_branch(url)
    (told,) = hours_of_branches(url)
    assert "has no opening hours" in told


def test_a_bank_that_cannot_be_opened_is_left_to_the_look_at_the_database(tmp_path: Path) -> None:
    assert list(hours_of_branches(f"sqlite:///{tmp_path / 'none.db'}")) == []
