"""Every error that a door meets has its status and its sentence."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from bank.domain import card_errors
from bank.domain import errors as bank_errors
from bot.conversation import errors as conversation_errors
from bot.conversation.errors import TooFastError
from bot.desk import errors as desk_errors
from bot.gateway.problems import STATUS_BY_CODE, problem_of


def codes_of(module: object, base: type[Exception]) -> set[str]:
    """The codes of all errors that a module defines."""
    found = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, base)]
    return {each.code for each in found if each is not base}  # type: ignore[attr-defined]


def test_each_error_of_conversation_and_desk_has_a_status_of_its_own() -> None:
    codes = codes_of(conversation_errors, conversation_errors.ConversationError)
    codes |= codes_of(desk_errors, desk_errors.DeskError)

    assert codes <= STATUS_BY_CODE.keys()


def test_no_status_is_kept_for_a_code_that_is_gone() -> None:
    codes = codes_of(conversation_errors, conversation_errors.ConversationError)
    codes |= codes_of(desk_errors, desk_errors.DeskError)
    codes |= codes_of(bank_errors, bank_errors.BankError) | codes_of(card_errors, bank_errors.BankError)

    assert STATUS_BY_CODE.keys() <= codes


def test_who_is_too_fast_is_told_when_to_come_back() -> None:
    problem = problem_of(TooFastError(12.3))

    assert problem.status == 429
    assert problem.headers == {"Retry-After": "13"}


def test_a_refusal_of_the_bank_is_said_with_its_remedy() -> None:
    problem = problem_of(bank_errors.SignInFailed())

    assert (problem.status, problem.sentence) == (401, "Name or password is wrong. Check both and try again.")


def test_a_database_that_does_not_answer_is_a_503(caplog: pytest.LogCaptureFixture) -> None:
    problem = problem_of(OperationalError("SELECT 1", {}, Exception("locked")))

    assert problem.status == 503
    assert "locked" not in problem.sentence
    assert "locked" in caplog.text


def test_what_nobody_foresaw_says_nothing_of_itself(caplog: pytest.LogCaptureFixture) -> None:
    problem = problem_of(ValueError("a detail"))

    assert problem.status == 500
    assert "a detail" not in problem.sentence
    assert "a detail" in caplog.text
