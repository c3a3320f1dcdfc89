"""A bare detail outside any form: it continues what the conversation was last about ("and in October?", "savings")."""

from __future__ import annotations

from collections.abc import Callable

from rasa_sdk.events import SlotSet

from actions import follow_up, offered, rates_and_fees
from actions.account_details import AccountDetails
from actions.balances import Balances, in_currency
from actions.branches import Branches
from actions.calculators import again
from actions.card_status import CardStatus
from actions.clarify import Clarify
from actions.documents import make_another
from actions.exchange import convert_again
from actions.explain_transaction import ExplainTransaction
from actions.find_transactions import refine
from actions.loans import quote_again
from actions.payee_book import PayeesList
from actions.periods import TIME_BEFORE
from actions.spending_insight import ask_again
from actions.standing_orders import StandingOrdersList
from actions.turn import Event, SkillAction, Turn
from actions.upcoming import Upcoming

OF_TRANSACTIONS = ("period", "date", "merchant", "category", "direction", "amount", "payee", "account")

GOES_ON: dict[str, list[tuple[tuple[str, ...], Callable[[Turn], list[Event]]]]] = {
    "find_transactions": [
        (("ordinal",), lambda turn: ExplainTransaction().answer(turn)),
        (OF_TRANSACTIONS, refine),
    ],
    "explain_transaction": [((*OF_TRANSACTIONS, "ordinal"), lambda turn: ExplainTransaction().answer(turn))],
    "card_status": [(("account", "card_digits", "ordinal"), lambda turn: CardStatus().answer(turn))],
    "account_details": [(("account",), lambda turn: AccountDetails().answer(turn))],
    "documents": [(("period", "date", "account", "ordinal"), make_another)],
    "standing_orders": [
        (("merchant", "payee", "category", "ordinal"), lambda turn: StandingOrdersList().answer(turn)),
    ],
    "payees": [(("payee",), lambda turn: PayeesList().answer(turn))],
    "spending_insight": [(("period", "date", "category", "merchant", "account"), ask_again)],
    "upcoming": [(("period", "date"), lambda turn: Upcoming().answer(turn))],
    "balances": [(("account",), lambda turn: Balances().answer(turn)), (("currency",), in_currency)],
    "calculators": [(("duration", "percentage", "amount"), again)],
    "rates_and_fees": [(("account", "category", "duration", "currency"), rates_and_fees.go_on)],
    "loans": [(("amount", "account"), quote_again)],
    "exchange": [(("currency", "amount"), convert_again)],
    "branches": [(("place", "postcode", "date", "time", "ordinal"), lambda turn: Branches().answer(turn))],
}
"""Skill → kinds of detail that go on with it, and how; the first kind that the message holds decides."""


def go_on(turn: Turn) -> list[Event]:
    """What the details in the message change about the last answer; nothing if they are none of its own."""
    for kinds, changed in GOES_ON.get(turn.slot("last_skill") or "", ()):
        if any(turn.entities(kind) for kind in kinds) or ("period" in kinds and TIME_BEFORE.search(turn.text)):
            return changed(turn) or [SlotSet("misunderstandings", None)]
    return rates_and_fees.more(turn) if turn.slot("last_skill") == "rates_and_fees" else []


class Inform(SkillAction):
    """Go on with the last skill if the detail is one of its own; else ask what it is for."""

    action_name = "action_inform"

    def answer(self, turn: Turn) -> list[Event]:
        return follow_up.opens(turn) or go_on(turn) or offered.pointed_at(turn) or Clarify().answer(turn)

    def _remembered(self) -> list[Event]:
        return []
