"""Loans and mortgages: what is owed, the next instalment, the rate, and a quote for paying back early."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet

from actions import accounts, follow_up, wording
from actions.calculators import HOME
from actions.context import customer_work, today
from actions.orders import amount_said
from actions.turn import TALK_TO_A_PERSON, Choice, Event, SkillAction, Turn
from bank import Money
from bank.domain.accounts import AccountKind
from bank.services import loans
from bank.services.product_views import LoanView

EARLY = re.compile(
    r"\b(?:early|erly|in one go|redeem\w*|redemption|settle\w*|extra|overpay\w*|lump|quote|debt free|ahead of time)\b"
    r"|\bpay(?:ing)?\b.{0,25}\b(?:off?|everything|completely|in full|whole|now)\b|\bpayoff (?:amount|quote|figure)"
    r"|\b(?:clear|get rid of|finish|close|kill|end|ending) (?:my|the|it|this)\b|\bsave\b|\brepa(?:y|id)\b"
    r"|\bspecial repayment|\bpayoff of\b"
    r"|\bpay(?:ing)? (?:it|that|them|this)?(?: all| the lot)? ?back\b|\ball back\b"
    r"|\bpay back\b(?!.*\bstill\b)(?<!still to pay back)",
    re.IGNORECASE,
)
ENDS = re.compile(r"\b(ends?|over|finish\w*|done|paid off|last)\b", re.IGNORECASE)
RATE = re.compile(r"\b(rate|interest|percent\w*)\b|%", re.IGNORECASE)
LOAN = re.compile(r"\bl(?:oa|ao)ns?\b|\bcredit\b", re.IGNORECASE)


class Loans(SkillAction):
    """Show the loans that were asked for, or quote what paying one back early comes to."""

    action_name = "action_loans"
    skill = "loans"

    def answer(self, turn: Turn) -> list[Event]:
        with customer_work(turn.conversation_id) as (uow, customer):
            own = loans.list_loans(uow, customer)
        is_quote = bool(EARLY.search(turn.text) or turn.value("loan_quote"))
        goes_on = is_quote or follow_up.asks_of_loan(turn)
        meant = _meant(turn, own, turn.slot("loan") if goes_on else None)
        if not own:
            turn.say("utter_no_loans", choices=[Choice("Work out a loan", "calculators", {"calculation": "repayment"})])
        elif not is_quote:
            for loan in meant:
                _show(turn, loan)
        elif len(meant) == 1:
            _quote(turn, meant[0])
        else:
            choices = [Choice(_label(loan), "loans", _quote_of(loan)) for loan in meant]
            turn.say("utter_which_one", choices=choices)
        return [SlotSet("loan", meant[0].account_id if len(meant) == 1 else None)]


def quote_again(turn: Turn) -> list[Event]:
    """ "And if I pay 5000?": a quote for another sum."""
    with customer_work(turn.conversation_id) as (uow, customer):
        own = loans.list_loans(uow, customer)
    if not own:
        return [FollowupAction("calculators_form")]
    meant = _meant(turn, own, turn.slot("loan"))
    if len(meant) != 1:
        return Loans().answer(turn)
    _quote(turn, meant[0])
    return [SlotSet("loan", meant[0].account_id)]


def _meant(turn: Turn, own: tuple[LoanView, ...], last: int | None = None) -> list[LoanView]:
    """Those that the message names by account, by a home, or by the word; else the last one; else all."""
    wanted = {value.get("digits") for value in turn.values("account") if value.get("digits")}
    if wanted:
        return [loan for loan in own if loan.digits in wanted] or list(own)
    kinds = {AccountKind.MORTGAGE} if HOME.search(turn.text) else set()
    kinds |= {AccountKind.LOAN} if LOAN.search(turn.text) and not kinds else set()
    return [loan for loan in own if loan.kind in kinds or (not kinds and loan.account_id == last)] or list(own)


def _show(turn: Turn, loan: LoanView) -> None:
    facts: dict[str, Any] = {
        "owed": loan.owed,
        "name": _label(loan),
        "rate": wording.rate(loan.rate_basis_points),
        "instalment": loan.instalment,
        "next_on": wording.day(loan.next_on, today()) if loan.next_on else None,
        "ends_on": wording.long_day(loan.ends_on) if loan.ends_on else None,
    }
    if loan.next_on is None:
        turn.say("utter_loan_paid", **facts)
    elif follow_up.asks_of_loan(turn):
        ends = "utter_loan_ends" if loan.ends_on and ENDS.search(turn.text) else "utter_loan_next"
        turn.say("utter_loan_rate" if RATE.search(turn.text) else ends, **facts)
    else:
        turn.say("utter_loan" if loan.ends_on else "utter_loan_endless", **facts, choices=_next(loan))


def _next(loan: LoanView) -> list[Choice]:
    if loan.kind is AccountKind.MORTGAGE:
        return []
    return [Choice("Pay it back early", "loans", _quote_of(loan))]


def _quote(turn: Turn, loan: LoanView) -> None:
    said = amount_said(turn)
    with customer_work(turn.conversation_id) as (uow, customer):
        amount = Money(said["minor"], loan.owed.currency) if said else None
        if amount is None and loan.kind is AccountKind.MORTGAGE:
            turn.say("utter_mortgage_extra", free=loans.extra_free(loan), name=_label(loan), choices=[TALK_TO_A_PERSON])
            return
        quote = loans.quote_early_repayment(uow, customer, loan.account_id, amount)
        uow.commit()
    turn.say(
        "utter_repayment_quote",
        choices=[TALK_TO_A_PERSON],
        total=quote.total,
        pay_by=wording.long_day(quote.pay_by),
        repaid=quote.repaid,
        name=_label(loan),
        interest=quote.interest,
        fee=quote.fee if quote.fee.minor else "nothing",
        saved=quote.saved,
    )


def _quote_of(loan: LoanView) -> dict[str, Any]:
    return {"loan_quote": True, "account": {"kind": loan.kind.value, "name": None, "digits": loan.digits}}


def _label(loan: LoanView) -> str:
    return accounts.label_of(loan.name, loan.digits)
