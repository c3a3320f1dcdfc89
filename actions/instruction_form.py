"""What all forms share that end in something the bank does: it is proposed, read back, confirmed, and, where it takes
one, authorised by a one-time code.

The code itself never comes here: the page hands it to the bank, and the form is told that it was taken.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from actions import instructions
from actions.context import customer_work
from actions.forms import SkillForm, StopForm, Values
from actions.turn import CANCEL, Choice, Turn
from bank import BankError, CustomerId, UnitOfWork
from bank.domain.orders import FINAL, OrderState
from bank.services import instructions as bank_instructions
from bank.services import step_up
from bank.services.views import InstructionView

WAITS_FOR_CODE = frozenset({OrderState.PROPOSED, OrderState.CONFIRMED})
SEND_A_NEW_CODE = Choice("Send a new code", "resend_code")


class InstructionForm(SkillForm):
    """A form that ends in an order or a change. A subclass says what it needs to know, and proposes it."""

    slot_to_blame: ClassVar[Mapping[str, str]]
    """The code of the bank's refusal → the slot that would have to change."""
    code_failed: ClassVar[str] = "utter_code_failed"

    @abstractmethod
    def detail(self, values: Values) -> str | None:
        """The detail to ask for next, None when there is enough for a proposal."""

    @abstractmethod
    def propose(self, turn: Turn, values: Values, uow: UnitOfWork, customer: CustomerId) -> InstructionView:
        """Propose what was collected; the caller commits."""

    def open(self, turn: Turn, values: Values) -> None:
        with customer_work(turn.conversation_id):
            pass  # whoever has to sign in is told so before anything is collected
        instructions.drop(turn)

    def changed(self, turn: Turn, values: Values) -> None:
        instructions.drop(turn, values)
        values.update(order=None, confirmation=None, authorisation=None)

    def refused(self, turn: Turn, values: Values, error: BankError) -> None:
        turn.refuse(error)
        slot = self.slot_to_blame.get(error.code)
        if slot is None:
            raise StopForm
        self.changed(turn, values)
        values[slot] = None

    def missing(self, values: Values) -> str | None:
        if detail := self.detail(values):
            return detail
        if not values.get("confirmation"):
            return "confirmation"
        takes_code = (values.get("order") or {}).get("needs_code")
        return "authorisation" if takes_code and not values.get("authorisation") else None

    def advance(self, turn: Turn, values: Values, wanted: str | None) -> None:
        if wanted == "confirmation" and not values.get("order"):
            with customer_work(turn.conversation_id) as (uow, customer):
                values["order"] = instructions.slot_value(self.propose(turn, values, uow, customer))
                uow.commit()
        elif wanted == "authorisation" and "code_expires_at" not in values["order"]:
            if _confirm(turn, values).state in FINAL:
                values["authorisation"] = True  # there is only the outcome left to say
            else:
                _send_code(turn, values)
        elif wanted is None and not values["order"]["needs_code"]:
            _confirm(turn, values)

    def event(self, turn: Turn, values: Values) -> bool:
        if not (values.get("order") or {}).get("needs_code"):
            return False
        if turn.intent == "resend_code":
            values["authorisation"] = None
            _send_code(turn, values)
            return True
        if turn.intent == "code_accepted":
            instruction = instructions.current(turn)
            waits = instruction is None or instruction.state in WAITS_FOR_CODE
            values["authorisation"] = None if waits else True
            return True
        if turn.intent == "confirm" and values.get("confirmation"):
            return True  # "yes" once more: the code is what is waited for
        if turn.intent == "code_failed":
            self.changed(turn, values)
            turn.say(self.code_failed)
            raise StopForm
        return False


def read_back(turn: Turn, response: str, yes: str, **facts: Any) -> None:
    """What a form says when it asks for `confirmation`: exactly what will be done, with a yes and a no."""
    instruction = instructions.current(turn)
    if instruction is None:
        return
    if turn.intent == "deny" and not turn.digressed and not turn.is_proposed_anew:
        turn.say("utter_what_to_change", choices=[CANCEL])
        return
    turn.say(
        response,
        data=instructions.receipt(instruction),  # a panel that still waits for an older one's code closes
        choices=[Choice(yes, "confirm"), Choice("No", "deny"), CANCEL],
        **facts,
    )


def ask_for_code(turn: Turn, response: str, **facts: Any) -> None:
    """What a form says when it asks for `authorisation`: the page's own panel says what the code is bound to."""
    instruction = instructions.current(turn)
    if instruction is None or instruction.state in FINAL:
        return
    again = turn.intent not in {"confirm", "resend_code"} and not turn.digressed
    turn.say(
        "utter_waiting_for_code" if again else response,
        data={
            "kind": "code_request",
            "order": instruction.key,
            "summary": instructions.summary(instruction),
            "expires_at": turn.slot("order").get("code_expires_at"),
        },
        choices=[SEND_A_NEW_CODE, CANCEL],
        **facts,
    )


def _confirm(turn: Turn, values: Values) -> InstructionView:
    kept = values["order"]
    with customer_work(turn.conversation_id) as (uow, customer):
        instruction = bank_instructions.confirm(uow, customer, kept["key"], kept["hash"])
        uow.commit()
    return instruction


def _send_code(turn: Turn, values: Values) -> None:
    with customer_work(turn.conversation_id) as (uow, customer):
        challenge = step_up.send_code(uow, customer, values["order"]["key"])
        uow.commit()
    values["order"] = {**values["order"], "code_expires_at": challenge.expires_at.isoformat()}
