"""A change is what was read back: its hash changes with any part of it, and what is stored comes back as it was."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date
from typing import Any

import pytest

from bank.domain.changes import ChangeContent, Row, one_line, rows_from_json, rows_to_json
from bank.domain.money import Money

ROWS: tuple[Row, ...] = (("Name", "Mia Brandt"), ("Limit", Money(10_00, "EUR")), ("From", date(2026, 3, 11)))
CONTENT = ChangeContent("rename_payee", 1, True, {"payee_id": 3, "name": "Mia"}, ROWS)


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "remove_payee"},
        {"customer_id": 2},
        {"needs_code": False},
        {"fields": {"payee_id": 4, "name": "Mia"}},
        {"fields": {"payee_id": 3}},
        {"summary": ROWS[:2]},
        {"summary": (("Name", "Mia Brand"), *ROWS[1:])},
        {"summary": (ROWS[0], ("Limit", Money(10_01, "EUR")), ROWS[2])},
        {"summary": (ROWS[0], ("Limit", Money(10_00, "USD")), ROWS[2])},
        {"summary": (*ROWS[:2], ("From", date(2026, 3, 12)))},
        {"summary": (ROWS[1], ROWS[0], ROWS[2])},
    ],
)
def test_any_other_content_is_another_hash(other: dict[str, Any]) -> None:
    assert replace(CONTENT, **other).hash() != CONTENT.hash()


def test_the_hash_is_the_same_in_every_process_and_release() -> None:
    """Else what was read back before an upgrade could not be confirmed after it."""
    assert CONTENT.hash() == "02eb2ff7db3e663616199e4ed0bab85ea1d2839cbed144ce37a5ebe9cdae707c"
    turned = replace(CONTENT, fields={"name": "Mia", "payee_id": 3})
    assert turned.hash() == CONTENT.hash()


def test_words_beyond_ascii_and_broken_ones_have_hashes() -> None:
    hashes = {replace(CONTENT, fields={"name": name}).hash() for name in ("Zoë", "Zoe", "\ud800")}
    assert len(hashes) == 3
    written = replace(CONTENT, fields={"name": "Zoë"}, summary=())
    assert written.hash() == "962307fbc12a5742c608e1b04a29d029cd754aa6f9d7c856ba9547798f75f124"


def test_content_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        CONTENT.kind = "remove_payee"  # type: ignore[misc]


def test_rows_are_stored_as_json_and_come_back() -> None:
    stored = rows_to_json(ROWS)
    assert stored == [
        ["Name", "Mia Brandt"], ["Limit", {"minor": 10_00, "currency": "EUR"}], ["From", {"date": "2026-03-11"}]
    ]  # fmt: skip
    assert rows_from_json(stored) == ROWS
    assert rows_to_json(()) == []


def test_a_phone_says_it_in_one_line() -> None:
    assert one_line("Rename a payee", ROWS[:1]) == "Rename a payee (Name: Mia Brandt)"
    assert one_line("Pay", (("Name", "Mia"), ("IBAN", "DE…3000"))) == "Pay (Name: Mia, IBAN: DE…3000)"
    assert one_line("Freeze all cards", ()) == "Freeze all cards"
