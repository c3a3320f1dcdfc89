"""Calculators: a loan's instalment, how savings grow, what can be afforded. Every reply names what it reckoned with."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from rasa_sdk.events import SlotSet

from actions import wording
from actions.context import public_work
from actions.forms import Ask, SkillForm, StopForm, Values, clear_form
from actions.turn import Choice, Event, SkillAction, Turn
from bank import BankError
from bank.services import calculators
from bank.services.calculators import Credit

REPAYMENT, GROWTH, AFFORDABLE = "repayment", "growth", "affordable"
NEEDED = {
    REPAYMENT: ("amount", "term_months"),
    GROWTH: ("amount", "term_months"),
    AFFORDABLE: ("income", "commitments", "term_months"),
}
SAID = {
    AFFORDABLE: re.compile(
        r"\bafford\w*|\bhow (?:much|large|big|high)\b.{0,30}\b(?:can|could|may|might|would|am|do) (?:i|we)\b.{0,20}"
        r"\b(?:bor+ow|lend|get|allowed)|\b(?:max\w*|most|largest|biggest)\b.{0,25}\b(?:loan|mortgage|bor+ow|credit|"
        r"house|home|flat)\w*|\b(?:bor+ow|loan|mortgage)\w*\b.{0,20}\bmax\w*|\bhow much (?:loan|mortgage|house)\b",
        re.IGNORECASE,
    ),
    REPAYMENT: re.compile(
        r"\bloan|\blaon|\bmor?t?gage|\bbor+ow|\bcredit\b|\brepay|\binstal|\bpay(?:ing)? (?:it )?back|\bfinanc|\blend\b",
        re.IGNORECASE,
    ),
    GROWTH: re.compile(
        r"\bsav(?:e|es|ing|ings|ed)\b|\bput (?:aside|away|in|by)|\bgrow|\bdeposit|\binterest\b|\bend up with"
        r"|\bset aside|\blay by|\bcompound",
        re.IGNORECASE,
    ),
}
HOME = re.compile(r"\bmor?t?gage|\bhouse|\bhome|\bflat\b|\bapartment|\bproperty", re.IGNORECASE)
MONTHLY = re.compile(r"\s*(?:a|per|each|every|/)\s*(?:month|mth|mo)\b|\s*(?:monthly|pm\b)", re.IGNORECASE)
EARNED = re.compile(r"\b(?:earn|income|salary|wage|net|make|bring home|take home|get paid|pay ?check|coming in)\w*")
COMMITTED = re.compile(r"\b(?:pay|loan|rent|instal\w*|commit\w*|owe|debt|already|car|other)\w*")
AT_THE_START = re.compile(r"\b(start|begin\w*|once|first|initial\w*|already|now)\b", re.IGNORECASE)
WANTED = re.compile(r"^\W*(?:\w+ )?(?:house|home|flat|apartment|property|place|mor?t?gage|loan|car)\b", re.IGNORECASE)
"""Behind an amount: what it would buy, which is no income."""
NUMBER_WORDS = ("", "a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
IN_YEARS = re.compile(
    rf"\bin (?P<count>\d{{1,2}}|{'|'.join(NUMBER_WORDS[1:])}) (?P<unit>years?|yrs?|months?)\b", re.IGNORECASE
)
EACH_MONTH = re.compile(r"\b(?:monthly|a month|each month|every month)\W*$", re.IGNORECASE)
NOTHING = re.compile(r"^\W*(?:none|nothing|no|nope|nil|zero|0)\b", re.IGNORECASE)
AMOUNTS = frozenset({"amount", "monthly_amount", "income", "commitments"})
MOST_BARE_YEARS = 50
WORDS_BEFORE, WORDS_AFTER = 28, 22
"""Characters around an amount in which it is told what it is for."""


class CalculatorsForm(SkillForm):
    """Collects what a calculation needs."""

    skill: ClassVar[str] = "calculators"
    own_intents: ClassVar[frozenset[str]] = frozenset({"calculators"})
    details: ClassVar[frozenset[str]] = frozenset({"amount", "duration", "percentage"})
    slots: ClassVar[tuple[str, ...]] = (
        "calculation", "credit", "amount", "monthly_amount", "income", "commitments", "term_months", "rate",
    )  # fmt: skip
    slot_to_blame: ClassVar[dict[str, str]] = {"sum": "amount", "term": "term_months"}

    def open(self, turn: Turn, values: Values) -> None:
        """ "What about 15k?" goes on with what was worked out last, though it sounds like a new wish."""
        last = turn.slot("last_calculation")
        if last and turn.slot("last_skill") == self.skill and calculation_said(turn) is None and not turn.is_pressed:
            values.update({**last, **changes_of(turn, last)})

    def read(self, turn: Turn, values: Values, requested: str | None) -> Values:
        news: Values = {}
        if requested is None and values.get("calculation"):
            return news
        kind = values.get("calculation") or calculation_said(turn)
        if turn.intent in self.own_intents and requested and (other := calculation_said(turn)):
            kind = other
        if not kind and turn.entities("amount") and requested is None:
            kind = REPAYMENT  # "how much a month for 20000 over 5 years"
        if kind:
            news["calculation"] = kind
        if HOME.search(turn.text):
            news["credit"] = Credit.MORTGAGE.value
        news |= measures_said(turn) | amounts_said(turn, kind, requested)
        if requested == "commitments" and (turn.intent == "deny" or NOTHING.search(turn.text)):
            news["commitments"] = 0
        if requested == "term_months" and "term_months" not in news and (months := _bare_years(turn)):
            news = {slot: value for slot, value in news.items() if slot not in AMOUNTS} | {"term_months": months}
        return news

    def missing(self, values: Values) -> str | None:
        if not values.get("calculation"):
            return "calculation"
        return next((slot for slot in NEEDED[values["calculation"]] if values.get(slot) is None), None)

    def advance(self, turn: Turn, values: Values, wanted: str | None) -> None:
        if values.get("calculation") == GROWTH and values.get("monthly_amount") and values.get("amount") is None:
            values["amount"] = 0
        if wanted is None:
            result_of(values)  # refused here, the form can ask again

    def refused(self, turn: Turn, values: Values, error: BankError) -> None:
        turn.refuse(error)
        slot = self.slot_to_blame.get(str(error.facts.get("what")))
        if slot is None or slot not in NEEDED[values["calculation"]]:
            raise StopForm
        values[slot] = None


class AskCalculation(Ask):
    skill: ClassVar[str] = "calculators"
    slot: ClassVar[str] = "calculation"

    def ask(self, turn: Turn) -> None:
        kinds = (("A loan's instalment", REPAYMENT), ("How savings grow", GROWTH), ("What I can afford", AFFORDABLE))
        choices = [Choice(title, "calculators", {"calculation": kind}) for title, kind in kinds]
        turn.say("utter_ask_calculators_calculation", choices=choices)


class AskAmount(Ask):
    skill: ClassVar[str] = "calculators"
    slot: ClassVar[str] = "amount"

    def ask(self, turn: Turn) -> None:
        _ask_figure(turn, self.slot)


class AskIncome(Ask):
    skill: ClassVar[str] = "calculators"
    slot: ClassVar[str] = "income"

    def ask(self, turn: Turn) -> None:
        _ask_figure(turn, self.slot)


class AskCommitments(Ask):
    skill: ClassVar[str] = "calculators"
    slot: ClassVar[str] = "commitments"

    def ask(self, turn: Turn) -> None:
        _ask_figure(turn, self.slot)


class AskTermMonths(Ask):
    skill: ClassVar[str] = "calculators"
    slot: ClassVar[str] = "term_months"

    def ask(self, turn: Turn) -> None:
        _ask_figure(turn, self.slot)


def _ask_figure(turn: Turn, slot: str) -> None:
    """A figure is asked for in the words of its calculation."""
    turn.say(f"utter_ask_calculators_{slot}_{turn.slot('calculation')}")


class Calculators(SkillAction):
    """Say what comes out, with what went in."""

    action_name = "action_calculators"
    skill = "calculators"

    def answer(self, turn: Turn) -> list[Event]:
        values = {slot: turn.slot(slot) for slot in CalculatorsForm.slots}
        if not values["calculation"] or any(values[slot] is None for slot in NEEDED[values["calculation"]]):
            return clear_form(turn)
        say_result(turn, values)
        return [*clear_form(turn), SlotSet("last_calculation", values)]


def again(turn: Turn) -> list[Event]:
    """ "And over ten years?": the last calculation with what the message changes."""
    last = turn.slot("last_calculation") or {}
    values = {**last, **changes_of(turn, last)}
    say_result(turn, values)
    return [SlotSet("last_calculation", values)]


def changes_of(turn: Turn, last: Values) -> Values:
    """What the message changes about the last calculation: "and 300", where 200 a month was saved, is a month's."""
    news = {**measures_said(turn), **amounts_said(turn, last.get("calculation"), None)}
    saves_monthly = last.get("calculation") == GROWTH and last.get("monthly_amount") and not last.get("amount")
    if saves_monthly and "monthly_amount" not in news and "amount" in news and not AT_THE_START.search(turn.text):
        news["monthly_amount"] = news.pop("amount")
    return news


def result_of(values: Values) -> Any:
    """What the bank reckons with the values. Raises `BankError`."""
    credit, rate = credit_of(values), values.get("rate")
    with public_work() as uow:
        if values["calculation"] == REPAYMENT:
            return calculators.repayment(uow, credit, values["amount"], values["term_months"], rate)
        if values["calculation"] == GROWTH:
            monthly = values.get("monthly_amount") or 0
            return calculators.growth(uow, values["amount"], monthly, values["term_months"], rate)
        income, commitments = values["income"], values["commitments"]
        return calculators.affordable(uow, credit, income, commitments, values["term_months"], rate)


def credit_of(values: Values) -> Credit:
    """A mortgage if a home was spoken of, or if no loan is as large."""
    large = (values.get("amount") or 0) > calculators.SUMS[Credit.LOAN][1]
    return Credit.MORTGAGE if large or values.get("credit") == Credit.MORTGAGE else Credit.LOAN


def say_result(turn: Turn, values: Values) -> None:
    """Word the result: the figure first, then what it was reckoned with."""
    result = result_of(values)
    facts = dict(vars(result))
    facts["rate"] = wording.rate(facts.pop("rate_basis_points"))
    facts["term"] = wording.term(facts.pop("months"))
    if "share" in facts:
        facts["share"] = str(facts["share"])
        facts["commitments"] = facts["commitments"] if facts["commitments"].minor else "nothing"
    turn.say(f"utter_calculated_{values['calculation']}", **facts, name=credit_of(values).value)


def calculation_said(turn: Turn) -> str | None:
    """Which of the three a message wants: by a button, or by its words."""
    if turn.value("calculation") in NEEDED:
        return str(turn.value("calculation"))
    return next((kind for kind, pattern in SAID.items() if pattern.search(turn.text)), None)


def measures_said(turn: Turn) -> Values:
    """Term and rate."""
    news: Values = {}
    if (months := turn.value("duration") or _months_ahead(turn)) is not None:
        news["term_months"] = months
    if (rate := turn.value("percentage")) is not None:
        news["rate"] = rate
    return news


def amounts_said(turn: Turn, kind: str | None, requested: str | None) -> Values:
    """Each amount under the slot that the words around it tell, else that which was asked for."""
    news: Values = {}
    for entity in turn.entities("amount"):
        minor = entity["value"].get("minor")
        if minor is None:
            continue
        start, end = entity.get("start") or 0, entity.get("end") or 0
        before, after = (
            turn.text[max(0, start - WORDS_BEFORE) : start].lower(),
            turn.text[end : end + WORDS_AFTER].lower(),
        )
        news.setdefault(_slot_of(kind, requested, before, after, news), minor)
    return news


def _slot_of(kind: str | None, requested: str | None, before: str, after: str, known: Values) -> str:
    if kind == AFFORDABLE:
        return "amount" if WANTED.search(after) else _slot_of_means(requested, before, known)
    if kind == GROWTH and (MONTHLY.match(after) or EACH_MONTH.search(before)):
        return "monthly_amount"
    return "amount"


def _slot_of_means(requested: str | None, before: str, known: Values) -> str:
    """Whether an amount comes in each month, or goes to loans."""
    earned = max((match.start() for match in EARNED.finditer(before)), default=-1)
    committed = max((match.start() for match in COMMITTED.finditer(before)), default=-1)
    if requested in {"income", "commitments"} and earned <= committed:
        return requested
    return "commitments" if committed > earned or "income" in known else "income"


def _months_ahead(turn: Turn) -> int | None:
    """ "Worth in 5 years" looks like a day."""
    if (found := IN_YEARS.search(turn.text)) is None:
        return None
    count = NUMBER_WORDS.index(found["count"].lower()) if not found["count"].isdecimal() else int(found["count"])
    return count * (1 if found["unit"].lower().startswith("m") else 12)


def _bare_years(turn: Turn) -> int | None:
    """ "5", where the term was asked for, is five years."""
    minor = (turn.value("amount") or {}).get("minor")
    return minor // 100 * 12 if minor and minor <= MOST_BARE_YEARS * 100 and minor % 100 == 0 else None
