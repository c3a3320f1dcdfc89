"""What is asked of the payment in hand, whatever it sounds like: "what's the fee for that?", "has it gone through?".

In hand is the payment that is being read back, else the one that was just made, until something else is spoken of.
"""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk.events import SlotSet

from actions import instructions, wording
from actions.context import customer_work, public_work
from actions.orders import arrival, to_label
from actions.price_words import in_words
from actions.turn import Event, Turn
from bank.domain.orders import OrderKind, OrderState
from bank.services import instructions as bank_instructions
from bank.services.tariff import find_prices
from bank.services.views import OrderView

MOVES = frozenset({"pay_payee", "transfer_own"})
"""Skills that make payments."""
REGULAR = frozenset({"pay_payee", "standing_orders"})
"""Forms of payments that may not be orders yet, or never are."""
GIVE_WAY = frozenset(
    {
        "action_clarify", "action_explain_transaction", "action_inform", "action_out_of_scope", "action_question",
        "action_rates_and_fees", "action_upcoming",
    }
)  # fmt: skip
"""Actions that such a question may be taken for."""
MAY_BE_OF_ALL = frozenset({"action_find_transactions", "action_notices", "action_scheduled_list"})
"""Actions that "did that go out" may be taken for, and nothing else that is asked of one payment."""
LONGEST_WORDS = 9
"""A longer message says what it is about."""
OTHER_THINGS = re.compile(
    r"\b(cards?|abroad|accounts?|overdraft|loan|mortgage|cash|atm|statement|currency|exchange|salary|wages?|rent"
    r"|instant|sepa|transfers|payments)\b",
    re.IGNORECASE,
)
FEE = re.compile(r"\b(fees?|charges?|charged|costs?|commission|free)\b", re.IGNORECASE)
ARRIVAL = re.compile(
    r"\b(when|how (long|soon|fast|quick\w*)|what day)\b.*"
    r"\b(arr?i?v\w*|there|reach\w*|get|gets|take|takes|land|lands|have it|receive\w*|through|come|comes)\b",
    re.IGNORECASE,
)
GONE = re.compile(
    r"^\W*((and|so|ok|but|hey|well)\W+)*(did|has|have|is|was)( (it|that|this|they))?"
    r"( (one|the|my|money|payment|transfer))*( (already|been|actually|just|now|really|properly))*"
    r" (go|gone|goes|went|sent|paid|done|made|executed|work\w*|leave|left|processed|out|through|happen\w*|booked)\b"
    r"|^\W*(all )?(gone|sent|paid|went)( (out|through|off))?( (already|yet|now))?\W*\?\W*$",
    re.IGNORECASE,
)
IN_EUROS, ABROAD = "bank transfer", "transfer abroad"
"""How the price list is asked."""
AGAIN = re.compile(r"\b(again|once more|one more time|another|the same)\b", re.IGNORECASE)
"""The payment that was just made, with what the message changes about it: "same again but 10"."""


def answers(turn: Turn, action: str) -> bool:
    """Whether the message asked of the payment in hand, and has its answer."""
    asks_gone = GONE.search(turn.text)
    if (
        action not in (GIVE_WAY | MAY_BE_OF_ALL if asks_gone else GIVE_WAY)
        or len(turn.text.split()) > LONGEST_WORDS
        or OTHER_THINGS.search(turn.text)
    ):
        return False
    asks_fee, asks_arrival = FEE.search(turn.text), ARRIVAL.search(turn.text)
    order = _order(turn) if asks_fee or asks_arrival or asks_gone else None
    if order is None:
        return bool(asks_fee) and _say_usual_fee(turn)
    if asks_fee:
        _say_fee(turn, order)
    elif asks_gone:
        _say_whether_gone(turn, order)
    else:
        _say_arrival(turn, order)
    return True


def kept(order: OrderView) -> Event:
    """Remember the payment that was made."""
    event: Event = SlotSet("last_order", order.key)
    return event


def just_made(turn: Turn) -> OrderView | None:
    """The payment that was made last, while the conversation is still about it."""
    key = turn.slot("last_order")
    if not key or turn.slot("last_skill") not in MOVES:
        return None
    with customer_work(turn.conversation_id) as (uow, customer):
        found = bank_instructions.get(uow, customer, key)
    return found if isinstance(found, OrderView) else None


def asked_again(turn: Turn) -> OrderView | None:
    """The payment that was made last, if the message asks for it once more."""
    return just_made(turn) if AGAIN.search(turn.text) else None


def just_paid(turn: Turn) -> bool:
    """Whether a payment to somebody has just gone out."""
    order = just_made(turn)
    return order is not None and order.kind is OrderKind.PAYMENT and order.state is OrderState.EXECUTED


def goes_on(turn: Turn) -> str | None:
    """The skill whose form makes the last payment again, if the message asks for that."""
    return str(turn.slot("last_skill")) if turn.form is None and asked_again(turn) else None


def _order(turn: Turn) -> OrderView | None:
    return instructions.current_order(turn) if turn.form is not None else just_made(turn)


def _say_fee(turn: Turn, order: OrderView) -> None:
    if order.kind is OrderKind.TRANSFER:
        turn.say("utter_order_fee_none", amount=order.amount, to=to_label(order))
        return
    with public_work() as uow:
        prices = find_prices(uow, IN_EUROS if order.amount.currency == "EUR" else ABROAD)
    if all(price.basis_points is None and not (price.amount and price.amount.minor) for price in prices):
        turn.say("utter_order_fee_none", amount=order.amount, to=order.payee_name)
    else:
        turn.say("utter_order_fee", title=prices[0].title, price=in_words(prices[0]))


def _say_usual_fee(turn: Turn) -> bool:
    """Of a payment that is not an order yet: what such a payment costs by the price list."""
    if turn.form not in REGULAR:
        return False
    with public_work() as uow:
        prices = find_prices(uow, IN_EUROS)
    for price in prices[:1]:
        turn.say("utter_order_fee", title=price.title, price=in_words(price))
    return bool(prices)


def _say_whether_gone(turn: Turn, order: OrderView) -> None:
    facts: dict[str, Any] = {"amount": order.amount, "to": order.payee_name or to_label(order)}
    if order.failure is not None:
        turn.say("utter_order_not_gone_failed", why=order.failure.sentence, **facts)
    elif order.state in {OrderState.PROPOSED, OrderState.CONFIRMED}:
        turn.say("utter_order_not_gone_open", **facts)
    elif order.state is OrderState.CANCELLED:
        turn.say("utter_order_not_gone_cancelled", **facts)
    elif order.state is OrderState.EXECUTED:
        turn.say("utter_order_gone", arrival=arrival(order), **facts)
    else:
        turn.say("utter_order_goes_on", day=wording.full_day(order.execute_on), **facts)


def _say_arrival(turn: Turn, order: OrderView) -> None:
    if order.arrives_on is None:
        turn.say("utter_order_arrives_unknown", amount=order.amount)
    elif order.arrives_on <= order.execute_on and not order.is_dated:
        turn.say("utter_order_arrives_at_once", amount=order.amount)
    else:
        turn.say("utter_order_arrives", amount=order.amount, day=wording.full_day(order.arrives_on))
