"""Forms that end in a change at the bank other than a payment: a payee, a card's limits, an address.

A skill's form says which kind of change it is and what the bank must know for it. The words stand in data/responses, as
`utter_ask_<kind>_confirmation` and `utter_done_<kind>`. In them `{rows}` is all that was read back, a row a line, and
each row stands under its label in small letters ("New name" is `{new_name}`).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from actions import instructions, wording
from actions.forms import Values, clear_form
from actions.instruction_form import InstructionForm, ask_for_code, read_back
from actions.turn import Event, Turn
from bank import CustomerId, UnitOfWork
from bank.services import changes
from bank.services.views import ChangeView


class ChangeForm(InstructionForm):
    """A form that ends in a change at the bank."""

    @abstractmethod
    def kind(self, values: Values) -> str:
        """The kind of change, as in `bank.services.changes.KINDS`."""

    @abstractmethod
    def content(self, values: Values) -> Mapping[str, Any]:
        """What the kind's `check` takes, from what was collected; plain JSON."""

    def propose(self, turn: Turn, values: Values, uow: UnitOfWork, customer: CustomerId) -> ChangeView:
        return changes.propose(uow, customer, self.kind(values), self.content(values))


def ask_change_confirmation(turn: Turn, yes: str = "Yes, do it", **more: str) -> None:
    """Read the change back; `more` are facts that are not always among its rows."""
    change = current_change(turn)
    if change is not None:
        read_back(turn, f"utter_ask_{change.kind}_confirmation", yes, **facts(change), **more)


def ask_change_authorisation(turn: Turn) -> None:
    """Ask for the code."""
    ask_for_code(turn, "utter_ask_authorisation")


def say_outcome(turn: Turn) -> list[Event]:
    """Say what became of the change, and forget what was collected: all that the action of such a skill has to do."""
    change = current_change(turn)
    if change is not None and change.failure is not None:
        turn.say("utter_change_failed", data=instructions.receipt(change), why=change.failure.sentence)
    elif change is not None:
        turn.say(f"utter_done_{change.kind}", data=instructions.receipt(change), **facts(change), **change.result)
    return clear_form(turn)


def current_change(turn: Turn) -> ChangeView | None:
    """The change of the conversation as the bank has it now."""
    instruction = instructions.current(turn)
    return instruction if isinstance(instruction, ChangeView) else None


def facts(change: ChangeView) -> dict[str, Any]:
    """What was read back, for wording: all of it as `rows`, and each row by its label."""
    written = {label.casefold().replace(" ", "_"): wording.fact(value) for label, value in change.summary}
    rows = wording.lines(f"{label}: {wording.fact(value)}" for label, value in change.summary)
    return {**written, "rows": rows}
