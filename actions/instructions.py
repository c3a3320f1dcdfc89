"""What a conversation has read back and not yet finished: one order or change at the bank, in the slot `order`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions import orders, wording
from actions.context import customer_work
from actions.turn import Turn
from bank.domain.orders import FINAL
from bank.services import instructions
from bank.services.views import InstructionView, OrderView


def slot_value(instruction: InstructionView) -> dict[str, Any]:
    """What the conversation keeps of it: its key, the hash of what is read back, whether it takes a code."""
    return {"key": instruction.key, "hash": instruction.content_hash, "needs_code": instruction.needs_code}


def current(turn: Turn, values: Mapping[str, Any] | None = None) -> InstructionView | None:
    """The order or change of the conversation as the bank has it now."""
    kept = values.get("order") if values is not None else turn.slot("order")
    if not kept:
        return None
    with customer_work(turn.conversation_id) as (uow, customer):
        return instructions.get(uow, customer, kept["key"])


def current_order(turn: Turn) -> OrderView | None:
    """The same where only an order can be meant."""
    instruction = current(turn)
    return instruction if isinstance(instruction, OrderView) else None


def drop(turn: Turn, values: Mapping[str, Any] | None = None) -> None:
    """Cancel what was read back, if it is open: neither it nor a code for it counts any more."""
    instruction = current(turn, values)
    if instruction is None or instruction.state in FINAL:
        return
    with customer_work(turn.conversation_id) as (uow, customer):
        instructions.cancel(uow, customer, instruction.key)
        uow.commit()


def summary(instruction: InstructionView) -> list[dict[str, str]]:
    """Exactly what is agreed to, as label and value, for the panel and the receipt."""
    if isinstance(instruction, OrderView):
        rows = orders.rows(instruction)
    else:
        rows = [(label, wording.fact(value)) for label, value in instruction.summary]
    return [{"label": label, "value": value} for label, value in rows]


def receipt(instruction: InstructionView) -> dict[str, Any]:
    """The order or change as a page draws it."""
    return {
        "kind": "order",
        "order": instruction.key,
        "state": instruction.state.value,
        "summary": summary(instruction),
    }
