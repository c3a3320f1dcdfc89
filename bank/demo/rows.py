"""From a household's life to rows: what is booked, pending or declined, with entries that balance.

Rows are plain tuples in the order of `COLUMNS`; no object per row, so that millions of them need little memory.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import count
from random import Random

from bank.demo.household import NAMED, DemoAccount, Household
from bank.demo.in_touch import contact_row
from bank.demo.life import Event
from bank.demo.people import SIGN_INS
from bank.domain.accounts import AccountKind, AccountStatus
from bank.domain.cards import CardKind, CardState
from bank.domain.limits import CARD_CASH_DAY_MINOR
from bank.domain.transactions import TransactionStatus
from bank.store.books import BankAccount

COLUMNS: dict[str, tuple[str, ...]] = {
    "customers": ("id", "first_name", "last_name", "sign_in_name", "password_hash", "created_at"),
    "accounts": (
        "id", "customer_id", "kind", "name", "currency", "iban", "balance_minor", "limit_minor", "status", "is_main",
        "opened_at",
    ),
    "credit_terms": (
        "account_id", "rate_basis_points", "payment_day", "instalment_minor", "minimum_floor_minor",
        "minimum_basis_points", "ends_on",
    ),
    "cards": (
        "id", "customer_id", "account_id", "kind", "digits", "holder", "state", "state_at", "expires_on",
        "cash_day_minor",
    ),
    "contact_details": ("customer_id", "email", "phone", "address"),
    "payees": ("id", "customer_id", "name", "nickname", "iban", "created_at"),
    "standing_orders": (
        "id", "customer_id", "account_id", "payee_id", "amount_minor", "currency", "reference", "day_of_month",
        "next_on",
    ),
    "direct_debits": (
        "id", "customer_id", "account_id", "merchant_id", "mandate", "expected_minor", "currency", "next_on",
    ),
    "entries": ("entry_set_id", "position", "account_id", "currency", "amount_minor"),
    "entry_sets": ("id", "kind", "order_id", "booked_at", "value_on"),
    "transactions": (
        "id", "customer_id", "account_id", "status", "at", "booked_on", "amount_minor", "currency", "fee_minor",
        "original_minor", "original_currency", "rate", "counterparty", "description", "category_id", "merchant_id",
        "card_id", "entry_set_id", "decline_reason",
    ),
}  # fmt: skip
MINIMUM_FLOOR_MINOR = 25_00
MINIMUM_BASIS_POINTS = 300
CARD_PAYMENT_DAY = 5
INSTALMENT_DAY = 1
CARD_YEARS = 4

Row = tuple[object, ...]


class RowMaker:
    """Gives out ids in order, and turns households into rows; `rows` is emptied by whoever writes them away."""

    def __init__(
        self,
        bank_accounts: dict[tuple[BankAccount, str], int],
        merchants: dict[str, int],
        passwords: dict[int, str],
        until: date,
    ) -> None:
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self._bank_accounts = bank_accounts
        self._merchants = merchants
        self._passwords = passwords
        self._until = until
        self._accounts = count(max(bank_accounts.values()) + 1)
        self._ids = {table: count(1) for table in COLUMNS}

    def add(self, household: Household, events: list[Event], since: date, random: Random) -> None:
        """The rows of one customer. Events are in the order of time."""
        self._add_people(household, since, random)
        for account in household.accounts:
            if account.opening_minor:
                self._open(account, since)
        for event in events:
            self._apply(household, event)
        people = household.customer, household.first_name, household.last_name
        self.rows["contact_details"].append(contact_row(*people, random))

    def count(self) -> int:
        """How many rows wait to be written."""
        return sum(len(rows) for rows in self.rows.values())

    def _add_people(self, household: Household, since: date, random: Random) -> None:
        customer, opened = household.customer, _moment(since, 0)
        sign_in = next((known for known in SIGN_INS if known.customer == customer), None)
        self.rows["customers"].append(
            (
                customer,
                household.first_name,
                household.last_name,
                sign_in.name if sign_in else None,
                self._passwords.get(customer),
                opened,
            )
        )
        for account in household.accounts:
            self._add_account(household, account, opened, random)
        payees = [*household.payees, (household.landlord, None, household.landlord_iban)]
        ids = [self._add_payee(customer, payee, opened) for payee in payees]
        if household.of_kind(AccountKind.MORTGAGE) is None:
            self._add_standing_order(household, ids[-1])
        self._add_direct_debits(household)

    def _add_account(self, household: Household, account: DemoAccount, opened: str, random: Random) -> None:
        account.id = next(self._accounts)
        self.rows["accounts"].append(
            (
                account.id,
                household.customer,
                account.kind.value,
                account.name,
                account.currency,
                account.iban,
                0,
                account.limit_minor,
                AccountStatus.OPEN.value,
                account is household.current,
                opened,
            )
        )
        is_card = account.kind is AccountKind.CREDIT_CARD
        if is_card or account.instalment_minor:
            self.rows["credit_terms"].append(
                (
                    account.id,
                    account.rate_basis_points,
                    CARD_PAYMENT_DAY if is_card else INSTALMENT_DAY,
                    account.instalment_minor,
                    MINIMUM_FLOOR_MINOR if is_card else 0,
                    MINIMUM_BASIS_POINTS if is_card else 0,
                    None,
                )
            )
        if is_card or account is household.current:
            self._add_card(household, account, CardKind.CREDIT if is_card else CardKind.DEBIT, opened, random)

    def _add_card(
        self, household: Household, account: DemoAccount, kind: CardKind, opened: str, random: Random
    ) -> None:
        account.card_id = next(self._ids["cards"])
        frozen = household.customer > NAMED and random.random() < 0.03
        self.rows["cards"].append(
            (
                account.card_id,
                household.customer,
                account.id,
                kind.value,
                f"{random.randrange(10_000):04d}",
                f"{household.first_name} {household.last_name}",
                CardState.FROZEN.value if frozen else CardState.ACTIVE.value,
                opened,
                # The last day of a month, some years ahead.
                (date(self._until.year + random.randint(1, CARD_YEARS), random.randint(1, 12), 1) - timedelta(days=1))
                .isoformat(),
                CARD_CASH_DAY_MINOR[kind],
            )
        )  # fmt: skip

    def _add_payee(self, customer: int, payee: tuple[str, str | None, str], opened: str) -> int:
        payee_id = next(self._ids["payees"])
        name, nickname, iban = payee
        self.rows["payees"].append((payee_id, customer, name, nickname, iban, opened))
        return payee_id

    def _add_standing_order(self, household: Household, payee_id: int) -> None:
        self.rows["standing_orders"].append(
            (
                next(self._ids["standing_orders"]),
                household.customer,
                household.current.id,
                payee_id,
                household.rent_minor,
                "EUR",
                "Rent",
                3,
                _next_on(3, self._until),
            )
        )

    def _add_direct_debits(self, household: Household) -> None:
        for firm, day, price in household.bills:
            debit_id = next(self._ids["direct_debits"])
            self.rows["direct_debits"].append(
                (
                    debit_id,
                    household.customer,
                    household.current.id,
                    self._merchants[firm.name],
                    f"TDB{debit_id:010d}",
                    price,
                    "EUR",
                    _next_on(day, self._until),
                )
            )

    def _open(self, account: DemoAccount, since: date) -> None:
        purpose = BankAccount.LENDING if account.opening_minor < 0 else BankAccount.OPENING
        self._post("opening", since, since, account, account.opening_minor, ((purpose, -account.opening_minor),), None)

    def _apply(self, household: Household, event: Event) -> None:
        account, amount = event.account, event.amount_minor
        if event.description == "Card bill" and event.other is not None:
            # The whole debt, or what the current account can bear of it.
            owed = -event.other.balance_minor
            amount = -min(owed, max(0, account.balance_minor))
            if amount == 0:
                return
        reason = event.decline_reason
        if reason is None and amount < 0 and account.balance_minor + amount < -account.limit_minor:
            if event.other is not None:
                return
            reason = "insufficient_funds"
        booked_on = event.day + timedelta(days=1) if event.by_card else event.day
        if reason is not None:
            self._line(household, event, account, amount, TransactionStatus.DECLINED, None, None, reason)
        elif booked_on >= self._until:
            # Held: the account must not spend it twice.
            self._line(household, event, account, amount, TransactionStatus.PENDING, None, None, None)
        else:
            self._book(household, event, amount, booked_on)

    def _book(self, household: Household, event: Event, amount: int, booked_on: date) -> None:
        account, other = event.account, event.other
        counters: tuple[tuple[BankAccount, int], ...] = ()
        if other is None:
            counters = ((event.counter, -(amount + event.fee_minor)),)
            if event.fee_minor:
                counters += ((BankAccount.FEES, event.fee_minor),)
        kind = "card" if event.by_card else "transfer" if other else "payment"
        set_id = self._post(kind, event.day, booked_on, account, amount, counters, other)
        self._line(household, event, account, amount, TransactionStatus.BOOKED, booked_on, set_id, None)
        if other is not None:
            back = Event(event.day, event.second, other, -amount, account.name, event.description, event.category)
            self._line(household, back, other, -amount, TransactionStatus.BOOKED, booked_on, set_id, None)

    def _post(
        self,
        kind: str,
        day: date,
        booked_on: date,
        account: DemoAccount,
        amount: int,
        counters: tuple[tuple[BankAccount, int], ...],
        other: DemoAccount | None,
    ) -> int:
        set_id = next(self._ids["entry_sets"])
        entries, currency = self.rows["entries"], account.currency
        entries.append((set_id, 0, account.id, currency, amount))
        account.balance_minor += amount
        for position, (purpose, minor) in enumerate(counters, start=1):
            entries.append((set_id, position, self._bank_accounts[purpose, currency], currency, minor))
        if other is not None:
            entries.append((set_id, 1, other.id, currency, -amount))
            other.balance_minor -= amount
        self.rows["entry_sets"].append((set_id, kind, None, _moment(booked_on, 3 * 3600), day.isoformat()))
        return set_id

    def _line(
        self,
        household: Household,
        event: Event,
        account: DemoAccount,
        amount: int,
        status: TransactionStatus,
        booked_on: date | None,
        set_id: int | None,
        reason: str | None,
    ) -> None:
        self.rows["transactions"].append(
            (
                next(self._ids["transactions"]),
                household.customer,
                account.id,
                status.value,
                _moment(event.day, event.second),
                booked_on.isoformat() if booked_on else None,
                amount,
                account.currency,
                event.fee_minor,
                event.original_minor,
                event.original_currency,
                event.rate,
                event.counterparty,
                event.description,
                event.category,
                self._merchants.get(event.counterparty) if event.firm else None,
                account.card_id if event.by_card else None,
                set_id,
                reason,
            )
        )


def _moment(day: date, second: int) -> str:
    """A moment in UTC as both databases read it and SQLite keeps it."""
    minutes, seconds = divmod(second, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{day.isoformat()} {hours:02d}:{minutes:02d}:{seconds:02d}.000000"


def _next_on(day: int, until: date) -> str:
    """The next such day of a month, from `until` on; `day` is at most 28."""
    if day >= until.day:
        return until.replace(day=day).isoformat()
    return date(until.year + until.month // 12, until.month % 12 + 1, day).isoformat()
