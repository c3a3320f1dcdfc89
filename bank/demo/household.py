"""A demo customer's circumstances: accounts, cards, income, rent and habits, all decided by one random generator."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from bank.demo.firms import BILLS, EMPLOYERS, LANDLORDS, SHOPS, SUBSCRIPTIONS, Firm
from bank.demo.people import FIRST_NAMES, LAST_NAMES, NAMED_PAYEES, name_of, other_iban, own_iban
from bank.domain.accounts import AccountKind

# The three who can sign in have everything that the assistant's first skills speak of.
NAMED = 3


@dataclass
class DemoAccount:
    """An account with the balance that the simulation has reached."""

    kind: AccountKind
    name: str
    currency: str
    iban: str
    limit_minor: int = 0
    opening_minor: int = 0
    balance_minor: int = 0
    instalment_minor: int = 0
    rate_basis_points: int = 0
    id: int = 0
    card_id: int | None = None


@dataclass
class Household:
    """Everything about one customer that does not change from month to month. Amounts in minor units."""

    customer: int
    first_name: str
    last_name: str
    current: DemoAccount
    accounts: list[DemoAccount]
    employer: str
    salary_minor: int
    salary_day: int
    landlord: str
    landlord_iban: str
    rent_minor: int
    bills: list[tuple[Firm, int, int]]
    subscriptions: list[tuple[Firm, int, int]]
    favourites: list[Firm]
    payees: list[tuple[str, str | None, str]] = field(default_factory=list)
    spending: float = 1.0

    def of_kind(self, kind: AccountKind) -> DemoAccount | None:
        """The customer's account of this kind, if there is one."""
        return next((account for account in self.accounts if account.kind is kind), None)

    @property
    def has_duplicate(self) -> bool:
        """Whether one of the customer's purchases is charged twice, once in all the months."""
        return self.customer % 3 == 1

    @property
    def has_price_rise(self) -> bool:
        """Whether one subscription becomes dearer, once in all the months."""
        return self.customer % 3 != 0 or self.customer == NAMED


def make_household(customer: int, random: Random) -> Household:
    """Decide about one customer."""
    first_name, last_name = name_of(customer, random)
    salary = random.randrange(2_100_00, 5_200_00, 10_00)
    accounts = _accounts(customer, random, salary)
    return Household(
        customer=customer,
        first_name=first_name,
        last_name=last_name,
        current=accounts[0],
        accounts=accounts,
        employer=random.choice(EMPLOYERS),
        salary_minor=salary,
        salary_day=random.choice((25, 26, 27, 28)),
        landlord=random.choice(LANDLORDS),
        landlord_iban=other_iban(random),
        rent_minor=int(salary * random.uniform(0.24, 0.33)) // 5_00 * 5_00,
        bills=[_monthly(firm, random) for firm in random.sample(BILLS, random.randint(3, 5))],
        subscriptions=[_monthly(firm, random) for firm in random.sample(SUBSCRIPTIONS, random.randint(2, 4))],
        favourites=_favourites(random),
        payees=_payees(customer, random),
        spending=salary / 3_400_00,
    )


def _accounts(customer: int, random: Random, salary: int) -> list[DemoAccount]:
    def add(kind: AccountKind, name: str, currency: str = "EUR", **terms: int) -> None:
        accounts.append(DemoAccount(kind, name, currency, own_iban(customer, len(accounts)), **terms))

    accounts: list[DemoAccount] = []
    named = customer <= NAMED
    overdraft = random.choice((0, 500_00, 1_000_00))
    add(
        AccountKind.CURRENT,
        "Current account",
        limit_minor=500_00 if named else overdraft,
        opening_minor=random.randrange(900_00, 3_200_00),
    )
    if random.random() < 0.7 or named:
        add(AccountKind.SAVINGS, "Savings account", opening_minor=random.randrange(500_00, 14_000_00))
    if random.random() < 0.6 or named:
        add(
            AccountKind.CREDIT_CARD,
            "Credit card",
            limit_minor=random.choice((1_500_00, 2_500_00, 5_000_00)),
            rate_basis_points=1490,
        )
    if random.random() < 0.15 or customer == 2:
        _add_debt(accounts, customer, AccountKind.LOAN, "Personal loan", salary * 4, salary // 12, 690)
    if random.random() < 0.12 or customer == 3:
        _add_debt(accounts, customer, AccountKind.MORTGAGE, "Mortgage", salary * 60, salary // 4, 310)
    if random.random() < 0.12 or customer <= 2:
        currency = ("USD", "GBP")[customer % 2]
        opening = random.randrange(200_00, 4_000_00)
        add(AccountKind.CURRENT, f"{currency} account", currency, opening_minor=opening)
    return accounts


def _add_debt(
    accounts: list[DemoAccount],
    customer: int,
    kind: AccountKind,
    name: str,
    lent: int,
    instalment: int,
    rate: int,
) -> None:
    lent = lent // 100_00 * 100_00
    accounts.append(
        DemoAccount(
            kind,
            name,
            "EUR",
            own_iban(customer, len(accounts)),
            limit_minor=lent,
            opening_minor=-lent * 9 // 10,
            instalment_minor=instalment // 5_00 * 5_00,
            rate_basis_points=rate,
        )
    )


def _monthly(firm: Firm, random: Random) -> tuple[Firm, int, int]:
    """A firm with the day of the month on which it is paid and its price."""
    return firm, random.randint(1, 24), random.randint(firm.low_minor, firm.high_minor)


def _favourites(random: Random) -> list[Firm]:
    """Some shops of every category, the everyday ones several times: the more often, the likelier."""
    by_category: dict[str, list[Firm]] = {}
    for firm in SHOPS:
        by_category.setdefault(firm.category, []).append(firm)
    often = {"groceries": 6, "eating_out": 4, "transport": 4, "shopping": 2}
    chosen: list[Firm] = []
    for category, firms in by_category.items():
        for firm in random.sample(firms, min(len(firms), 3)):
            chosen += [firm] * often.get(category, 1)
    return chosen


def _payees(customer: int, random: Random) -> list[tuple[str, str | None, str]]:
    """Name, nickname and IBAN of whom the customer pays; two of them share a first name."""
    named = NAMED_PAYEES.get(customer)
    if named is None:
        first_names = random.sample(FIRST_NAMES, 4)
        first_names.append(first_names[0])
        last_names = random.sample(LAST_NAMES, len(first_names))
        named = tuple((f"{first} {last}", None) for first, last in zip(first_names, last_names, strict=True))
    payees = [(name, nickname, other_iban(random)) for name, nickname in named]
    if customer == 1:
        payees.append(("Ben Castell", None, own_iban(2, 0)))
    return payees


def months_before(until: date, months: int) -> list[date]:
    """The first days of the calendar months that `months` months before `until` touch, oldest first."""
    firsts = []
    year, month = until.year, until.month
    for _ in range(months + 1):
        firsts.append(date(year, month, 1))
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return firsts[::-1]
