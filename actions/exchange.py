"""Currencies: the rate of the day and what an amount comes to, for anybody; an exchange between one's own accounts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from rasa_sdk.events import SlotSet

from actions import accounts, wording
from actions.change_form import ask_change_confirmation, current_change, say_outcome
from actions.context import public_work
from actions.forms import Ask, StopForm, Values, clear_form
from actions.instruction_form import InstructionForm
from actions.order_form import OTHER_WAY, money_accounts
from actions.orders import amount_said
from actions.transfer_own import EVERYTHING
from actions.turn import Choice, Event, SkillAction, Turn
from bank import CustomerId, Money, UnitOfWork
from bank.domain.exchange import EURO
from bank.domain.money import minor_digits
from bank.services import changes, exchange
from bank.services.views import AccountView, ChangeView

QUOTE_EXPIRED = "quote_expired"
SLANG = {"quid": "GBP", "bucks": "USD"}
"""Words for money that elsewhere leave the currency open: beside euros they can only mean another."""
# "buy 100 pounds", "i need 100 dollars": what comes out; "sell", "change" and "exchange" say what goes in.
BUYS = re.compile(r"\b(buy|buying|get( me)?|need|want to have|have)\b", re.IGNORECASE)

SHORT_WORDS = 3


class ExchangeRate(SkillAction):
    """Give the rate and what the amount comes to; one unit where no amount was named."""

    action_name = "action_exchange_rate"
    skill = "exchange"

    def answer(self, turn: Turn) -> list[Event]:
        last = turn.slot("converted")
        if last and OTHER_WAY.search(turn.text):
            return say_rate(turn, Money(last["minor"], last["to"]), last["currency"])
        amount, to = _conversion_said(turn)
        if to is None:
            turn.say("utter_ask_exchange_currency")
            return []
        return say_rate(turn, amount, to)


def say_rate(turn: Turn, amount: Money, to: str) -> list[Event]:
    """What an amount is in another currency, and remember the amount for "and in pounds"."""
    with public_work() as uow:
        got = exchange.sell(uow, amount, to)
    turn.say(
        "utter_exchange_rate",
        sold=got.sold,
        bought=got.bought,
        fee=got.fee,
        rate=got.rate_text,
        day=wording.full_day(got.day),
    )
    return [SlotSet("converted", {**wording.money_data(amount), "to": to})]


def convert_again(turn: Turn) -> list[Event]:
    """The last amount in another currency, or another amount in the same."""
    last, said, named = turn.slot("converted"), amount_said(turn), turn.value("currency")
    if last and named and not said and named != last["currency"]:
        return say_rate(turn, Money(last["minor"], last["currency"]), str(named))
    if last and said and not named and said["currency"] in {None, last["currency"]}:
        return say_rate(turn, Money(said["minor"], last["currency"]), last["to"])
    return ExchangeRate().answer(turn)


class ExchangeForm(InstructionForm):
    """Finds out what to sell for what; the rate is asked for when nothing is missing, since it holds for seconds."""

    skill: ClassVar[str] = "exchange"
    own_intents: ClassVar[frozenset[str]] = frozenset({"exchange"})
    details: ClassVar[frozenset[str]] = frozenset({"amount", "account", "currency"})
    slots: ClassVar[tuple[str, ...]] = ("amount", "from_account", "to_account")
    slot_to_blame: ClassVar[Mapping[str, str]] = {
        "not_positive": "amount",
        "absurd_amount": "amount",
        "too_little": "amount",
        "insufficient_funds": "amount",
        "currency_mismatch": "amount",
    }

    def open(self, turn: Turn, values: Values) -> None:
        super().open(turn, values)
        if len({one.currency for one in money_accounts(turn)}) < 2:
            turn.say("utter_exchange_one_currency")
            raise StopForm

    def brings_details(self, turn: Turn) -> bool:
        return super().brings_details(turn) or OTHER_WAY.search(turn.text) is not None

    def _is_meant(self, turn: Turn, values: Values, requested: str | None) -> bool:
        # "pounds" looks like the question for a rate, but answers what was asked
        names_one = requested in {"from_account", "to_account"} and len(turn.entities("currency")) == 1
        return (names_one and len(turn.text.split()) <= SHORT_WORDS) or super()._is_meant(turn, values, requested)

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        if values.get("to_account") and OTHER_WAY.search(turn.text):
            return {"from_account": values["to_account"], "to_account": values["from_account"]}
        own = money_accounts(turn)
        news: Values = {}
        if amount := amount_said(turn):
            news["amount"] = amount
        news |= _accounts_said(turn, values, own)
        source, target = (news.get(slot) or values.get(slot) for slot in ("from_account", "to_account"))
        if (source and not target) or (target and not source):
            news |= _other_side(source, target, own)
        if source and "amount" not in news and EVERYTHING.search(turn.text):
            available = next(one.available for one in own if one.id == source["id"])
            news["amount"] = {"minor": max(available.minor, 0), "currency": available.currency}
        return news

    def detail(self, values: Values) -> str | None:
        return next((slot for slot in ("to_account", "from_account", "amount") if not values.get(slot)), None)

    def propose(self, turn: Turn, values: Values, uow: UnitOfWork, customer: CustomerId) -> ChangeView:
        source, target, said = values["from_account"], values["to_account"], values["amount"]
        amount = Money(said["minor"], said["currency"] or source["currency"])
        quoted = exchange.quote(uow, customer, source["id"], target["id"], amount)
        return changes.propose(uow, customer, exchange.EXCHANGE, {"quote": quoted.key})


class AskFromAccount(Ask):
    skill: ClassVar[str] = "exchange"
    slot: ClassVar[str] = "from_account"

    def ask(self, turn: Turn) -> None:
        turn.say("utter_ask_exchange_from_account", choices=_choices(turn, turn.slot("to_account")))


class AskToAccount(Ask):
    skill: ClassVar[str] = "exchange"
    slot: ClassVar[str] = "to_account"

    def ask(self, turn: Turn) -> None:
        turn.say("utter_ask_exchange_to_account", choices=_choices(turn, turn.slot("from_account")))


class AskAmount(Ask):
    skill: ClassVar[str] = "exchange"
    slot: ClassVar[str] = "amount"

    def ask(self, turn: Turn) -> None:
        turn.say("utter_ask_exchange_amount")


class AskExchangeConfirmation(Ask):
    skill: ClassVar[str] = "exchange"
    slot: ClassVar[str] = "confirmation"

    def ask(self, turn: Turn) -> None:
        ask_change_confirmation(turn, yes="Yes, exchange it")


class Exchange(SkillAction):
    """Say what was exchanged; a rate that has run out is offered anew."""

    action_name = "action_exchange"
    skill = "exchange"

    def answer(self, turn: Turn) -> list[Event]:
        change = current_change(turn)
        if change is None or change.failure is None or change.failure.code != QUOTE_EXPIRED:
            return say_outcome(turn)
        again = {
            "amount": turn.slot("amount"),
            "account": [
                {"digits": turn.slot("from_account")["digits"], "role": "from"},
                {"digits": turn.slot("to_account")["digits"], "role": "to"},
            ],
        }
        turn.say("utter_exchange_quote_expired", choices=[Choice("Get a new rate", "exchange", again)])
        return clear_form(turn)


def _conversion_said(turn: Turn) -> tuple[Money, str | None]:
    """What is sold and for which currency: "100 euros in pounds", "how much is a dollar"."""
    named = [str(value) for value in turn.values("currency")]
    said = amount_said(turn)
    if said is None:
        if len(named) >= 2:
            return Money(10 ** minor_digits(named[0]), named[0]), named[1]
        return Money(100, EURO), named[0] if named and named[0] != EURO else None
    of = said["currency"]
    if of is None:
        slang = next((currency for word, currency in SLANG.items() if word in turn.text.lower()), None)
        of = EURO if not named or named[0] != EURO else slang
    if of is None:
        return Money(said["minor"], EURO), None
    to = next((name for name in named if name != of), EURO if of != EURO else None)
    return Money(said["minor"], of), to


def _accounts_said(turn: Turn, values: Values, own: Sequence[AccountView]) -> Values:
    """Accounts by name, and by the currencies that the message names: the amount's own is sold, another is bought."""
    news: Values = {}
    for value in turn.values("account"):
        found = accounts.matching(own, value)
        role = value.get("role") or _role(turn, value)
        if len(found) == 1:
            news["to_account" if role == "to" else "from_account"] = _slot(found[0])
    named = [str(value) for value in turn.values("currency")]
    said = amount_said(turn)
    amount_currency = said["currency"] if said else None
    if len(named) == 1 and EVERYTHING.search(turn.text) and not BUYS.search(turn.text):
        news |= _of_currency(turn, own, "from_account", named[0])
    elif named and "to_account" not in news:
        wanted = named[-1]
        news |= _of_currency(turn, own, "to_account", wanted)
        if len(named) > 1 and named[0] != wanted and "from_account" not in news:
            news |= _of_currency(turn, own, "from_account", named[0])
        elif amount_currency and amount_currency != wanted and "from_account" not in news:
            news |= _of_currency(turn, own, "from_account", amount_currency)
    elif amount_currency and not named and "from_account" not in news and "to_account" not in news:
        slot = "to_account" if BUYS.search(turn.text) else "from_account"
        if not values.get("from_account") and not values.get("to_account"):
            news |= _of_currency(turn, own, slot, amount_currency)
    return news


def _role(turn: Turn, value: Mapping[str, Any]) -> str | None:
    return next((entity.get("role") for entity in turn.entities("account") if entity["value"] == value), None)


def _of_currency(turn: Turn, own: Sequence[AccountView], slot: str, currency: str) -> Values:
    """The account of a currency: the main one first; without one the exchange cannot go on."""
    found = [one for one in own if one.currency == currency]
    if not found:
        turn.say("utter_exchange_no_account", currency=currency)
        raise StopForm
    return {slot: _slot(found[0])}


def _other_side(
    source: Mapping[str, Any] | None, target: Mapping[str, Any] | None, own: Sequence[AccountView]
) -> Values:
    """Where only one other account can be meant, it is: the main one in euros, or the only one in another currency."""
    known = source or target or {}
    others = [one for one in own if one.currency != known["currency"]]
    mine = [one for one in others if one.currency == EURO] or others
    if known["currency"] == EURO and len(others) != 1:
        return {}
    return {"to_account" if source else "from_account": _slot(mine[0])}


def _slot(account: AccountView) -> dict[str, Any]:
    return {**accounts.slot_value(account), "currency": account.currency, "digits": account.digits}


def _choices(turn: Turn, other: Mapping[str, Any] | None) -> list[Choice]:
    own = [one for one in money_accounts(turn) if one.currency != (other or {}).get("currency")]
    return [Choice(accounts.label(one), "inform", {"currency": one.currency}) for one in own]
