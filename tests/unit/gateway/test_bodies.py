"""JSON from outside is an object of known fields, or refused."""

from __future__ import annotations

from typing import Any

import pytest

from bot.gateway.bodies import bool_field, client_id_field, number_field, parse_object, text_field
from bot.gateway.problems import Problem


@pytest.mark.parametrize("raw", ['{"a": 1}', b'{"a": 1}', '\n {"a": 1}\t'])
def test_an_object_is_read(raw: str | bytes) -> None:
    assert parse_object(raw) == {"a": 1}


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"\xff", "NaN", '{"a": Infinity}', '{"a": "\\ud800"}', '{"\\udfff": 1}', "[" * 100_000]
)
def test_what_is_no_json_is_a_400(raw: str | bytes) -> None:
    with pytest.raises(Problem) as refused:
        parse_object(raw)
    assert (refused.value.status, refused.value.code) == (400, "bad_json")


@pytest.mark.parametrize("raw", ["[]", "1", "null", '"a"', "true"])
def test_json_that_is_no_object_is_a_422(raw: str) -> None:
    with pytest.raises(Problem) as refused:
        parse_object(raw)
    assert refused.value.status == 422


@pytest.mark.parametrize("value", [None, 1, [], {}, True])
def test_a_text_must_be_a_text(value: Any) -> None:
    with pytest.raises(Problem, match="bad_fields"):
        text_field({"x": value}, "x", 10)


def test_a_text_has_its_length() -> None:
    assert text_field({"x": "a" * 10}, "x", 10) == "a" * 10
    with pytest.raises(Problem, match="too_long"):
        text_field({"x": "a" * 11}, "x", 10)


@pytest.mark.parametrize("value", ["", "a b", "ä", "a" * 65, "a\n", "a/b", "<a>"])
def test_a_message_id_is_plain(value: str) -> None:
    with pytest.raises(Problem, match=r"bad_fields|too_long"):
        client_id_field({"id": value})


def test_a_uuid_is_a_message_id() -> None:
    value = "0b9e7d1c-5f0a-4b7e-9a43-0f3f2f5a7c11"
    assert client_id_field({"id": value}) == value


@pytest.mark.parametrize("value", [None, "1", -1, 1.5, True, 2**31, 10**30])
def test_a_number_is_whole_and_of_a_size_that_a_database_knows(value: Any) -> None:
    with pytest.raises(Problem, match="bad_fields"):
        number_field({"x": value}, "x")


@pytest.mark.parametrize("value", [None, 0, 1, "true"])
def test_a_truth_is_true_or_false(value: Any) -> None:
    with pytest.raises(Problem, match="bad_fields"):
        bool_field({"x": value}, "x")
