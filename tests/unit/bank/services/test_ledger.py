"""Numbers of sets of entries, which are made before anything is sent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from bank.services.ledger import new_set_id

NOW = datetime(2026, 11, 28, 10, tzinfo=UTC)


def test_no_number_is_made_twice_in_one_millisecond_by_however_many_threads() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: new_set_id(NOW), range(5_000)))
    assert len(set(made)) == len(made)


def test_a_number_of_a_later_millisecond_is_greater() -> None:
    earlier = new_set_id(NOW)
    assert new_set_id(NOW + timedelta(milliseconds=1)) > earlier
