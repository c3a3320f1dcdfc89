"""What happens to a demo household month by month: wishes for money to move, in the order of time.

Whether an event is booked, pending or declined is decided where balances are known (`bank.demo.rows`).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bank.demo.firms import ABROAD, CASH, Firm
from bank.demo.household import NAMED, DemoAccount, Household, months_before
from bank.demo.towns import TOWNS
from bank.domain.accounts import AccountKind
from bank.store.books import BankAccount

# Units of the foreign currency for one euro, in ten-thousandths; a day's rate is up to two per cent off.
RATES_E4 = {"USD": 1_0900, "GBP": 8500, "CHF": 9600, "JPY": 162_0000}
MINOR_PER_UNIT = {"USD": 100, "GBP": 100, "CHF": 100, "JPY": 1}
FOREIGN_FEE_BASIS_POINTS = 175
MONTH_NAMES = calendar.month_name


@dataclass(slots=True)
class Event:
    """Money that is to move: `amount_minor` as the account sees it, fee included.

    The other side is another account of the household (`other`) or one of the bank's own (`counter`).
    """

    day: date
    second: int
    account: DemoAccount
    amount_minor: int
    counterparty: str
    description: str
    category: str
    counter: BankAccount = BankAccount.PAYMENTS
    other: DemoAccount | None = None
    firm: bool = False
    by_card: bool = False
    fee_minor: int = 0
    original_minor: int | None = None
    original_currency: str | None = None
    rate: str | None = None
    decline_reason: str | None = None


def life(household: Household, months: int, until: date, random: Random) -> list[Event]:
    """All events from `months` months before `until` up to the day before it, oldest first."""
    firsts = months_before(until, months)
    since = _same_day(firsts[0], until.day)
    events: list[Event] = []
    for number, first in enumerate(firsts):
        events += _month(household, first, number, len(firsts), random)
    events += _once(household, until, random)
    events = [event for event in events if since <= event.day < until]
    events.sort(key=lambda event: (event.day, event.second))
    if household.has_duplicate:
        _charge_twice(events)
    return events


def _month(household: Household, first: date, number: int, months: int, random: Random) -> Iterator[Event]:
    yield from _fixed(household, first, random)
    yield from _recurring(household, first, number, months, random)
    yield from _everyday(household, first, random)
    yield from _between_accounts(household, first)
    yield from _to_people(household, first, random)


def _fixed(household: Household, first: date, random: Random) -> Iterator[Event]:
    current, month = household.current, f"{MONTH_NAMES[first.month]} {first.year}"
    yield _event(
        first, household.salary_day, 6, current, household.salary_minor, household.employer, f"Salary {month}", "income"
    )
    if household.of_kind(AccountKind.MORTGAGE) is None:
        yield _event(first, 3, 7, current, -household.rent_minor, household.landlord, f"Rent {month}", "housing")
    for account in household.accounts:
        if account.currency != "EUR" and random.random() < 0.5:
            amount = random.randrange(80_00, 600_00)
            yield _event(first, 12, 9, account, amount, "Atlas Translations", "Invoice", "income")
            yield _event(first, 19, 9, account, -amount // 3, "Harper & Sons", "Invoice", "payments")


def _recurring(household: Household, first: date, number: int, months: int, random: Random) -> Iterator[Event]:
    for firm, day, price in household.bills:
        amount = price if firm.category == "insurance" else int(price * random.uniform(0.88, 1.12))
        yield _event(first, day, 5, household.current, -amount, firm.name, "Direct debit", firm.category, firm=True)
    account = household.of_kind(AccountKind.CREDIT_CARD) or household.current
    for index, (firm, day, price) in enumerate(household.subscriptions):
        # The price rises for the last two payments, so that it is news at the end.
        risen = index == 0 and household.has_price_rise and number >= months - 2
        amount = price + max(1_00, price // 5) if risen else price
        yield _event(
            first, day, 4, account, -amount, firm.name, "Monthly subscription", firm.category,
            counter=BankAccount.CARDS, firm=True, by_card=True,
        )  # fmt: skip


def _everyday(household: Household, first: date, random: Random) -> Iterator[Event]:
    credit_card = household.of_kind(AccountKind.CREDIT_CARD)
    visited: set[tuple[int, str]] = set()
    for _ in range(random.randint(10, 18)):
        firm = random.choice(household.favourites)
        day = random.randint(1, 31)
        if (day, firm.name) in visited:
            continue
        visited.add((day, firm.name))
        account = credit_card if credit_card is not None and random.random() < 0.35 else household.current
        yield _purchase(firm, first, day, account, household.spending, random)
    yield _purchase(CASH, first, random.randint(1, 28), household.current, household.spending, random)


def _purchase(firm: Firm, first: date, day: int, account: DemoAccount, spending: float, random: Random) -> Event:
    # Most purchases are small: the lower of two draws.
    price = min(random.randint(firm.low_minor, firm.high_minor) for _ in range(2))
    amount = max(1_00, int(price * spending))
    if firm is CASH:
        amount = max(20_00, amount // 10_00 * 10_00)
    return _event(
        first, day, random.randint(7, 21), account, -amount, firm.name, f"Card payment, {random.choice(TOWNS)}"
        if firm is not CASH else f"Cash withdrawal, {random.choice(TOWNS)}", firm.category,
        counter=BankAccount.CARDS, firm=True, by_card=True, second=random.randrange(3600),
    )  # fmt: skip


def _between_accounts(household: Household, first: date) -> Iterator[Event]:
    current = household.current
    for account in household.accounts:
        if account.kind is AccountKind.SAVINGS:
            amount = household.salary_minor // 20 // 5_00 * 5_00
            yield _event(first, 2, 8, current, -amount, account.name, "Monthly saving", "transfers", other=account)
            interest = max(1, account.opening_minor * 150 // 10_000 // 12)
            yield _event(
                first, 28, 3, account, interest, "Teller Demo Bank", "Interest", "interest",
                counter=BankAccount.INTEREST,
            )  # fmt: skip
        elif account.kind is AccountKind.CREDIT_CARD:
            # Zero stands for what is owed on the day: see bank.demo.rows.
            yield _event(first, 5, 8, current, 0, account.name, "Card bill", "loans", other=account)
        elif account.instalment_minor:
            interest = -account.opening_minor * account.rate_basis_points // 10_000 // 12
            yield _event(
                first, 1, 8, current, -account.instalment_minor, account.name, "Instalment", "loans", other=account
            )
            yield _event(
                first, 1, 9, account, -min(interest, account.instalment_minor // 2), "Teller Demo Bank", "Interest",
                "interest", counter=BankAccount.INTEREST,
            )  # fmt: skip


def _to_people(household: Household, first: date, random: Random) -> Iterator[Event]:
    for name, _, _ in household.payees:
        if random.random() < 0.3:
            amount = random.randrange(10_00, 90_00, 2_50)
            reference = random.choice(("Dinner", "Thank you", "Tickets", "Birthday", "Groceries", "Holiday"))
            yield _event(
                first, random.randint(4, 27), random.randint(9, 21), household.current, -amount, name, reference,
                "payments", second=random.randrange(3600),
            )  # fmt: skip
    if random.random() < 0.4:
        name = random.choice(household.payees)[0]
        yield _event(
            first, random.randint(4, 27), 14, household.current, random.randrange(8_00, 60_00, 50), name, "Share",
            "payments",
        )  # fmt: skip


def _once(household: Household, until: date, random: Random) -> Iterator[Event]:
    """What happens once in a while near the end: something abroad, a refund, a refusal."""
    if household.customer % 2 == 1 or household.customer <= NAMED:
        yield _abroad(household, until - timedelta(days=random.randint(8, 24)), random)
    card = household.of_kind(AccountKind.CREDIT_CARD) or household.current
    shop = next(firm for firm in household.favourites if firm.category == "shopping")
    if household.customer % 2 == 1 or random.random() < 0.3:
        price = random.randint(shop.low_minor, shop.high_minor)
        bought = until - timedelta(days=random.randint(20, 26))
        yield _by_card(bought, card, -price, shop, "Card payment, online")
        yield _by_card(bought + timedelta(days=random.randint(5, 12)), card, price, shop, "Refund")
    if household.customer % 4 != 0:
        day = until - timedelta(days=random.randint(2, 9))
        declined = _by_card(day, household.current, -2_480_00, shop, "Card payment, online")
        declined.decline_reason = random.choice(("insufficient_funds", "over_card_limit", "wrong_pin"))
        yield declined
    grocer = next(firm for firm in household.favourites if firm.category == "groceries")
    price = random.randint(6_00, 38_00)
    pending = _by_card(until - timedelta(days=1), household.current, -price, grocer, "Card payment")
    pending.second = 19 * 3600
    yield pending


def _abroad(household: Household, day: date, random: Random) -> Event:
    # Who has an account in a foreign currency uses the card where that currency is: the fee could have been spared.
    known = {account.currency for account in household.accounts}
    places = [place for place in ABROAD if place[2] in known] or ABROAD
    name, category, currency, low, high = random.choice(places)
    original = random.randint(low, high)
    rate_e4 = RATES_E4[currency] * random.randint(980, 1020) // 1000
    euros = max(1_00, original * 100 * 10_000 // (MINOR_PER_UNIT[currency] * rate_e4))
    fee = -(-euros * FOREIGN_FEE_BASIS_POINTS // 10_000)
    event = _by_card(day, household.current, -(euros + fee), Firm(name, category, low, high), "Card payment abroad")
    event.fee_minor, event.rate = fee, f"{rate_e4 // 10_000}.{rate_e4 % 10_000:04d}"
    event.original_minor, event.original_currency = -original, currency
    return event


def _charge_twice(events: list[Event]) -> None:
    """Charge the last ordinary purchase but a few a second time, a minute later."""
    for index in range(len(events) - 4, 0, -1):
        event = events[index]
        if event.by_card and event.category in ("eating_out", "shopping", "groceries") and event.rate is None:
            if event.amount_minor > 0 or event.decline_reason is not None or event.description == "Refund":
                continue
            twin = Event(
                event.day, event.second + 60, event.account, event.amount_minor, event.counterparty,
                event.description, event.category, counter=event.counter, firm=True, by_card=True,
            )  # fmt: skip
            events.insert(index + 1, twin)
            return


def _by_card(day: date, account: DemoAccount, amount: int, firm: Firm, description: str) -> Event:
    return Event(
        day, 13 * 3600, account, amount, firm.name, description, firm.category,
        counter=BankAccount.CARDS, firm=True, by_card=True,
    )  # fmt: skip


def _event(
    first: date,
    day: int,
    hour: int,
    account: DemoAccount,
    amount: int,
    counterparty: str,
    description: str,
    category: str,
    *,
    counter: BankAccount = BankAccount.PAYMENTS,
    other: DemoAccount | None = None,
    firm: bool = False,
    by_card: bool = False,
    second: int = 0,
) -> Event:
    return Event(
        _same_day(first, day),
        hour * 3600 + second,
        account,
        amount,
        counterparty,
        description,
        category,
        counter=counter,
        other=other,
        firm=firm,
        by_card=by_card,
    )


def _same_day(first: date, day: int) -> date:
    return first.replace(day=min(day, calendar.monthrange(first.year, first.month)[1]))
