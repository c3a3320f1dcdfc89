"""Who answers customers multiplies on one thread, who fits a model on all; what a bank sets itself is left as it is."""

from __future__ import annotations

import os

import pytest
from click.testing import CliRunner

from bot.cli import COMMANDS, FITTING, teller

THREADS = "OPENBLAS_NUM_THREADS"


def threads_of(command: str) -> str | None:
    assert CliRunner().invoke(teller, [command, "--help"]).exit_code == 0
    return os.environ.get(THREADS)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_one_thread_where_a_customer_waits_and_all_where_a_model_is_fitted(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(THREADS, "")
    monkeypatch.delenv(THREADS)

    assert threads_of(command) == (None if command in FITTING else "1")


def test_what_the_bank_has_set_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(THREADS, "4")

    assert threads_of("serve") == "4"
