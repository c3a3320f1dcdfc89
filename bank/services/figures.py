"""The bank's figures by name: an article quotes what the bank charges, pays and enforces, and cannot differ from it.

`rate:savings`, `fee:account`, `least:…`, `most:…`, `since:…` are the price list's (data/tariff.yml, or the bank's
tables); `limit:…` those that the bank's rules enforce, and with `phone:…`, `code:…`, `hours:…` those of the bank's own
file (data/bank.yml).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from bank.domain import limits
from bank.domain.facts import Figure, Rate, as_figure
from bank.domain.house import HOME_CURRENCY
from bank.domain.money import Money
from bank.domain.payment_rules import PaymentRules
from bank.domain.product_errors import CatalogueBroken
from bank.services import catalogue, tariff
from bank.services.product_views import PriceView
from bank.store import payment_rules
from bank.store.database import UnitOfWork

FACTS = catalogue.DATA / "bank.yml"
GROUPS = frozenset({"limit", "phone", "code", "hours"})
"""What data/bank.yml may hold."""
DAYS_PER_MONTH = 30


def current_figures(uow: UnitOfWork, facts: Path = FACTS) -> dict[str, Figure | date]:
    """Every figure as it holds today, with the prices of the bank's tables."""
    return _all(tariff.list_prices(uow), uow.rules.on(uow.today), facts)


def written_figures(on: date, prices: Path = catalogue.TARIFF, facts: Path = FACTS) -> dict[str, Figure | date]:
    """Every figure as the files have it for a day, where no bank is open: for training. CatalogueBroken."""
    return _all(tariff.prices_of(catalogue.read_tariff(prices), on), payment_rules.load().on(on), facts)


def _all(prices: Iterable[PriceView], rules: PaymentRules, facts: Path) -> dict[str, Figure | date]:
    enforced = enforced_limits(rules)
    stated = read_facts(facts)
    if twice := enforced.keys() & stated.keys():
        raise CatalogueBroken(facts.name, min(twice), "the bank's rules state it already")
    return {**enforced, **stated, **dict(_of_prices(prices))}


def read_facts(path: Path = FACTS) -> dict[str, Figure]:
    """The bank's own file, as group:name → figure. CatalogueBroken names the entry that cannot be used."""
    try:
        read = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CatalogueBroken(path.name, "", str(error)) from error
    if not isinstance(read, dict) or not all(isinstance(group, dict) for group in read.values()):
        raise CatalogueBroken(path.name, "", f"it must hold the groups {', '.join(sorted(GROUPS))}")
    if unknown := read.keys() - GROUPS:
        raise CatalogueBroken(path.name, str(min(unknown)), f"the groups are {', '.join(sorted(GROUPS))}")
    stated = {f"{group}:{name}": value for group, entries in read.items() for name, value in entries.items()}
    return {name: _figure(value, name, path) for name, value in stated.items()}


def _figure(value: Any, name: str, path: Path) -> Figure:
    try:
        return as_figure(value)
    except ValueError as error:
        raise CatalogueBroken(path.name, name, str(error)) from error


def _of_prices(prices: Iterable[PriceView]) -> Iterator[tuple[str, Figure | date]]:
    for price in prices:
        if price.basis_points is not None:
            yield f"rate:{price.id}", Rate(price.basis_points)
        if price.amount is not None:
            yield f"fee:{price.id}", price.amount
        if price.least is not None:
            yield f"least:{price.id}", price.least
        if price.most is not None:
            yield f"most:{price.id}", price.most
        yield f"since:{price.id}", price.since


def enforced_limits(rules: PaymentRules) -> Mapping[str, Figure]:
    """What the rules of payments and `bank.domain.limits` allow, under the names by which articles quote it."""
    payments = rules.limits[HOME_CURRENCY]
    named: dict[str, Figure] = {
        "payment": Money(payments.per_payment_minor, HOME_CURRENCY),
        "payment_per_day": Money(payments.per_day_minor, HOME_CURRENCY),
        "new_payee": Money(payments.new_payee_minor, HOME_CURRENCY),
        "new_payee_hours": minutes(rules.new_payee_time) // 60,
        "card_payments_per_day": Money(limits.CARD_PAYMENTS_DAY_MINOR, HOME_CURRENCY),
        "cash_per_day": Money(limits.CARD_CASH_DAY_MINOR["debit"], HOME_CURRENCY),
        "cash_per_day_credit": Money(limits.CARD_CASH_DAY_MINOR["credit"], HOME_CURRENCY),
        "contactless": Money(limits.CONTACTLESS_MINOR, HOME_CURRENCY),
        "code_minutes": minutes(limits.CODE_LIFETIME),
        "code_tries": limits.CODE_TRIES,
        "code_lock_minutes": minutes(limits.CODE_LOCK),
        "idle_minutes": minutes(limits.SESSION_IDLE),
        "session_hours": minutes(limits.SESSION_ABSOLUTE) // 60,
        "sign_in_tries": limits.SIGN_IN_TRIES,
        "sign_in_lock_minutes": minutes(limits.SIGN_IN_LOCK),
        "cut_off": f"{rules.cut_off:%H:%M}",
        "pause_months": limits.STANDING_ORDER_PAUSE.days // DAYS_PER_MONTH,
        "standing_order_retries": limits.STANDING_ORDER_RETRIES,
        "direct_debit_weeks": limits.DIRECT_DEBIT_REFUND.days // 7,
        "recall_working_days": limits.RECALL_ANSWER_WORKING_DAYS,
        "complaint_working_days": limits.COMPLAINT_ANSWER_WORKING_DAYS,
        "dispute_working_days": limits.DISPUTE_ANSWER_WORKING_DAYS,
        "dispute_months": limits.DISPUTE_DAYS // DAYS_PER_MONTH,
        "new_card_working_days": limits.NEW_CARD_WORKING_DAYS,
        "card_years": limits.CARD_YEARS,
        "loan_least": Money(limits.LOAN_SUM_MINOR[0], HOME_CURRENCY),
        "loan_most": Money(limits.LOAN_SUM_MINOR[1], HOME_CURRENCY),
        "loan_least_months": limits.LOAN_MONTHS[0],
        "loan_most_months": limits.LOAN_MONTHS[1],
        "mortgage_least": Money(limits.MORTGAGE_SUM_MINOR[0], HOME_CURRENCY),
        "mortgage_extra": Rate(limits.MORTGAGE_EXTRA_PER_CENT * 100),
        "affordable_share": Rate(limits.AFFORDABLE_SHARE_PER_CENT * 100),
        "overdraft_least": Money(limits.OVERDRAFT_MINOR[0], HOME_CURRENCY),
        "overdraft_most": Money(limits.OVERDRAFT_MINOR[1], HOME_CURRENCY),
        "appointment_minutes": limits.APPOINTMENT_MINUTES,
        "appointment_notice_hours": minutes(limits.APPOINTMENT_NOTICE) // 60,
        "alert_bill_days": limits.ALERT_BILL_DAYS,
        "appointment_horizon_days": limits.APPOINTMENT_HORIZON_DAYS,
        "appointments_ahead": limits.APPOINTMENTS_AHEAD,
        "document_minutes": minutes(limits.DOCUMENT_LIFETIME),
        "exchange_seconds": int(limits.EXCHANGE_QUOTE_LIFETIME.total_seconds()),
        "repayment_quote_days": limits.REPAYMENT_QUOTE_DAYS,
    }
    return {f"limit:{name}": value for name, value in named.items()}


def minutes(span: timedelta) -> int:
    """A span of time in whole minutes."""
    return int(span.total_seconds()) // 60
