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
from bank.domain.limits import EXCHANGE_QUOTE_LIFETIME, RECALL_ANSWER_WORKING_DAYS
from bank.domain.orders import OrderKind, OrderState
from bank.services import instructions as bank_instructions
from bank.services.recalls import list_recalls
from bank.services.tariff import find_prices
from bank.services.views import OrderView

MOVES = frozenset({"pay_payee", "transfer_own"})
"""Skills that make payments."""
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
    r" (go|gone|goes|went|sent|paid|done|made|executed|arrived?|land(ed)?|reach(ed)?|come"
    r"|work\w*|leave|left|processed|out|through|happen\w*|booked)\b"
    r"|^\W*(all )?(gone|sent|paid|went)( (out|through|off))?( (already|yet|now))?\W*\?\W*$",
    re.IGNORECASE,
)
HOW_FAR = re.compile(
    r"\b(what['’]?s|what is|anything|whats) (happening|going on|new|up with (it|that|this))\b"
    r"|\b(any|what|got|the|is there) (news|updates?|progress)\b|\bhow far\b|\bstatus\b|\bgetting anywhere\b"
    r"|\b(is|has|have|did|was) (it|that|this|they|anyone|anybody|someone|you)\b.{0,12}"
    r"\b(done|sorted|resolved|dealt with|solved|look(ed)?|read|seen|answer\w*|decided|moved)\b"
    r"|\bhow('s| is|s) (it|that|this) (going|coming|getting)|\bwhere (is|are|does) (it|that|this|we)\b",
    re.IGNORECASE,
)
"""What is asked of a case that was just opened: "whats happening with it"."""
HEARS = re.compile(
    r"\b(when|how (long|soon))\b.*\b(hear|know|answer\w*|decide\w*|replies|reply)\b"
    r"|^\W*(and\W+)?how long\W*$",
    re.IGNORECASE,
)
"""What is asked of a recall, besides when the money arrives: "when will i hear"."""
HOLDS = re.compile(
    r"\b(how long|until when|till when)\b|\b(expire|run out|runs out|guarantee\w*|locked)\b", re.IGNORECASE
)
"""What is asked of a rate that was quoted."""
IN_EUROS, ABROAD = "bank transfer", "transfer abroad"
"""How the price list is asked."""
USUAL_PRICES = {"pay_payee": IN_EUROS, "pay_bill": IN_EUROS, "standing_orders": IN_EUROS, "recall_payment": "recall"}
"""Form of what is no order, or not yet → how the price list is asked for what it costs."""
AGAIN = re.compile(r"\b(again|once more|one more time|another|same)\b", re.IGNORECASE)
"""The payment that was just made, with what the message changes about it: "same again but 10"."""
UNDOES = re.compile(
    r"\b(undo|reverse) (it|that|this)\b|\b(move|put|send|transfer|bring|take) (it|that) (all )?back\b"
    r"|^\W*(and )?back( again)?\W*$",
    re.IGNORECASE,
)
BESIDES = re.compile(r"\W*(and|also|then|now|plus|next)\b", re.IGNORECASE)
"""Another payment after it: "and 50 to savings"."""


def answers(turn: Turn, action: str) -> bool:
    """Whether the message asked of the payment in hand, and has its answer."""
    if action in GIVE_WAY and (_tells_of_recall(turn) or _tells_of_quote(turn)):
        return True
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


def just_planned(turn: Turn) -> bool:
    """Whether a payment or a transfer was just made for a later day."""
    order = just_made(turn)
    return order is not None and order.state is OrderState.AUTHORISED


def to_be_undone(turn: Turn) -> OrderView | None:
    """The transfer between own accounts that was just made, if it shall go back: "undo that"."""
    order = just_made(turn) if UNDOES.search(turn.typed) else None
    is_made = order is not None and order.kind is OrderKind.TRANSFER and order.state is OrderState.EXECUTED
    return order if is_made else None


def goes_on(turn: Turn) -> str | None:
    """The skill whose form makes the last payment again or another one, if the message asks for that."""
    is_another = (
        BESIDES.match(turn.text) and turn.entities("amount") and (turn.entities("payee") or turn.entities("account"))
    )
    asked = turn.form is None and (asked_again(turn) or (is_another and just_made(turn)))
    return str(turn.slot("last_skill")) if asked else None


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
    """Of what is no order: what it costs by the price list."""
    if turn.form not in USUAL_PRICES:
        return False
    with public_work() as uow:
        prices = find_prices(uow, USUAL_PRICES[turn.form])
    for price in prices[:1]:
        turn.say("utter_order_fee", title=price.title, price=in_words(price))
    return bool(prices)


def _tells_of_quote(turn: Turn) -> bool:
    """How long the rate holds that is read back."""
    asks = turn.form == "exchange" and HOLDS.search(turn.text) is not None
    if asks:
        turn.say("utter_exchange_holds", seconds=int(EXCHANGE_QUOTE_LIFETIME.total_seconds()))
    return asks


def asks_of_recall(turn: Turn) -> bool:
    """Whether its price is asked for, or when its answer or the money comes."""
    return any(asked.search(turn.typed) for asked in (FEE, ARRIVAL, HEARS))


def _tells_of_recall(turn: Turn) -> bool:
    """Of the recall in hand: how long its answer takes, or how far it is."""
    asks_when = asks_of_recall(turn) and not FEE.search(turn.text)
    if turn.form == "recall_payment" and asks_when:
        turn.say("utter_recall_payment_takes", days=RECALL_ANSWER_WORKING_DAYS)
        return True
    if turn.form or turn.slot("last_skill") != "recall_payment" or not (asks_when or HOW_FAR.search(turn.text)):
        return False
    with customer_work(turn.conversation_id) as (uow, customer):
        latest = next(iter(list_recalls(uow, customer)), None)
    if latest is not None:
        facts: dict[str, Any] = {"number": latest.number, "amount": latest.amount, "payee": latest.payee}
        turn.say(f"utter_recall_{latest.state}", **facts, day=wording.full_day(latest.answer_by))
    return latest is not None


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
